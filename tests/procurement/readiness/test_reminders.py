from datetime import date

import pytest

from procurement.models import ReadinessCondition
from procurement.readiness.reminders import conditions_to_meet, reviews_to_judge
from tests.conftest import TODAY
from tests.factories.partnerships import PersonRoleFactory

FIRST, LAST = date(2026, 7, 1), date(2026, 7, 31)


@pytest.fixture
def condition(submitted, bo):
    return ReadinessCondition.objects.create(
        review=submitted, text="Name who pays for staff", owner=bo, due_on=date(2026, 7, 31)
    )


def test_a_round_is_due_to_its_purchasers_until_it_is_decided(submitted, pat, olivia, django_assert_num_queries):
    with django_assert_num_queries(6):
        [item] = reviews_to_judge(FIRST, LAST)
    assert (item.key, item.title, item.due_on, item.people, item.leaders) == (
        f"readiness_to_judge:{submitted.pk}",
        "Judge the readiness review, round 1",
        date(2026, 7, 1),
        (pat.pk,),
        (olivia.pk,),
    )
    assert item.url == submitted.get_absolute_url()
    assert list(reviews_to_judge(date(2026, 7, 2), LAST)) == []
    submitted.state = "draft"
    submitted.save()
    assert list(reviews_to_judge(FIRST, LAST)) == []


def test_a_person_sees_what_that_person_owes(submitted, condition, pat, bo, olivia):
    assert len(list(reviews_to_judge(FIRST, LAST, pat.pk))) == 1
    assert list(reviews_to_judge(FIRST, LAST, olivia.pk)) == []
    assert len(list(conditions_to_meet(FIRST, LAST, bo.pk))) == 1
    assert list(conditions_to_meet(FIRST, LAST, pat.pk)) == []


def test_a_condition_is_due_to_its_owner_until_it_is_met(condition, bo, olivia, django_assert_num_queries):
    with django_assert_num_queries(1):
        [item] = conditions_to_meet(FIRST, LAST)
    assert (item.title, item.due_on, item.people, item.leaders) == (
        "Meet the condition: Name who pays for staff",
        date(2026, 7, 31),
        (bo.pk,),
        (olivia.pk,),
    )
    condition.met_on = TODAY
    condition.save()
    assert list(conditions_to_meet(FIRST, LAST)) == []


def test_people_who_left_owe_nothing(submitted, condition, pat, bo, olivia):
    for person in (pat, bo, olivia):
        person.is_active = False
        person.save()
    [review], [met] = reviews_to_judge(FIRST, LAST), conditions_to_meet(FIRST, LAST)
    assert (review.people, review.leaders, met.people, met.leaders) == ((), (), (), ())


def test_several_purchasers_owe_one_thing(submitted, pat, otto):
    PersonRoleFactory(partnership=submitted.partnership, person=otto, role="purchaser")
    [item] = reviews_to_judge(FIRST, LAST)
    assert item.people == tuple(sorted((pat.pk, otto.pk)))
