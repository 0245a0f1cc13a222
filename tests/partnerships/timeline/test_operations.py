from datetime import date

import pytest

from partnerships.lifecycle.operations import perform
from partnerships.models import Activity, Milestone, Period, Spell, Timeline
from partnerships.pilot.operations import freeze_criteria
from partnerships.timeline.operations import lay_plan, make_plan, reschedule
from psp.core.problems import Invalid, NotPermitted
from tests.conftest import NOON, TODAY
from tests.factories.design import a_criterion
from tests.factories.timeline import a_plan


def spans(partnership):
    return {period.key: (period.starts_on, period.until) for period in partnership.periods.all()}


def day_of(partnership, key):
    return partnership.milestones.get(key=key).planned_on


def test_a_recommended_plan_is_plan_and_baseline_at_once(partnership, olivia):
    timeline = make_plan(partnership=partnership, planned_from="design", on=date(2026, 1, 5), by=olivia, at=NOON)
    assert spans(partnership) == {
        "design": (date(2026, 1, 5), date(2027, 1, 5)),
        "pilot": (date(2027, 1, 5), date(2029, 1, 5)),
        "evaluation": (date(2029, 1, 5), date(2029, 7, 5)),
        "bid_writing": (date(2029, 7, 5), date(2029, 8, 9)),
        "tender": (date(2029, 8, 9), date(2030, 2, 9)),
    }
    assert {p.key: (p.baseline_starts_on, p.baseline_until) for p in partnership.periods.all()} == spans(partnership)
    timeline.refresh_from_db()
    assert (timeline.service_starts_on, timeline.baseline_service_starts_on) == (date(2030, 2, 9), date(2030, 2, 9))
    assert (timeline.slip_days, timeline.is_recommended, timeline.baseline_taken_on) == (0, True, TODAY)
    assert partnership.milestones.count() == 25
    assert [a.verb for a in Activity.objects.all()] == ["timeline.planned"]


def test_a_plan_backwards_ends_on_the_day_asked_for(partnership, olivia):
    make_plan(partnership=partnership, planned_from="service", on=date(2031, 7, 1), by=olivia, at=NOON)
    assert day_of(partnership, "service_starts") == date(2031, 7, 1)


def test_a_plan_backwards_from_the_end_of_funding_keeps_that_day(partnership, olivia):
    timeline = make_plan(partnership=partnership, planned_from="funding", on=date(2031, 3, 31), by=olivia, at=NOON)
    assert (timeline.funding_ends_on, timeline.service_starts_on) == (date(2031, 3, 31), date(2031, 3, 31))


def test_design_that_began_earlier_lasts_until_the_pilot_is_due(partnership, olivia):
    """Backwards from 1 July 2031 tenders are due on Monday 31 December 2030, not on 1 January, and the pilot starts on 26 May 2028; design began on 5 January 2026 already."""
    make_plan(partnership=partnership, planned_from="service", on=date(2031, 7, 1), by=olivia, at=NOON)
    assert spans(partnership)["design"] == (date(2026, 1, 5), date(2028, 5, 26))
    assert spans(partnership)["pilot"] == (date(2028, 5, 26), date(2030, 5, 26))


def test_a_start_that_has_passed_is_planned_from_today_and_the_wish_is_kept(partnership, olivia):
    """42 months and 35 days from 3 June 2026: design is planned as short as recommended, to be near the wish."""
    partnership.spells.update(began_on=TODAY)
    timeline = make_plan(partnership=partnership, planned_from="service", on=date(2028, 3, 1), by=olivia, at=NOON)
    assert (timeline.starts_on, timeline.wished_on) == (TODAY, date(2028, 3, 1))
    assert timeline.service_starts_on == date(2030, 1, 9)


def test_design_is_shortened_as_far_as_recommended_to_meet_a_wish(partnership, olivia):
    """Twelve months of design would have had to start on 27 February 2026; eight leave until 27 June."""
    partnership.spells.update(began_on=date(2026, 6, 27))
    timeline = make_plan(partnership=partnership, planned_from="service", on=date(2030, 4, 1), by=olivia, at=NOON)
    assert (timeline.starts_on, timeline.service_starts_on) == (date(2026, 6, 27), date(2030, 4, 1))
    assert spans(partnership)["design"] == (date(2026, 6, 27), date(2027, 2, 27))
    assert timeline.is_recommended is True


def test_a_design_that_began_long_ago_is_agreed_to_last_until_today(partnership, olivia):
    """Nobody agreed in 2024 to start a pilot in 2025: the plan is made today, and nothing in it is late at once."""
    partnership.spells.update(began_on=date(2024, 2, 5))
    make_plan(partnership=partnership, planned_from="design", on=date(2024, 2, 5), by=olivia, at=NOON)
    assert spans(partnership)["design"] == (date(2024, 2, 5), TODAY)
    timeline = Timeline.objects.get()
    assert (timeline.slip_days, timeline.service_starts_on) == (0, date(2029, 7, 8))
    open_days = partnership.milestones.filter(done_on=None).values_list("planned_on", "baseline_on")
    assert min(open_days) == (TODAY, TODAY)
    reschedule(partnership=partnership, today=TODAY)
    assert min(open_days.all()) == (TODAY, TODAY)


def test_a_day_out_of_reach_is_refused_with_nothing_written(partnership, olivia):
    with pytest.raises(Invalid, match="between the years"):
        make_plan(partnership=partnership, planned_from="design", on=date(9998, 1, 1), by=olivia, at=NOON)
    assert (Timeline.objects.count(), Period.objects.count(), Activity.objects.count()) == (0, 0, 0)


