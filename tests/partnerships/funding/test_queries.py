from datetime import date, timedelta
from decimal import Decimal

import pytest

from partnerships.commitments.queries import pledges_of, underwriting_of
from partnerships.funding.models import HeadWords
from partnerships.funding.queries import costs_of, money_of, runway_of, typed_end_of
from partnerships.lifecycle.queries import with_people
from partnerships.models import Commitment, Partnership, Timeline
from tests.conftest import TODAY
from tests.factories.design import a_cost, a_line, an_offer
from tests.factories.timeline import a_plan


def card(service_starts_on=None):
    if service_starts_on:
        Timeline.objects.update(service_starts_on=service_starts_on)
    return runway_of(with_people(Partnership.objects.all()).get(), today=TODAY)


def test_nothing_recorded_is_no_runway(partnership):
    assert card() is None


def test_money_that_ends_too_early_is_the_headline(partnership, olivia):
    """£60,000 pay £2,000 a month from April 2026 to the end of September 2028."""
    a_plan(partnership)
    a_line(partnership, olivia)
    a_cost(partnership, olivia)
    found = card(date(2029, 1, 1))
    assert (found.headline, found.is_short) == ("Money ends 3 months before the service starts", True)
    assert [(figure["value"], figure["label"]) for figure in found.figures] == [
        ("£55,800", "in hand"),
        ("1 October 2028", "money ends"),
        ("£6,000", "to find before 1 January 2029"),
    ]
    assert found.chart.table.rows[0][:2] == ("1 April 2026", "£59,933.33")
    assert "Kirkton Trust" in found.chart.svg


def test_costs_that_are_known_too_short_a_time_give_no_total(partnership, olivia):
    a_plan(partnership)
    a_line(partnership, olivia)
    a_cost(partnership, olivia, monthly=Decimal(9000), last_month=date(2027, 5, 1))
    found = card(date(2029, 1, 1))
    assert (found.notes, found.is_short) == (["Costs are known only to May 2027."], True)
    assert [figure["label"] for figure in found.figures] == ["in hand", "money ends"]


@pytest.mark.parametrize(
    ("state", "starts_on", "is_shown"),
    [
        ("tender", TODAY, True),
        ("contract", TODAY + timedelta(1), True),
        ("contract", TODAY, False),
        ("stopped", date(2029, 1, 1), False),
        ("contingency", date(2029, 1, 1), False),
    ],
)
def test_money_runs_towards_a_service_that_is_still_to_start(partnership, olivia, state, starts_on, is_shown):
    a_plan(partnership)
    a_line(partnership, olivia)
    a_cost(partnership, olivia)
    Partnership.objects.update(state=state)
    assert (card(starts_on) is not None) == is_shown


@pytest.mark.parametrize(
    ("starts_on", "headline"),
    [
        (date(2028, 10, 1), "The money lasts until the service starts"),
        (date(2028, 10, 8), "Money ends 7 days before the service starts"),
        (date(2028, 11, 1), "Money ends 1 month before the service starts"),
    ],
)
def test_the_headline_counts_whole_months_and_days_below_one(partnership, olivia, starts_on, headline):
    a_plan(partnership)
    a_line(partnership, olivia)
    a_cost(partnership, olivia)
    assert card(starts_on).headline == headline


def test_without_a_plan_the_headline_says_the_day(partnership, olivia):
    a_line(partnership, olivia)
    assert card().headline == "Money ends on 1 April 2029"
    a_cost(partnership, olivia, monthly=Decimal(1), last_month=date(2027, 1, 1))
    assert card().headline == "The money pays for all costs known, to 31 January 2027"


def test_without_secured_money_the_headline_says_so(partnership, olivia):
    a_cost(partnership, olivia)
    a_line(partnership, olivia, status="applied")
    assert card().headline == "No money is secured yet"


def test_costs_of_the_same_head_add_up_month_by_month(partnership, olivia):
    a_cost(partnership, olivia, first_month=date(2026, 4, 15), last_month=date(2026, 5, 2))
    a_cost(partnership, olivia, monthly=Decimal(100), first_month=date(2026, 5, 1), last_month=date(2026, 6, 30))
    money = money_of(partnership)
    assert [(c.month, int(c.budget)) for c in costs_of(money.cost_rows, [])] == [
        (date(2026, 4, 1), 2000),
        (date(2026, 5, 1), 2100),
        (date(2026, 6, 1), 100),
    ]


