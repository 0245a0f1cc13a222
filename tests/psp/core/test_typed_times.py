from contextlib import suppress
from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from psp.core.dates import time_words
from psp.core.typed_times import EndOfDay, MidnightWord, NotATime, Unclear, read_time


@pytest.mark.parametrize(
    ("typed", "clock"),
    [
        ("5pm", time(17)),
        ("5 PM", time(17)),
        ("5 p.m.", time(17)),
        ("5.30 pm", time(17, 30)),
        ("5:30pm", time(17, 30)),
        ("530pm", time(17, 30)),
        ("17.00", time(17)),
        ("17:00", time(17)),
        ("17:00:00", time(17)),
        ("1700", time(17)),
        ("17h30", time(17, 30)),
        ("17", time(17)),
        ("17:00pm", time(17)),
        ("0530", time(5, 30)),
        ("05:30", time(5, 30)),
        ("9:30", time(9, 30)),
        ("11.40", time(11, 40)),
        ("noon", time(12)),
        ("Midday", time(12)),
        ("12 noon", time(12)),
        ("12.00 noon", time(12)),
        ("12\N{NO-BREAK SPACE}midday", time(12)),
        ("12", time(12)),
        ("12:00", time(12)),
        ("12pm", time(12)),
        ("12.15 pm", time(12, 15)),
        ("12am", time(0)),
        ("12.30 am", time(0, 30)),
        ("0:00", time(0)),
        ("0000", time(0)),
        ("11:59pm", time(23, 59)),
        ("23:59", time(23, 59)),
    ],
)
def test_times_are_read_as_people_type_them(typed, clock):
    assert read_time(typed) == clock


@pytest.mark.parametrize(
    ("typed", "readings"),
    [("5", ("5am", "5pm")), ("5:30", ("5:30am", "5:30pm")), ("7.45", ("7:45am", "7:45pm")), ("11", ("11am", "11pm"))],
)
def test_what_may_be_morning_or_evening_is_asked_about(typed, readings):
    with pytest.raises(Unclear) as refused:
        read_time(typed)
    assert refused.value.readings == readings


@pytest.mark.parametrize("typed", ["midnight", "12 midnight", "12.00 Midnight"])
def test_midnight_says_neither_start_nor_end(typed):
    with pytest.raises(MidnightWord):
        read_time(typed)


@pytest.mark.parametrize("typed", ["24:00", "2400", "24.00", "24"])
def test_24_00_is_the_end_of_the_day(typed):
    with pytest.raises(EndOfDay):
        read_time(typed)


@pytest.mark.parametrize(
    "typed",
    ["", "soon", "25:00", "24:01", "12:60", "0pm", "13am", "17:5", "173", "17:00:30", "-5pm", "５pm", "5pm5", "\0"],
)
def test_anything_else_is_no_time(typed):
    with pytest.raises(NotATime):
        read_time(typed)


@given(st.text(max_size=12))
def test_no_text_breaks_it(typed):
    with suppress(NotATime, Unclear, MidnightWord, EndOfDay):
        assert isinstance(read_time(typed), time)


@pytest.mark.parametrize("clock", [time(hour, minute) for hour in range(24) for minute in (0, 1, 30, 59)])
def test_every_time_is_read_back_as_it_is_shown(clock):
    if clock != time(0):
        assert read_time(time_words(clock)) == clock
    assert read_time(f"{clock:%H:%M}") == clock
