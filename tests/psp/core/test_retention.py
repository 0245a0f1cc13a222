import pytest

from partnerships.models import OutgoingMail
from psp.core import retention
from psp.core.discover import CONTRIBUTIONS, import_contributions


@pytest.fixture
def registry(monkeypatch):
    monkeypatch.setattr(retention, "_rules", {})
    monkeypatch.setattr(retention, "_keepings", [])


def test_two_rules_of_one_code_are_refused_and_what_is_kept_alike_is_said_once(registry):
    rule = retention.Rule("a", "A", "1 day", list, str, len, (OutgoingMail,))
    retention.deletes(rule)
    with pytest.raises(ValueError, match="Two rules"):
        retention.deletes(rule)
    retention.keeps("Papers", "Always", OutgoingMail)
    retention.keeps("Papers", "Always", type(rule))
    assert [keeping.models for keeping in retention.keepings()] == [(OutgoingMail, type(rule))]
    assert (retention.find("a"), retention.find("b")) == (rule, None)


def test_every_contribution_of_every_slice_is_found():
    from pathlib import Path

    from django.apps import apps

    for name in ("partnerships", "procurement", "evaluation"):
        config = apps.get_app_config(name)
        files = {path for word in CONTRIBUTIONS for path in Path(config.path).rglob(f"{word}.py")}
        assert len(import_contributions(config)) == len(files) > 0
