"""Chapters of the partnership report that tell of the partnership as a whole."""

from partnerships.activity.operations import record
from partnerships.overview.reports import history
from tests.conftest import NOON


def test_the_history_leaves_out_that_reports_were_made_and_what_is_private(partnership, olivia):
    done = {"partnership.started": False, "report.asked_for": False, "report.made": False, "outcome.deleted": True}
    for verb, is_private in done.items():
        record(verb=verb, target=partnership, partnership=partnership, by=olivia, at=NOON, is_private=is_private)
    found = history(partnership, NOON)
    assert ([row.verb for row in found["latest"]], found["count"]) == (["partnership.started"], 1)
