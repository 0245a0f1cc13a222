"""The registry of report kinds and their chapters."""

import pytest

from psp.core import reports
from psp.core.reports import Chapter, Cover, ReportKind
from tests.conftest import NOON


@pytest.fixture
def kind():
    """A kind of report only this test knows."""
    made = ReportKind(
        code="test_kind",
        title="A test report",
        description="",
        permission="",
        subjects=lambda person: None,
        cover=lambda subject, at: Cover(subject, []),
        prepare=lambda subject, at: f"{subject} at {at:%H}",
    )
    reports.register(made)
    yield made
    reports._kinds.pop("test_kind")
    reports._chapters.pop("test_kind", None)


def test_a_kind_is_registered_once(kind):
    assert reports.find("test_kind") is kind
    with pytest.raises(ValueError, match="Two report kinds"):
        reports.register(kind)


def test_a_kind_nobody_registered_is_not_found():
    with pytest.raises(KeyError):
        reports.find("nothing")


def test_chapters_stand_in_their_order_and_read_what_was_prepared(kind):
    reports.chapter("test_kind", key="last", title="Last", position=2, starts_page=True)(
        lambda found, at: {"was": found}
    )
    reports.chapter("test_kind", key="left_out", title="Left out", position=1)(lambda found, at: None)
    reports.chapter("test_kind", key="first", title="First", position=0)(lambda found, at: {})
    assert reports.chapters_of(kind, "Kirkton", NOON) == [
        Chapter("first", "First", "reports/test_kind/first.html", False, {}),
        Chapter("last", "Last", "reports/test_kind/last.html", True, {"was": "Kirkton at 12"}),
    ]


def test_two_chapters_of_a_kind_do_not_share_an_address(kind):
    reports.chapter("test_kind", key="one", title="One", position=0)(lambda found, at: {})
    with pytest.raises(ValueError, match="Two chapters"):
        reports.chapter("test_kind", key="one", title="Another", position=1)(lambda found, at: {})


def test_every_kind_of_the_product_is_known():
    assert [kind.code for kind in reports.kinds()] == ["partnership", "readiness", "tender_evaluation", "sroi"]
