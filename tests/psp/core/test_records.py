from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from partnerships.models import Organisation
from psp.core.moments import Moment
from psp.core.records import changes_between, in_words_today, moment_in, save_version, text_of, text_today
from tests.factories.organisations import OrganisationFactory

JUNE_15 = date(2027, 6, 15)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, None),
        ("", None),
        (True, "Yes"),
        (False, "No"),
        (0, "0"),
        (Decimal("61.00"), "61.00"),
        (JUNE_15, "2027-06-15"),
        (datetime(2027, 6, 15, 11, 0, 59, 999999, tzinfo=UTC), "2027-06-15 12:00"),
        (datetime(2027, 1, 15, 11, tzinfo=UTC), "2027-01-15 11:00"),
        (Moment.end(JUNE_15), "2027-06-15 23:59"),
        (Moment.end(JUNE_15).as_datetime(), "2027-06-15 23:59"),
        (Moment.on(JUNE_15), "2027-06-15"),
        (time(9, 30), "09:30"),
        ("True to its word", "True to its word"),
    ],
)
def test_values_are_written_as_people_read_them(value, text):
    assert text_of(value) == text


@pytest.mark.parametrize(
    ("written", "today", "words"),
    [
        ("2027-06-15 11:00:00+00:00", "2027-06-15 12:00", "15 June 2027 at midday"),
        ("2027-06-15T11:00:30.250000+00:00", "2027-06-15 12:00", "15 June 2027 at midday"),
        ("2027-06-15 23:00:00+00:00", "2027-06-15 23:59", "15 June 2027 at 11:59pm"),
        ("2027-06-15 22:59:00+00:00", "2027-06-15 23:59", "15 June 2027 at 11:59pm"),
        ("2027-06-15 12:00", "2027-06-15 12:00", "15 June 2027 at midday"),
        ("2027-06-15", "2027-06-15", "15 June 2027"),
        ("2027-06-15 – 2027-07-01", "2027-06-15 – 2027-07-01", "15 June 2027 to 30 June 2027"),
        ("2027-06-15 to 2027-06-30", "2027-06-15 to 2027-06-30", "15 June 2027 to 30 June 2027"),
        ("True", "Yes", "Yes"),
        ("False", "No", "No"),
        (None, "", ""),
        ("2027-13-45 11:00:00+00:00", "2027-13-45 11:00:00+00:00", "2027-13-45 11:00:00+00:00"),
        ("2027-13-45 – 2027-14-45", "2027-13-45 – 2027-14-45", "2027-13-45 – 2027-14-45"),
        ("At 2027-06-15 11:00:00+00:00", "At 2027-06-15 11:00:00+00:00", "At 2027-06-15 11:00:00+00:00"),
    ],
)
def test_older_entries_of_the_history_read_like_newer_ones(written, today, words):
    assert (text_today(written), in_words_today(written)) == (today, words)


@given(st.dates(date(2020, 1, 1), date(2040, 1, 1)), st.integers(1, 24 * 60 - 1))
def test_a_moment_in_the_history_is_read_back(day, minute):
    at = Moment.end(day - timedelta(days=1)).as_datetime() + timedelta(minutes=minute, microseconds=1)
    assert text_of(moment_in(text_of(Moment.of(at)))) == text_of(at)


def test_what_reads_the_same_did_not_change():
    noon = datetime(2027, 6, 15, 11, tzinfo=UTC)
    before = {"deadline": noon, "is_open": True, "note": ""}
    after = {"deadline": Moment.of(noon), "is_open": False, "note": None}
    assert changes_between(before, after) == {"is_open": ["Yes", "No"]}


def test_saving_keeps_what_was_written_to_other_fields_meanwhile(db):
    OrganisationFactory(name="Castle Care", website="https://castle.example")
    read = Organisation.objects.get()
    Organisation.objects.update(website="https://care.example", size_band="small")
    read.name = "Éilean Care"
    saved = save_version(read, expected=1)
    kept = Organisation.objects.get()
    assert (kept.name, kept.website, kept.size_band) == ("Éilean Care", "https://care.example", "small")
    assert (kept.version, saved.version, kept.updated_at) == (2, 2, saved.updated_at)
    assert kept.sort_key == "eilean care"


def test_a_record_just_made_is_saved_as_a_whole(db):
    made = OrganisationFactory(name="Castle Care")
    made.website = "https://care.example"
    save_version(made, expected=1)
    kept = Organisation.objects.get()
    assert (kept.name, kept.website, kept.version) == ("Castle Care", "https://care.example", 2)


def test_a_field_that_was_not_read_is_saved_where_it_was_set(db):
    OrganisationFactory(name="Castle Care", website="https://castle.example")
    read = Organisation.objects.only("name").get()
    read.website = "https://care.example"
    save_version(read, expected=1)
    kept = Organisation.objects.get()
    assert (kept.name, kept.website, kept.version) == ("Castle Care", "https://care.example", 2)
