from datetime import date

import pytest

from partnerships.activity.operations import broken_links
from partnerships.lifecycle.operations import perform, stop_partnership
from partnerships.models import Activity
from psp.core.problems import GateNotMet, Invalid, NotPermitted, WrongState
from tests.conftest import NOON


def test_only_the_leader_or_an_administrator_stops_a_partnership(partnership, pat):
    with pytest.raises(NotPermitted):
        stop_partnership(partnership=partnership, reason="funding", note="The grant ended", by=pat, at=NOON)
    partnership.refresh_from_db()
    assert partnership.state == "design"


def test_stopping_needs_a_reason_from_the_list_and_words(partnership, olivia):
    with pytest.raises(Invalid):
        stop_partnership(partnership=partnership, reason="boredom", note="x", by=olivia, at=NOON)
    with pytest.raises(Invalid):
        stop_partnership(partnership=partnership, reason="funding", note=" ", by=olivia, at=NOON)
    partnership.refresh_from_db()
    assert (partnership.state, partnership.stop_reason) == ("design", "")


def test_a_stopped_partnership_keeps_why_and_when(partnership, olivia):
    stop_partnership(partnership=partnership, reason="funding", note="The grant ended", by=olivia, at=NOON)
    partnership.refresh_from_db()
    assert (partnership.state, partnership.stop_reason, partnership.stop_note) == (
        "stopped",
        "funding",
        "The grant ended",
    )
    assert [(s.state, s.ended_on) for s in partnership.spells.all()] == [("design", NOON.date()), ("stopped", None)]
    assert [(a.verb, a.actor, a.note) for a in Activity.objects.all()] == [
        ("partnership.stopped", olivia, "The grant ended")
    ]
    assert broken_links() == []


def test_two_people_stopping_at_once_stop_it_once(partnership, olivia):
    stale = type(partnership).objects.get(pk=partnership.pk)
    perform(partnership, "stop_partnership", by=olivia, at=NOON, note="No money")
    with pytest.raises(WrongState):
        perform(stale, "stop_partnership", by=olivia, at=NOON, note="No money")
    assert Activity.objects.count() == 1


def test_an_activity_changed_afterwards_is_found(partnership, olivia):
    perform(partnership, "stop_partnership", by=olivia, at=NOON, note="No money")
    Activity.objects.update(note="All was well")
    assert broken_links() == [f"partnership:{partnership.pk}: number 1 was changed after it was recorded"]


def test_a_state_whose_beginning_lies_ahead_is_not_left_on_a_day_before_it(partnership, olivia, without_gates):
    partnership.spells.update(began_on=date(2026, 9, 1))
    with pytest.raises(GateNotMet, match="By the plan, design begins only on 1 September 2026"):
        perform(partnership, "start_pilot", by=olivia, at=NOON, on=NOON.date())
