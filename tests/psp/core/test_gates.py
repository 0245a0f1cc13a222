import pytest

from psp.core import gates
from psp.core.gates import Criterion, Finding, Gap


def a_criterion(code, position=0):
    return Criterion(
        code,
        "open_the_door",
        "The door has a handle",
        lambda at: True,
        lambda record, at: Gap("No handle"),
        position=position,
    )


@pytest.fixture(autouse=True)
def _own_registry(monkeypatch):
    monkeypatch.setattr(gates, "_criteria", {})


def test_criteria_of_a_transition_come_by_position_then_code():
    for criterion in (a_criterion("b", 1), a_criterion("c"), a_criterion("a", 1)):
        gates.register(criterion)
    assert [c.code for c in gates.for_transition("open_the_door")] == ["c", "a", "b"]
    assert gates.for_transition("close_the_door") == []


def test_a_code_is_registered_once():
    gates.register(a_criterion("handle"))
    with pytest.raises(ValueError, match="Two gate criteria are called handle"):
        gates.register(a_criterion("handle"))


@pytest.mark.parametrize(
    ("is_met", "waiver", "is_open"), [(True, None, False), (False, None, True), (False, "a waiver", False)]
)
def test_a_finding_is_open_when_neither_met_nor_waived(is_met, waiver, is_open):
    assert Finding(a_criterion("handle"), is_met, waiver=waiver).is_open is is_open