def test_a_plan_made_late_counts_what_is_there_already(partnership, olivia):
    a_criterion(partnership, olivia)
    freeze_criteria(partnership=partnership, by=olivia, at=NOON)
    make_plan(partnership=partnership, planned_from="design", on=date(2026, 1, 5), by=olivia, at=NOON)
    reached = partnership.milestones.exclude(done_on=None).values_list("key", "done_on")
    assert dict(reached) == {"design_starts": date(2026, 1, 5), "criteria_frozen": TODAY}


def test_there_is_one_plan(partnership, olivia):
    a_plan(partnership)
    with pytest.raises(Invalid, match="has a plan already"):
        make_plan(partnership=partnership, planned_from="design", on=TODAY, by=olivia, at=NOON)


@pytest.mark.parametrize("person", ["pat", "edie", "otto"])
def test_others_do_not_plan(partnership, person, request):
    with pytest.raises(NotPermitted):
        make_plan(partnership=partnership, planned_from="design", on=TODAY, by=request.getfixturevalue(person), at=NOON)


def test_design_has_begun_on_the_day_it_began(partnership):
    a_plan(partnership)
    design = partnership.periods.get(key="design")
    assert (design.began_on, design.over_on) == (date(2026, 1, 5), None)
    assert partnership.milestones.get(key="design_starts").done_on == date(2026, 1, 5)


def test_a_design_that_lies_ahead_has_not_begun(partnership):
    partnership.spells.update(began_on=date(2026, 9, 1))
    a_plan(partnership, on=date(2026, 9, 1), at=NOON)
    assert partnership.periods.get(key="design").began_on is None


def test_a_transition_reaches_its_gate_and_moves_the_rest(partnership, olivia, without_gates):
    """The pilot starts 3 June 2026 and not 5 January 2027: 24 and 6 months, 35 days and 6 months follow.

    The notice of Sunday 3 December 2028 is published on Monday. Design then lasted less than 6 months, which is not as recommended.
    """
    a_plan(partnership)
    perform(partnership, "start_pilot", by=olivia, at=NOON)
    assert spans(partnership) == {
        "design": (date(2026, 1, 5), TODAY),
        "pilot": (TODAY, date(2028, 6, 3)),
        "evaluation": (date(2028, 6, 3), date(2028, 12, 3)),
        "bid_writing": (date(2028, 12, 4), date(2029, 1, 8)),
        "tender": (date(2029, 1, 8), date(2029, 7, 8)),
    }
    gate = partnership.milestones.get(key="pilot_starts")
    assert (gate.done_on, gate.baseline_on) == (TODAY, date(2027, 1, 5))
    timeline = Timeline.objects.get()
    assert (timeline.slip_days, timeline.is_recommended, timeline.version) == (-216, False, 2)


def test_a_whole_life_is_set_against_the_plan(partnership):
    began = {"pilot": date(2026, 12, 1), "evaluation": date(2029, 1, 15), "tender": date(2029, 8, 1)}
    a_plan(partnership)
    for state, day in began.items():
        partnership.spells.filter(ended_on=None).update(ended_on=day)
        Spell.objects.create(partnership=partnership, state=state, began_on=day)
    reschedule(partnership=partnership, today=date(2029, 8, 2))
    assert {p.key: (p.began_on, p.over_on) for p in partnership.periods.all()} == {
        "design": (date(2026, 1, 5), date(2026, 12, 1)),
        "pilot": (date(2026, 12, 1), date(2029, 1, 15)),
        "evaluation": (date(2029, 1, 15), None),
        "bid_writing": (None, None),
        "tender": (None, None),
    }


def test_a_contract_whose_tender_nobody_recorded_ends_every_period_before_it(partnership):
    began = {"pilot": (2026, 12, 1), "evaluation": (2029, 1, 15), "tender": (2029, 8, 1), "contract": (2029, 8, 20)}
    a_plan(partnership)
    for state, day in began.items():
        partnership.spells.filter(ended_on=None).update(ended_on=date(*day))
        Spell.objects.create(partnership=partnership, state=state, began_on=date(*day))
    reschedule(partnership=partnership, today=date(2029, 8, 21))
    days = {p.key: (p.began_on, p.over_on) for p in partnership.periods.all()}
    assert days["evaluation"][1] == days["bid_writing"][0]
    assert days["bid_writing"][1] == days["tender"][0]
    assert days["tender"][0] <= partnership.milestones.get(key="contract_signed").done_on == date(2029, 8, 20)


def test_a_contract_is_signed_when_its_state_begins(partnership):
    a_plan(partnership)
    partnership.spells.filter(ended_on=None).update(ended_on=date(2029, 11, 20))
    Spell.objects.create(partnership=partnership, state="contract", began_on=date(2029, 11, 20))
    reschedule(partnership=partnership, today=date(2029, 11, 20))
    done = {m.key: m.done_on for m in Milestone.objects.exclude(done_on=None)}
    assert (done["contract_signed"], done["tenders_submitted"]) == (date(2029, 11, 20), date(2029, 8, 9))
    assert day_of(partnership, "service_starts") == date(2030, 2, 9)


def test_rescheduling_without_a_plan_does_nothing(partnership):
    reschedule(partnership=partnership, today=TODAY)
    assert Timeline.objects.count() == 0


def test_laying_a_plan_asks_no_permission_but_records_who_did(partnership, otto):
    lay_plan(partnership=partnership, planned_from="design", on=TODAY, by=otto, at=NOON)
    assert [a.actor for a in Activity.objects.all()] == [otto]
