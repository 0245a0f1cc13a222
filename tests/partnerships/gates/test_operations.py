from datetime import date

import pytest

from partnerships.gates.operations import move_on
from partnerships.models import Activity
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
