import pytest
from django.db import connection
from django.db.models import Q

from partnerships.models import Organisation, OrganisationWord
from partnerships.organisations import queries
from partnerships.organisations.operations import keep_words, rebuild_words
from partnerships.organisations.queries import (
    alike,
    found_among,
    matching,
    of_service,
    organisations_matching,
    word_conditions,
)
from partnerships.tasks import renew_words
from tests.factories.organisations import AreaFactory, OrganisationFactory, ServiceFactory
from tests.factories.refusing import refusing

pytestmark = pytest.mark.django_db


@pytest.fixture
def some(db):
    OrganisationFactory(name="Kirkton Befriending", known_as="Café Company", charity_number="SC012345")
    OrganisationFactory(name="Kirkton Furniture Reuse", company_number="00123456")
    OrganisationFactory(name="Northside Befrienders")


def names(rows):
    return [row.name for row in rows]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("bef", ["Kirkton Befriending", "Northside Befrienders"]),
        ("BEFRIENDING", ["Kirkton Befriending"]),
        ("kirk bef", ["Kirkton Befriending"]),
        ("cafe", ["Kirkton Befriending"]),
        ("café comp", ["Kirkton Befriending"]),
        ("SC012345", ["Kirkton Befriending"]),
        ("12345", ["Kirkton Befriending", "Kirkton Furniture Reuse"]),
        ("123456", ["Kirkton Furniture Reuse"]),
        ("0012", ["Kirkton Furniture Reuse"]),
        ("kirkton", ["Kirkton Befriending", "Kirkton Furniture Reuse"]),
        ("riending", []),
        ("kirkton zzz", []),
        ("", []),
        ("  '  ", []),
        ("%", []),
        ("\U0010ffff", []),
        ("x" * 5000, []),
    ],
)
def test_each_word_typed_has_to_begin_a_word_of_the_name_or_a_number(some, typed, found):
    assert names(matching(Organisation.objects.all(), typed)) == found


def test_a_picker_gets_at_most_so_many_by_name_without_closed_ones(some, olivia, django_assert_num_queries):
    Organisation.objects.filter(name__startswith="North").update(closed_on="2026-01-01")
    with django_assert_num_queries(1):
        assert names(organisations_matching("bef", user=olivia)) == ["Kirkton Befriending"]
    assert len(organisations_matching("kirkton", user=olivia, limit=1)) == 1


@pytest.mark.parametrize("most", [1, 1000])
def test_few_and_many_are_found_alike_whichever_way_they_are_looked_up(some, monkeypatch, most):
    monkeypatch.setattr(queries, "MOST_COUNTED", most)
    area = AreaFactory()
    for row in Organisation.objects.all():
        row.areas.add(area)
    found = found_among(Organisation.objects.order_by("name"), [*word_conditions("kirkton"), Q(areas=area)])
    assert names(found.rows) == ["Kirkton Befriending", "Kirkton Furniture Reuse"]
    assert (found.count, found.is_more) == ((1, True) if most == 1 else (2, False))


def test_a_word_that_stands_in_an_organisation_twice_counts_once():
    OrganisationFactory(name="Bell Bells Bellshill")
    found = found_among(Organisation.objects.all(), word_conditions("bell"))
    assert (found.count, len(found.rows)) == (1, 1)


def test_words_are_looked_up_in_an_index_and_never_by_reading_every_row(some):
    sql, params = matching(Organisation.objects.all(), "bef").query.sql_with_params()
    explain = "EXPLAIN QUERY PLAN " if connection.vendor == "sqlite" else "EXPLAIN "
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(explain + sql, params)
        plan = "\n".join(str(row[-1]) for row in cursor.fetchall())
    assert "organisations_of_a_word" in plan
    assert "LIKE" not in sql


def test_names_that_may_mean_the_same_are_shown_before_adding_another(some):
    assert names(alike("The Kirkton Befrending Ltd")) == ["Kirkton Befriending"]
    assert names(alike("Cafe Company")) == ["Kirkton Befriending"]
    assert alike("Southside Befriending") == alike("") == []


def test_the_words_are_rebuilt_from_nothing(some):
    before = set(OrganisationWord.objects.values_list("organisation", "word"))
    OrganisationWord.objects.all().delete()
    Organisation.objects.bulk_create([Organisation(name="Late Comer")])
    assert rebuild_words() == 4
    assert (
        set(OrganisationWord.objects.exclude(organisation__name="Late Comer").values_list("organisation", "word"))
        == before
    )
    assert names(matching(Organisation.objects.all(), "late")) == ["Late Comer"]


@pytest.mark.parametrize("count", [1, 3])
def test_keeping_words_takes_the_same_queries_for_one_and_three(count, django_assert_num_queries):
    rows = [OrganisationFactory() for _ in range(count)]
    # The services, a savepoint and its release, one delete for each table and one insert
    with django_assert_num_queries(6):
        keep_words(rows)


@pytest.mark.parametrize(
    "fields",
    [
        {"name": "Paisley Befriending"},
        {"known_as": "The BEFRIENDING people"},
        {"purposes": "To relieve loneliness by befriending."},
        {"about": "Advice, befriending and lunch clubs"},
    ],
)
def test_a_service_is_found_where_a_name_or_the_register_names_it(fields):
    befriending, home = ServiceFactory(name="Befriending"), ServiceFactory(name="Care at home")
    OrganisationFactory(**{"name": "Another", "purposes": "Care for those at home"} | fields)
    assert found_among(Organisation.objects.all(), [of_service(befriending)]).count == 1
    assert found_among(Organisation.objects.all(), [of_service(home)]).count == 0


def test_a_service_people_recorded_is_found_too_and_counts_once():
    service = ServiceFactory(name="Befriending")
    OrganisationFactory(name="Northside Befriending").services.add(service)
    OrganisationFactory(name="Northside").services.add(service)
    assert found_among(Organisation.objects.all(), [of_service(service)]).count == 2


def test_a_service_added_later_is_found_after_the_night():
    OrganisationFactory(name="Northside Befriending")
    service = ServiceFactory(name="Befriending")
    renew_words()
    assert found_among(Organisation.objects.all(), [of_service(service)]).count == 1


def test_an_organisation_whose_words_cannot_be_kept_holds_up_no_other(some):
    broken = OrganisationFactory(pk=4711)
    Organisation.objects.bulk_create([Organisation(name="Late Comer")])
    with refusing("DELETE", "partnerships_organisationword", broken.pk):
        rebuild_words()
    assert names(matching(Organisation.objects.all(), "late")) == ["Late Comer"]
