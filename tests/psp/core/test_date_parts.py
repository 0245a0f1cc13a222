"""A date in three parts: what is understood, and which part is to be mended."""

from datetime import UTC, date, datetime

import pytest
from django import forms
from hypothesis import given
from hypothesis import strategies as st

from psp.core.date_parts import DatePartsField, date_from

YEARS = st.dates(min_value=date(1900, 1, 1), max_value=date(2199, 12, 31))


class Visit(forms.Form):
    on = DatePartsField(label="Date of the visit")


class PerhapsVisit(forms.Form):
    on = DatePartsField(label="Date of the visit", required=False)


def posted(day, month, year):
    return {"on_day": day, "on_month": month, "on_year": year}


def errors_of(day, month, year, form=Visit):
    return [(error.code, error.messages[0]) for error in form(posted(day, month, year)).errors["on"].as_data()]


@pytest.mark.parametrize("month", ["6", "06", " 6 ", "June", "june", "JUN", "jun."])
def test_a_month_is_understood_by_number_or_name(month):
    form = Visit(posted("3", month, "2027"))
    assert form.is_valid()
    assert form.cleaned_data == {"on": date(2027, 6, 3)}


def test_sept_is_a_month_as_people_write_it():
    assert date_from(["1", "Sept", "2027"]) == date(2027, 9, 1)


@given(YEARS)
def test_every_date_comes_back_from_its_own_parts(day):
    parts = DatePartsField().widget.decompress(day)
    assert date_from([str(part) for part in parts]) == day


@given(YEARS, st.integers(3, 9))
def test_every_month_is_known_by_its_first_letters(day, letters):
    assert date_from([str(day.day), f"{day:%B}"[:letters], str(day.year)]) == day


@given(st.lists(st.text(max_size=6), min_size=3, max_size=3))
def test_whatever_is_typed_is_a_date_or_an_error_that_names_a_part(typed):
    form = Visit(posted(*typed))
    if form.is_valid():
        assert form.cleaned_data["on"].day == int(typed[0])
    else:
        codes = {error.code for error in form.errors["on"].as_data()}
        assert codes == codes & {"day", "month", "year", "required"}


def test_each_wrong_part_has_its_own_error():
    assert errors_of("0", "13", "27") == [
        ("day", "Enter a day between 1 and 31"),
        ("month", "Enter a month between 1 and 12"),
        ("year", "Enter a year with 4 digits, for example 2027"),
    ]


def test_a_part_left_out_is_asked_for():
    assert errors_of("3", "", "2027") == [("month", "Enter a month between 1 and 12")]


def test_a_day_the_month_lacks_is_explained():
    assert errors_of("31", "6", "2027") == [("day", "June 2027 has 30 days. Enter a day between 1 and 30")]


def test_a_leap_day_counts_only_in_a_leap_year():
    assert date_from(["29", "2", "2028"]) == date(2028, 2, 29)
    assert errors_of("29", "2", "2027") == [("day", "February 2027 has 28 days. Enter a day between 1 and 28")]


@pytest.mark.parametrize("month", ["Ju", "Mayo", "²", "٣", "-6", "6.0", "junk"])
def test_what_is_no_month_is_refused(month):
    assert errors_of("3", month, "2027") == [("month", "Enter a month between 1 and 12")]


def test_nothing_typed_is_an_error_only_where_a_date_is_needed():
    assert errors_of("", " ", "") == [("required", "Enter a date, for example 3 6 2027")]
    form = PerhapsVisit(posted("", "", ""))
    assert form.is_valid()
    assert form.cleaned_data == {"on": None}


def test_a_part_of_an_optional_date_must_be_completed():
    assert errors_of("3", "", "", form=PerhapsVisit) == [
        ("month", "Enter a month between 1 and 12"),
        ("year", "Enter a year with 4 digits, for example 2027"),
    ]


@pytest.mark.parametrize("initial", [date(2027, 6, 3), datetime(2027, 6, 3, 9, 30, tzinfo=UTC), "2027-06-03"])
def test_a_form_opens_with_the_parts_of_its_date(initial):
    widget = DatePartsField().widget
    assert widget.decompress(DatePartsField().prepare_value(initial)) == [3, 6, 2027]


@pytest.mark.parametrize("initial", [None, "", "soon"])
def test_a_form_without_a_date_opens_empty(initial):
    assert DatePartsField().widget.decompress(initial) == ["", "", ""]


def test_what_was_typed_is_shown_again():
    assert Visit(posted("31", "Junne", "27"))["on"].value() == ["31", "Junne", "27"]


def test_a_date_typed_as_it_was_has_not_changed():
    same = Visit(posted("03", "June", "2027"), initial={"on": date(2027, 6, 3)})
    other = Visit(posted("4", "6", "2027"), initial={"on": date(2027, 6, 3)})
    assert (same.changed_data, other.changed_data) == ([], ["on"])


def test_a_date_counts_as_left_out_only_when_all_three_parts_are():
    widget = DatePartsField().widget
    assert widget.value_omitted_from_data({}, {}, "on") is True
    assert widget.value_omitted_from_data({"on_month": "6"}, {}, "on") is False
