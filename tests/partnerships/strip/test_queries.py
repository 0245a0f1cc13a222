from datetime import date

import pytest

from partnerships.lifecycle.operations import perform, stop_partnership
from partnerships.lifecycle.queries import with_people
from partnerships.models import Partnership, Period
from partnerships.strip.queries import strip_of
from psp.core.charts.periods import Span
from psp.core.charts.stage_strip import stage_strip
from psp.core.dates import start_of_day
from tests.conftest import NOON, TODAY
from tests.factories.partnerships import PartnershipFactory
from tests.factories.timeline import a_plan


def fresh(partnership):
    return with_people(Partnership.objects.all()).get(pk=partnership.pk)


def test_a_partnership_without_a_plan_has_no_strip(partnership):
    assert strip_of(fresh(partnership), today=TODAY) is None


def test_the_strip_shows_the_plan_as_it_is(partnership):
    a_plan(partnership)
    strip = strip_of(fresh(partnership), today=TODAY)
    assert [(p.kind, p.span.start, p.begun, p.done, p.recommended) for p in strip.periods] == [
        ("design", date(2026, 1, 5), True, False, None),
        ("pilot", date(2027, 1, 5), False, False, None),
        ("evaluation", date(2029, 1, 5), False, False, None),
        ("bid_writing", date(2029, 7, 5), False, False, None),
        ("tender", date(2029, 8, 9), False, False, None),
    ]
    assert (strip.next_gate_on, strip.service_starts_on) == (date(2027, 1, 5), date(2030, 2, 9))


def test_what_is_late_already_pushes_the_rest(partnership):
    """The pilot was due on 5 January 2027 and has not started on 4 March: 58 days. What is written stays as planned."""
    a_plan(partnership)
    strip = strip_of(fresh(partnership), today=date(2027, 3, 4))
    assert [p.span.start for p in strip.periods] == [
        date(2026, 1, 5),
        date(2027, 3, 4),
        date(2029, 3, 4),
        date(2029, 9, 1),
        date(2029, 10, 6),
    ]
    assert (strip.periods[0].span.until, strip.periods[1].written.start) == (date(2027, 3, 4), date(2027, 1, 5))
    assert (strip.next_gate_on, strip.service_starts_on) == (date(2027, 1, 5), date(2030, 2, 9))


def test_a_short_period_shows_what_is_recommended(partnership):
    a_plan(partnership)
    Period.objects.filter(key="pilot").update(until=date(2028, 1, 5))
    strip = strip_of(fresh(partnership), today=TODAY)
    assert [p.recommended for p in strip.periods if p.recommended] == [Span(date(2027, 1, 5), date(2029, 1, 5))]


def test_what_has_stopped_is_not_late(partnership, olivia):
    a_plan(partnership)
    perform(partnership, "stop_partnership", by=olivia, at=NOON, note="No money")
    strip = strip_of(fresh(partnership), today=date(2031, 1, 1))
    assert (strip.periods[1].span.start, strip.service_starts_on, strip.next_gate_on) == (date(2027, 1, 5), None, None)


def test_the_strip_of_what_has_stopped_ends_on_the_day_it_stopped(partnership, olivia):
    a_plan(partnership)
    stop_partnership(partnership=partnership, reason="funding", note="No money", by=olivia, at=NOON)
    strip = strip_of(fresh(partnership), today=date(2031, 1, 1))
    assert [(p.kind, p.span, p.agreed) for p in strip.periods] == [("design", Span(date(2026, 1, 5), TODAY), None)]
    assert (strip.today, strip.today_label) == (TODAY, "Stopped")


def test_what_was_lost_before_it_stopped_stays_in_the_strip(partnership, olivia, without_gates):
    """Design was to end on 5 January 2027 and ended on 5 March; the pilot was stopped in its second month."""
    a_plan(partnership)
    for act, on in (("start_pilot", date(2027, 3, 5)), ("stop", date(2027, 4, 5))):
        if act == "stop":
            stop_partnership(partnership=partnership, reason="funding", note="None", by=olivia, at=start_of_day(on))
        else:
            perform(partnership, act, by=olivia, at=start_of_day(on))
    design, pilot = strip_of(fresh(partnership), today=date(2031, 1, 1)).periods
    assert (design.span.until, design.agreed.until) == (date(2027, 3, 5), date(2027, 1, 5))
    assert (pilot.span, pilot.done, pilot.agreed) == (Span(date(2027, 3, 5), date(2027, 4, 5)), True, None)


@pytest.mark.parametrize(
    ("state", "today", "words"),
    [
        ("contract", date(2030, 2, 9), "Service started 9 February 2030"),
        ("contract", date(2030, 2, 8), "Service starts 9 February 2030"),
        ("evaluation", date(2030, 2, 9), "Service starts "),
    ],
)
def test_the_service_has_started_once_its_day_came_under_a_contract(partnership, state, today, words):
    a_plan(partnership)
    Partnership.objects.update(state=state)
    assert words in stage_strip(strip_of(fresh(partnership), today=today)).svg


@pytest.mark.parametrize("more", [0, 2])
def test_strips_of_a_list_cost_no_query_of_their_own(partnership, more, django_assert_num_queries):
    for found in (partnership, *(PartnershipFactory() for _ in range(more))):
        a_plan(found)
    with django_assert_num_queries(4):
        strips = [strip_of(found, today=TODAY) for found in with_people(Partnership.objects.all())]
    assert len(strips) == more + 1
