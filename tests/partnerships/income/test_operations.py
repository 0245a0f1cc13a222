from datetime import date
from decimal import Decimal

import pytest

from partnerships.income.operations import add_income_year, delete_income_year, edit_income_year
from partnerships.models import Activity, IncomeYear, Organisation
from psp.core.problems import Invalid, NotPermitted, StaleVersion
from tests.conftest import NOON
from tests.factories.history import changes_of
from tests.factories.organisations import IncomeYearFactory

pytestmark = pytest.mark.django_db
END = date(2026, 3, 31)


def figures():
    row = Organisation.objects.get()
    return row.latest_income, row.grant_reliance, row.reliance_band, row.size_band


def test_a_years_income_decides_the_size_and_the_share_of_grants(charity, ada):
    add_income_year(
        organisation=charity, year_end=END, grants=Decimal(90_000), contracts=Decimal(30_000), by=ada, at=NOON
    )
    assert figures() == (Decimal(120_000), Decimal(75), "most", "medium")
    assert [(a.verb, changes_of(a)) for a in Activity.objects.all()] == [
        ("income.added", {"year_end": [None, "2026-03-31"]})
    ]


def test_an_older_year_changes_nothing_about_the_latest(charity, ada):
    IncomeYearFactory(organisation=charity, year_end=END, grants=0, contracts=50_000)
    add_income_year(organisation=charity, year_end=date(2025, 3, 31), grants=Decimal(2_000_000), by=ada, at=NOON)
    assert figures() == (Decimal(50_000), Decimal(0), "low", "small")


def test_a_year_from_the_register_becomes_a_persons_once_it_is_changed(charity, ada):
    year = IncomeYearFactory(
        organisation=charity,
        grants=0,
        contracts=0,
        charitable_activities=80_000,
        donations=20_000,
        is_from_register=True,
    )
    changes = {"grants": Decimal(40_000), "contracts": Decimal(40_000), "charitable_activities": Decimal(0)}
    edit_income_year(income_year=year, changes=changes, expected_version=1, by=ada, at=NOON)
    assert (IncomeYear.objects.get().is_from_register, *figures()[:2]) == (False, Decimal(100_000), Decimal(40))
    with pytest.raises(StaleVersion):
        edit_income_year(income_year=year, changes={"grants": Decimal(1)}, expected_version=1, by=ada, at=NOON)


def test_a_persons_year_can_be_deleted_and_the_registers_would_come_back(charity, ada):
    year = IncomeYear.objects.get(pk=IncomeYearFactory(organisation=charity).pk)
    delete_income_year(income_year=year, by=ada, at=NOON)
    assert figures() == (None, None, "", "")
    assert changes_of(Activity.objects.get()) == {"year_end": ["2026-03-31", None], "total": ["100000.00", None]}
    with pytest.raises(Invalid, match="comes from the register"):
        delete_income_year(income_year=IncomeYearFactory(organisation=charity, is_from_register=True), by=ada, at=NOON)


def test_a_year_is_over_and_there_is_one_of_it(charity, ada):
    IncomeYearFactory(organisation=charity, year_end=END)
    other = IncomeYearFactory(organisation=charity, year_end=date(2025, 3, 31))
    for wrong in (
        lambda: add_income_year(organisation=charity, year_end=END, by=ada, at=NOON),
        lambda: add_income_year(organisation=charity, year_end=date(2026, 6, 4), by=ada, at=NOON),
        lambda: edit_income_year(income_year=other, changes={"year_end": END}, expected_version=1, by=ada, at=NOON),
    ):
        with pytest.raises(Invalid) as refusal:
            wrong()
        assert list(refusal.value.errors) == ["year_end"]
    assert add_income_year(organisation=charity, year_end=date(2026, 6, 3), by=ada, at=NOON).pk


def test_purchasers_keep_no_charitys_income(charity, pat):
    year = IncomeYearFactory(organisation=charity)
    for refused in (
        lambda: add_income_year(organisation=charity, year_end=date(2025, 3, 31), by=pat, at=NOON),
        lambda: edit_income_year(income_year=year, changes={}, expected_version=1, by=pat, at=NOON),
        lambda: delete_income_year(income_year=year, by=pat, at=NOON),
    ):
        with pytest.raises(NotPermitted):
            refused()
