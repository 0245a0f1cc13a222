from datetime import date

import pytest

from partnerships.lifecycle.queries import with_people
from partnerships.models import Partnership, Period
from partnerships.timeline.queries import rows_of, short_periods
from tests.factories.timeline import a_plan


@pytest.fixture
def plan(partnership):
    return a_plan(partnership)


def test_short_periods_are_found(plan, partnership):
    assert short_periods(list(partnership.periods.all())) == []
    Period.objects.filter(key="pilot").update(until=date(2028, 7, 5))
    (pilot,) = short_periods(list(partnership.periods.all()))
    assert (pilot.key, pilot.length_words, pilot.least_words) == ("pilot", "18 months", "24 months")


@pytest.mark.parametrize("more", [0, 30])
def test_a_plan_is_read_in_four_queries_and_in_two_where_the_page_has_the_rest(
    plan, partnership, more, django_assert_num_queries
):
    for number in range(more):
        partnership.milestones.create(key=f"own_{number}", title="x", planned_on=date(2027, 1, 1))
    bare = Partnership.objects.get()
    with django_assert_num_queries(4):
        assert len(rows_of(bare).milestones) == 25 + more
    fetched = with_people(Partnership.objects.all()).get()
    with django_assert_num_queries(2):
        assert len(rows_of(fetched).milestones) == 25 + more