def test_sources_stand_in_the_order_of_the_heads(partnership, olivia):
    for head in ("other", "administration", "vision", "development"):
        a_line(partnership, olivia, head=head)
    assert [row.head for row in money_of(partnership).rows] == [head.value for head in HeadWords]


def test_the_runway_costs_the_same_for_one_and_for_many(partnership, olivia, django_assert_num_queries):
    fetched = with_people(Partnership.objects.all()).get()
    for _ in range(2):
        a_line(partnership, olivia, paid="month")
        a_cost(partnership, olivia)
        with django_assert_num_queries(4):
            assert runway_of(fetched, today=TODAY).chart.svg


def test_who_pays_is_set_against_what_the_service_costs(partnership, council, olivia):
    a_plan(partnership)
    Timeline.objects.update(service_starts_on=date(2027, 1, 1))
    a_line(partnership, olivia, head="other", ends_on=date(2026, 9, 30), amount=Decimal(12_000))
    a_cost(partnership, olivia, head="other", last_month=date(2026, 12, 1))
    an_offer(
        partnership, council, olivia, starts_on=date(2026, 10, 1), ends_on=date(2026, 11, 30), monthly=Decimal(1500)
    )
    Commitment.objects.update(state="signed")
    money = money_of(partnership)
    found = underwriting_of(
        with_people(Partnership.objects.all()).get(),
        pledges_of(Commitment.objects.all()),
        today=TODAY,
        paid_until=money.paid_until(),
        costs=money.costs,
    )
    assert (found.starts_on, found.until, found.uncovered_on) == (
        date(2026, 10, 1),
        date(2027, 1, 1),
        date(2026, 12, 1),
    )
    assert [(m.first_day.month, int(m.shortfall)) for m in found.months] == [(10, 500), (11, 500), (12, 2000)]


def test_without_costs_only_the_sources_are_said_to_end(partnership, olivia):
    a_plan(partnership)
    a_line(partnership, olivia)
    found = card()
    assert found.headline == "Money ends 10 months before the service starts"
    assert found.notes == ["No costs are recorded. The date is the end of the last secured source."]
    assert "Gap" not in str(found.chart.svg)


def test_money_that_comes_a_little_late_is_a_dip_and_no_end(partnership, olivia):
    """Costs of £2,000 from April 2026; what pays for them comes on 1 July, and lasts until the service starts."""
    a_plan(partnership)
    a_line(partnership, olivia, starts_on=date(2026, 7, 1))
    a_cost(partnership, olivia)
    found = card(date(2028, 10, 1))
    assert found.headline == "Money is short by £6,000 for 3 months from 1 April 2026"
    assert found.is_short
    assert [(f["value"], f["label"]) for f in found.figures][2:] == [("£6,000", "to find before 1 October 2028")]
    assert found.notes == ["£6,000 is the largest shortfall of all money together, on 30 June 2026."]


def test_money_that_comes_much_too_late_is_the_end_and_the_day_it_comes_is_said(partnership, olivia):
    a_plan(partnership)
    a_line(partnership, olivia, starts_on=date(2026, 7, 2))
    a_cost(partnership, olivia)
    found = card(date(2028, 10, 1))
    assert found.headline == "Money ends 2 years and 6 months before the service starts"
    assert found.notes[-1] == "More money arrives on 2 July 2026, too late or too little to cover the shortfall."


def test_a_dip_that_is_over_is_no_finding(partnership, olivia):
    a_plan(partnership)
    a_line(partnership, olivia, starts_on=date(2026, 5, 1))
    a_cost(partnership, olivia)
    assert card(date(2028, 10, 1)).headline == "The money lasts until the service starts"


@pytest.mark.parametrize(
    ("ends_on", "said"),
    [(date(2029, 11, 9), "Money ends 3 months before the service starts"), (date(2031, 1, 1), ""), (None, "")],
)
def test_the_end_typed_at_the_start_counts_until_a_plan_is_there(partnership, ends_on, said):
    a_plan(partnership, funding_ends_on=ends_on)
    assert typed_end_of(with_people(Partnership.objects.all()).get(), today=TODAY) == said
