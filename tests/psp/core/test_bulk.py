from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.db import IntegrityError

from partnerships.models import IncomeYear, Organisation, OrganisationWord
from psp.core.bulk import insert_rows, insert_values, update_rows

pytestmark = pytest.mark.django_db


def test_new_records_are_written_with_all_their_values(django_assert_num_queries):
    rows = [
        Organisation(
            name=f"Row {n}", register_values={"é": [n, None]}, latest_income=Decimal("1.50"), closed_on=date(2026, 1, n)
        )
        for n in (1, 2, 3)
    ]
    with django_assert_num_queries(1):
        insert_rows(rows)
    found = Organisation.objects.get(name="Row 2")
    assert (found.register_values, found.latest_income, found.closed_on) == (
        {"é": [2, None]},
        Decimal("1.50"),
        date(2026, 1, 2),
    )
    assert (found.version, found.edited_fields, found.kind) == (1, [], "third_sector")
    assert abs((datetime.now(UTC) - found.created_at).total_seconds()) < 60


def test_only_what_is_named_is_written_back(django_assert_num_queries):
    insert_rows([Organisation(name="A"), Organisation(name="B")])
    rows = list(Organisation.objects.order_by("name"))
    for row in rows:
        row.name, row.about, row.register_values = f"{row.name}!", "not written", {"n": 1}
    with django_assert_num_queries(1):
        update_rows(rows, ["name", "register_values"])
    assert list(Organisation.objects.order_by("name").values_list("name", "about", "register_values")) == [
        ("A!", "", {"n": 1}),
        ("B!", "", {"n": 1}),
    ]


def test_bare_values_are_written_to_the_named_columns():
    insert_rows([Organisation(name="A")])
    key = Organisation.objects.get().pk
    insert_values(OrganisationWord, ("organisation", "word"), ((key, word) for word in ("a", "b")))
    assert sorted(OrganisationWord.objects.values_list("organisation", "word")) == [(key, "a"), (key, "b")]


def test_nothing_to_write_asks_nothing_of_the_database(django_assert_num_queries):
    with django_assert_num_queries(0):
        insert_rows([])
        insert_values(OrganisationWord, ("organisation", "word"), [])
        update_rows([], ["name"])
        update_rows([Organisation(name="A")], [])


def test_the_databases_own_rules_hold():
    insert_rows([Organisation(name="A")])
    year = {"organisation": Organisation.objects.get(), "year_end": date(2026, 3, 31)}
    with pytest.raises(IntegrityError):
        insert_rows([IncomeYear(**year), IncomeYear(**year)])
