"""A deadline and a timestamp in one control each: what is understood, and how to mend what is not."""

from datetime import UTC, date, datetime, time

import pytest
from django import forms
from hypothesis import given
from hypothesis import strategies as st

from psp.core.dates import LONDON
from psp.core.forms import PspForm
from psp.core.moment_parts import MomentPartsField, TimestampPartsField
from psp.core.moments import Moment
from psp.templatetags.controls import error_links, error_sentences, parts

MARCH_9 = date(2027, 3, 9)


class Deadline(PspForm):
    due = MomentPartsField(label="Deadline")


class Perhaps(forms.Form):
    due = MomentPartsField(label="Deadline", required=False)


class Arrival(forms.Form):
    due = TimestampPartsField(label="When it came in")


def posted(clock, day="9", month="3", year="2027"):
    return {"due_day": day, "due_month": month, "due_year": year, "due_time": clock}


def read(clock, form=Deadline, **more):
    form = form(posted(clock, **more))
    assert form.is_valid(), form.errors
    return form.cleaned_data["due"]


def errors_of(clock, form=Deadline, **more):
    errors = form(posted(clock, **more)).errors.get("due")
    return [(error.code, error.messages[0]) for error in errors.as_data()] if errors else []


@pytest.mark.parametrize(
    ("typed", "clock"),
    [
        ("5pm", time(17)),
        ("12 noon", time(12)),
        ("17.00", time(17)),
        ("noon", time(12)),
        ("midday", time(12)),
        ("5.30 pm", time(17, 30)),
        ("1700", time(17)),
    ],
)
def test_a_deadline_takes_a_time_as_people_type_it(typed, clock):
    assert read(typed) == Moment.at(MARCH_9, clock)


@pytest.mark.parametrize("typed", ["11:59pm", "23:59", "2359", "11.59 PM"])
def test_the_last_minute_is_the_end_of_the_day(typed):
    assert read(typed) == Moment.end(MARCH_9)


@pytest.mark.parametrize("typed", ["00:00", "0:00", "0000", "0.00", "12am", "12:00am"])
def test_midnight_is_refused_with_what_to_use_instead(typed):
    assert errors_of(typed) == [("time", "Use 11:59pm on 8 March or midday on 9 March")]


def test_at_the_turn_of_the_year_the_years_are_named():
    words = "Use 11:59pm on 31 December 2026 or midday on 1 January 2027"
    assert errors_of("00:00", day="1", month="1") == [("time", words)]


def test_24_00_is_the_midnight_after():
    assert errors_of("24:00", day="8") == [("time", "Use 11:59pm on 8 March or midday on 9 March")]


def test_the_word_midnight_says_no_day():
    words = "Midnight can be the start or the end of 9 March. Use 11:59pm on 8 March or 11:59pm on 9 March"
    assert errors_of("12 midnight") == [("time", words)]


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("", "Enter a time like 9:30am, midday or 5pm"),
        ("25:00", "Enter a time like 9:30am, midday or 5pm"),
        ("soon", "Enter a time like 9:30am, midday or 5pm"),
        ("5:30", "Enter 5:30am or 5:30pm"),
        ("5", "Enter 5am or 5pm"),
    ],
)
def test_a_wrong_time_says_how_to_mend_it(typed, words):
    assert errors_of(typed) == [("time", words)]


def test_a_time_that_the_clocks_skip_is_refused():
    words = "The clocks go forward on 28 March 2027. Use 2:30am"
    assert errors_of("1:30am", day="28") == errors_of("1:30am", Arrival, day="28") == [("time", words)]


def test_a_wrong_date_and_a_wrong_time_are_found_at_once():
    assert [code for code, _words in errors_of("soon", day="32", month="x")] == ["day", "month", "time"]
    assert errors_of("midnight", day="32") == [("day", "Enter a day between 1 and 31")]


def test_each_error_leads_to_its_input_and_what_was_typed_stays():
    form = Deadline(posted("0.00"))
    assert error_links(form) == [("id_due_3", "Use 11:59pm on 8 March or midday on 9 March")]
    assert error_sentences(form["due"]) == ["Use 11:59pm on 8 March or midday on 9 March"]
    shown = [(part["label"], part["value"], part["is_wrong"]) for part in parts(form["due"])]
    assert shown == [("Day", "9", False), ("Month", "3", False), ("Year", "2027", False), ("Time", "0.00", True)]


def test_without_a_date_an_optional_deadline_is_empty():
    form = Perhaps(posted("midday", day="", month="", year=""))
    assert (form.is_valid(), form.cleaned_data) == (True, {"due": None})
    assert errors_of("midday", day="", month="", year="") == [
        ("required", "Enter a date and a time, for example 3 6 2027 midday")
    ]


@pytest.mark.parametrize(
    ("initial", "shown"),
    [
        (None, ["", "", "", "midday"]),
        (datetime(2027, 6, 15, 11, tzinfo=UTC), [15, 6, 2027, "midday"]),
        (datetime(2027, 6, 15, 22, 59, 59, 999999, tzinfo=UTC), [15, 6, 2027, "11:59pm"]),
        (Moment.end(MARCH_9), [9, 3, 2027, "11:59pm"]),
        (Moment.at(MARCH_9, time(9, 30)), [9, 3, 2027, "9:30am"]),
    ],
)
def test_a_deadline_is_shown_as_it_was_typed(initial, shown):
    values = [part["value"] or "" for part in parts(Deadline(initial={"due": initial})["due"])]
    assert [str(value) for value in values] == [str(value) for value in shown]


@given(st.datetimes(datetime(2024, 1, 1), datetime(2031, 1, 1)))  # noqa: DTZ001
def test_what_is_shown_is_read_back(naive):
    moment = Moment.of(naive.replace(tzinfo=UTC))
    day, month, year, clock = MomentPartsField().widget.decompress(moment)
    again = read(clock, day=str(day), month=str(month), year=str(year))
    assert (again.text, again.kind) == (moment.text, moment.kind)


@given(st.lists(st.text(max_size=8), min_size=4, max_size=4))
def test_whatever_is_typed_is_a_moment_or_an_error_that_names_a_part(typed):
    day, month, year, clock = typed
    codes = {code for code, _words in errors_of(clock, day=day, month=month, year=year)}
    assert codes <= {"day", "month", "year", "time", "required"}


@pytest.mark.parametrize(("typed", "at"), [("12am", (0, 0)), ("00:00", (0, 0)), ("23:59", (23, 59)), ("9.41", (9, 41))])
def test_what_happened_keeps_its_minute(typed, at):
    assert read(typed, Arrival) == datetime(2027, 3, 9, *at, tzinfo=LONDON)


def test_midnight_as_a_word_says_not_when_something_happened():
    words = "Enter 12am for the start of 9 March or 11:59pm for its end"
    assert errors_of("midnight", Arrival) == errors_of("24:00", Arrival) == [("time", words)]


def test_what_happened_at_midnight_is_shown_so_that_it_can_be_sent_again():
    at = datetime(2027, 3, 9, tzinfo=LONDON)
    assert TimestampPartsField().widget.decompress(at) == [9, 3, 2027, "12am"]
    assert not Arrival(posted("12am"), initial={"due": at}).has_changed()
    assert Arrival(posted("12.01am"), initial={"due": at}).has_changed()
