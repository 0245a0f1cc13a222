from decimal import Decimal

import pytest
from django.urls import reverse

from partnerships.models import IncomeYear
from tests.factories.organisations import IncomeYearFactory

pytestmark = pytest.mark.django_db
ENDED = {"year_end_day": "31", "year_end_month": "3", "year_end_year": "2026"}


@pytest.mark.parametrize(("person", "status"), [("olivia", 200), ("otto", 403), ("ada", 200), ("pat", 403)])
def test_who_may_open_the_forms(signed_in, request, charity, person, status):
    year = IncomeYearFactory(organisation=charity)
    client = signed_in(request.getfixturevalue(person))
    urls = [reverse("add_income_year", args=[charity.pk])]
    urls += [reverse(name, args=[charity.pk, year.pk]) for name in ("edit_income_year", "delete_income_year")]
    assert [client.get(url).status_code for url in urls] == [status] * 3


def test_kinds_left_empty_are_nothing_and_a_year_is_sent_once(signed_in, ada, charity):
    client, url = signed_in(ada), reverse("add_income_year", args=[charity.pk])
    sent = ENDED | {"grants": "£12,500", "contracts": "", "once": "token"}
    assert [client.post(url, sent).status_code for _ in range(2)] == [302, 302]
    year = IncomeYear.objects.get()
    assert (year.grants, year.contracts, year.is_from_register) == (Decimal(12_500), 0, False)


@pytest.mark.parametrize(
    ("sent", "wrong"),
    [
        ({}, {"year_end"}),
        (ENDED | {"grants": "lots"}, {"grants"}),
        (ENDED | {"grants": "-1"}, {"grants"}),
        (ENDED | {"grants": "9" * 400}, {"grants"}),
        (ENDED | {"year_end_year": "2199"}, {"year_end"}),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(signed_in, ada, charity, sent, wrong):
    answer = signed_in(ada).post(reverse("add_income_year", args=[charity.pk]), sent)
    assert (answer.status_code, set(answer.context["form"].errors)) == (422, wrong)


def test_what_a_register_mixes_is_asked_only_where_there_is_any(signed_in, ada, charity):
    mixed = IncomeYearFactory(organisation=charity, charitable_activities=5, is_from_register=True)
    client = signed_in(ada)
    asked = client.get(reverse("edit_income_year", args=[charity.pk, mixed.pk])).context["form"].fields
    assert ("charitable_activities" in asked, "unsplit" in asked) == (True, False)
    assert "unsplit" not in client.get(reverse("add_income_year", args=[charity.pk])).context["form"].fields


def test_the_registers_year_is_not_deleted(signed_in, ada, charity):
    year = IncomeYearFactory(organisation=charity, is_from_register=True)
    answer = signed_in(ada).post(reverse("delete_income_year", args=[charity.pk, year.pk]))
    assert (answer.status_code, IncomeYear.objects.count()) == (422, 1)
