from datetime import date, timedelta
from decimal import Decimal
from itertools import product

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from partnerships.commitments.engine import first_uncovered_day
from partnerships.commitments.queries import pledges_of
from partnerships.lifecycle.queries import gate_findings
from partnerships.models import Commitment, FundingPlan, Timeline
from tests.conftest import NOON, TODAY
from tests.factories.design import a_line, an_offer
from tests.factories.timeline import a_plan


def finding(partnership, transition, code):
    return next(f for f in gate_findings(partnership, transition, at=NOON) if f.criterion.code == code)


HEADS = ("development", "vision", "administration")


@pytest.mark.parametrize("funded", list(product([True, False], repeat=3)))
def test_each_of_the_three_heads_needs_money(partnership, olivia, funded):
    for head, has_money in zip(HEADS, funded, strict=True):
        if has_money:
            a_line(partnership, olivia, head=head, status="promised")
    assert finding(partnership, "start_pilot", "funding_covers_heads").is_met == all(funded)


def test_an_application_is_no_money_and_the_gap_names_what_lacks(partnership, olivia):
    a_line(partnership, olivia, head="development")
    a_line(partnership, olivia, head="vision")
    a_line(partnership, olivia, head="administration", status="applied")
    gap = finding(partnership, "start_pilot", "funding_covers_heads").gap
    assert gap.sentence == "Find money, secured or promised, for: administrative support"


@pytest.fixture
def planned(partnership):
    """The service starts on 1 March 2028; the secured money pays until the end of September 2027."""
    a_plan(partnership)
    Timeline.objects.update(service_starts_on=date(2028, 3, 1))
    FundingPlan.objects.create(partnership=partnership, paid_until=date(2027, 10, 1), computed_at=NOON)
    return type(partnership).objects.get()


def commit(partnership, council, olivia, first, last, state="signed"):
    offer = an_offer(partnership, council, olivia, starts_on=first, ends_on=last, monthly=Decimal(1))
    Commitment.objects.filter(pk=offer.pk).update(state=state)


def underwritten(partnership):
    return finding(partnership, "start_tender", "service_underwritten")


def test_without_a_commitment_the_gap_begins_when_the_money_ends(planned):
    found = underwritten(planned)
    assert (found.is_met, found.waivable, found.gap.sentence, found.gap.due_on) == (
        False,
        True,
        "Nobody has committed to pay for the service from 1 October 2027",
        date(2027, 10, 1),
    )
    assert found.gap.owner == "Kirkton Council"


def test_commitments_that_follow_one_another_underwrite_the_service(planned, council, olivia):
    commit(planned, council, olivia, date(2027, 9, 1), date(2027, 12, 31))
    assert underwritten(planned).gap.due_on == date(2028, 1, 1)
    commit(planned, council, olivia, date(2028, 1, 2), date(2028, 6, 30))
    assert underwritten(planned).gap.due_on == date(2028, 1, 1)
    commit(planned, council, olivia, date(2028, 1, 1), date(2028, 1, 1) + timedelta(days=1))
    assert underwritten(planned).is_met


@pytest.mark.parametrize("state", ["offered", "withdrawn"])
def test_what_is_not_signed_does_not_count(planned, council, olivia, state):
    commit(planned, council, olivia, date(2027, 9, 1), date(2028, 6, 30), state)
    assert not underwritten(planned).is_met


def test_money_that_lasts_until_the_start_needs_nobody(planned):
    FundingPlan.objects.update(paid_until=date(2028, 3, 1))
    assert underwritten(planned).is_met


def test_without_a_funding_plan_it_begins_today(planned, council, olivia):
    FundingPlan.objects.all().delete()
    assert underwritten(planned).gap.due_on == TODAY
    commit(planned, council, olivia, TODAY, date(2028, 2, 29))
    assert underwritten(planned).is_met


def test_without_a_timeline_it_cannot_be_met(partnership):
    assert underwritten(partnership).gap.sentence.startswith("Make a plan first")


spans = st.lists(st.tuples(st.integers(0, 60), st.integers(1, 40), st.sampled_from(["signed", "offered"])), max_size=5)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(drawn=spans, paid_until=st.none() | st.integers(-20, 60), starts=st.integers(-10, 60))
def test_the_database_and_the_engine_agree(planned, council, drawn, paid_until, starts):
    day = lambda n: TODAY + timedelta(days=n)  # noqa: E731
    Commitment.objects.all().delete()
    rows = [
        Commitment(
            partnership=planned,
            organisation=council,
            monthly=1,
            starts_on=day(first),
            until=day(first + length),
            state=state,
        )
        for first, length, state in drawn
    ]
    Commitment.objects.bulk_create(rows)
    Timeline.objects.update(service_starts_on=day(starts))
    FundingPlan.objects.update(paid_until=None if paid_until is None else day(paid_until))
    first = max(TODAY, TODAY if paid_until is None else day(paid_until))
    expected = first_uncovered_day(pledges_of(rows), starts_on=first, until=day(starts)) is None
    assert underwritten(planned).is_met == expected
