from datetime import date

import pytest

from partnerships.gates.operations import move_on
from partnerships.lifecycle.operations import stop_partnership
from partnerships.models import Activity, Notice
from psp.core.problems import Invalid
from tests.conftest import NOON, TODAY
from tests.factories.timeline import a_plan

pytestmark = pytest.mark.usefixtures("without_gates")


def start_pilot(partnership, by, **more):
    return move_on(partnership=partnership, transition="start_pilot", by=by, at=NOON, **more)


def test_a_period_that_ends_before_its_recommended_length_needs_a_reason(partnership, olivia):
    """Design began on 5 January: on 3 June it has lasted less than half a year."""
    a_plan(partnership)
    with pytest.raises(Invalid) as refused:
        start_pilot(partnership, olivia)
    assert list(refused.value.errors) == ["why_short"]
    partnership.refresh_from_db()
    assert (partnership.state, partnership.periods.get(key="design").over_on) == ("design", None)
    start_pilot(partnership, olivia, why_short=" The service runs already. ")
    design = partnership.periods.get(key="design")
    assert (partnership.state, design.over_on, design.reason) == ("pilot", TODAY, "The service runs already.")
    partnership.timeline.refresh_from_db()
    assert partnership.timeline.is_recommended is False
    assert Activity.objects.get(verb="period.explained").actor == olivia


def test_a_reason_given_before_is_enough(partnership, olivia):
    a_plan(partnership)
    partnership.periods.filter(key="design").update(reason="The service runs already")
    start_pilot(partnership, olivia)
    assert partnership.periods.get(key="design").reason == "The service runs already"


def test_a_period_long_enough_needs_none(partnership, olivia):
    a_plan(partnership, on=date(2025, 6, 3))
    partnership.spells.update(began_on=date(2025, 6, 3))
    start_pilot(partnership, olivia)
    partnership.timeline.refresh_from_db()
    assert partnership.timeline.is_recommended is True


def test_without_a_plan_nothing_is_short(partnership, olivia):
    assert start_pilot(partnership, olivia).state == "pilot"


def test_everyone_with_a_role_hears_that_the_partnership_moved_on_but_not_who_moved_it(partnership, olivia):
    start_pilot(partnership, olivia)
    told = Notice.objects.order_by("person__name")
    assert [str(notice.person) for notice in told] == ["Bo Quinn", "Edie Hall", "Pat Lennox"]
    assert {(n.kind, n.title, n.url) for n in told} == {
        ("progress", "Kirkton Befriending is now in the pilot stage", partnership.get_absolute_url())
    }


def test_they_hear_that_it_stopped(partnership, olivia, bo):
    stop_partnership(partnership=partnership, reason="funding", note="No money", by=olivia, at=NOON)
    assert bo.notices.get().title == "Kirkton Befriending has stopped"
