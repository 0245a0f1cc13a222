from datetime import date

import pytest

from partnerships.gantt.queries import gantt_of, outlook_of
from partnerships.gantt.reports import timeline
from partnerships.lifecycle.operations import perform, stop_partnership
from partnerships.models import Partnership
from partnerships.timeline.models import Dependency, Milestone
from partnerships.timeline.queries import rows_of
from psp.core import deadlines
from psp.core.charts.periods import Span
from psp.core.dates import start_of_day
from psp.core.deadlines import Deadline
from tests.conftest import NOON, TODAY
from tests.factories.timeline import a_plan


@pytest.fixture
def plan(partnership):
    return a_plan(partnership)


def lines(outlook):
    return {line.record.key: line for line in outlook.lines}


def test_a_partnership_without_a_plan_has_no_outlook(partnership):
    assert (outlook_of(partnership, today=TODAY), rows_of(partnership)) == (None, None)


def test_periods_come_in_order_each_with_its_milestones(plan, partnership):
    outlook = outlook_of(partnership, today=date(2026, 2, 1))
    assert [line.record.key for line in outlook.lines if line.is_period] == [
        "design",
        "pilot",
        "evaluation",
        "bid_writing",
        "tender",
    ]
    assert [line.record.key for line in outlook.lines][:3] == ["design", "design_starts", "vision_agreed"]
    assert outlook.lines[-1].record.key == "service_starts"
    assert outlook.headline == "The service starts on 9 February 2030, as agreed"


def test_a_late_milestone_stays_on_its_day_and_what_waits_is_expected_later(plan, partnership):
    """Success criteria were due on Monday 7 December 2026; on 1 March 2027 neither they nor the pilot have come."""
    outlook = outlook_of(partnership, today=date(2027, 3, 1))
    found = lines(outlook)
    assert (found["criteria_frozen"].is_late, found["criteria_frozen"].planned_on) == (True, date(2026, 12, 7))
    assert (found["pilot"].planned_on, found["pilot"].expected.start) == (date(2027, 1, 5), date(2027, 3, 1))
    assert (found["pilot"].slip_days, found["service_starts"].slip_days) == (0, 0)
    assert (outlook.service_starts_on, outlook.expected_on) == (date(2030, 2, 9), date(2030, 4, 8))
    assert outlook.headline == "The service starts on 9 February 2030, as agreed"
    late = (
        "Because of what is late, it can start on 8 April 2030 at the earliest, 1 month and 30 days later than planned."
    )
    assert outlook.expected_words == late
    assert outlook.is_behind
    late = next(row for row in gantt_of(outlook).rows if row.key == "criteria_frozen")
    assert (late.late, late.span) == (True, Span(date(2026, 12, 7), date(2026, 12, 7)))


def test_what_waits_for_a_late_gate_is_not_late_itself(plan, partnership):
    """The pilot was to start on 5 January 2027. On 1 June its gate is late; its first figures, due in April, are not."""
    found = lines(outlook_of(partnership, today=date(2027, 6, 1)))
    assert (found["pilot_starts"].is_late, found["first_return"].is_late) == (True, False)
    assert found["first_return"].is_expected_otherwise
    partnership.periods.filter(key="pilot").update(began_on=date(2027, 1, 5))
    assert lines(outlook_of(partnership, today=date(2027, 6, 1)))["first_return"].is_late


def test_a_milestone_of_a_period_that_is_over_says_that_it_decides_the_service(
    plan, partnership, olivia, without_gates
):
    """A pilot that ended early leaves the commitment to underwrite where it was planned: the tender waits for it."""
    for name in ("start_pilot", "start_evaluation"):
        perform(Partnership.objects.get(), name, by=olivia, at=NOON)
    outlook = outlook_of(Partnership.objects.get(), today=TODAY)
    line = lines(outlook)["underwriting_committed"]
    assert (line.is_unmarked, line.slack_in_words) == (False, "Decides")
    assert "underwriting_committed" in [row.key for row in gantt_of(outlook).rows]
    [sentence] = outlook.left_over_words
    assert sentence.startswith("“Commitment to underwrite the service signed” is not done")
    page = timeline(Partnership.objects.get(), NOON)
    assert page["outlook"].left_over_words == [sentence]
    assert lines(outlook)["final_data"].slack_in_words == "–"


def test_milestones_of_a_period_that_is_over_are_unmarked_and_not_late(plan, partnership, olivia, without_gates):
    perform(partnership, "start_pilot", by=olivia, at=NOON)
    outlook = outlook_of(Partnership.objects.get(), today=date(2026, 7, 1))
    vision = lines(outlook)["vision_agreed"]
    assert (vision.is_unmarked, vision.is_late, vision.slip_days) == (True, False, None)
    assert "vision_agreed" not in [row.key for row in gantt_of(outlook).rows]
    assert outlook.headline == "The service starts on 8 July 2029, 7 months and 1 day earlier than agreed"


def test_a_wish_that_could_not_be_met_is_said(partnership):
    """42 months and 35 days from 5 January 2026."""
    a_plan(partnership, at=start_of_day(date(2026, 1, 5)), planned_from="service", on=date(2029, 6, 9))
    outlook = outlook_of(partnership, today=date(2026, 2, 1))
    assert outlook.headline == "The service starts on 9 August 2029, 2 months later than wished"


def test_money_that_ends_too_early_is_said_first(partnership):
    a_plan(partnership, funding_ends_on=date(2029, 11, 9))
    outlook = outlook_of(partnership, today=TODAY)
    assert (outlook.headline, outlook.is_behind) == ("Money ends 3 months before the service starts", True)


def test_the_plan_of_what_has_stopped_stands_as_it_stood_then(plan, partnership, olivia):
    stop_partnership(partnership=partnership, reason="funding", note="None", by=olivia, at=NOON)
    then, later = (outlook_of(partnership, today=day) for day in (TODAY, date(2031, 1, 1)))
    assert later.headline == "The partnership stopped on 3 June 2026; the plan is as it stood then"
    assert [line.expected for line in later.lines] == [line.expected for line in then.lines]


def test_the_funding_plan_knows_better_when_the_money_ends(plan, partnership, monkeypatch):
    monkeypatch.setattr(
        deadlines, "_sources", [lambda partnership: [Deadline("funding", "Money ends", date(2030, 1, 9))]]
    )
    assert outlook_of(partnership, today=TODAY).funding_ends_on == date(2030, 1, 9)


def test_the_critical_path_has_no_slack(plan, partnership):
    found = lines(outlook_of(partnership, today=date(2026, 2, 1)))
    assert [key for key, line in found.items() if line.is_critical] == [
        "design",
        "pilot",
        "pilot_starts",
        "evaluation",
        "evaluation_starts",
        "bid_writing",
        "notice_published",
        "tender",
        "tenders_submitted",
        "service_starts",
    ]
    assert (found["criteria_frozen"].slack_days, found["pilot"].slack_days) == (29, 0)


def test_what_also_leads_to_something_after_the_service_starts_still_decides_it(plan, partnership):
    """The contract decides the service start, though a review a year later waits for it as well, and nothing for that."""
    review = a_milestone(partnership, "review", planned_on=date(2031, 1, 1), not_before=date(2031, 1, 1))
    a_milestone(partnership, "party", planned_on=date(2026, 3, 1), not_before=date(2026, 3, 1))
    Dependency.objects.create(predecessor=partnership.milestones.get(key="tenders_submitted"), successor=review)
    found = lines(outlook_of(partnership, today=date(2026, 2, 1)))
    assert (found["tenders_submitted"].is_critical, found["tenders_submitted"].slack_in_words) == (True, "Decides")
    assert (found["review"].slack_in_words, found["party"].slack_in_words) == ("No effect", "No effect")
    assert (found["review"].slack_days, found["party"].slack_days) == (None, None)


def a_milestone(partnership, key, **fields):
    return Milestone.objects.create(partnership=partnership, key=key, title=key.title(), **fields)
