"""Dates and times as people type them."""

from __future__ import annotations

import contextlib
import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.kernel.typed import ANCHOR, Unreadable, parse_day, parse_time

THIRD_OF_FEBRUARY = dt.date(1995, 2, 3)
TODAY = dt.date(2026, 10, 13)


@pytest.mark.parametrize(
    "typed",
    [
        pytest.param("3/2/95", id="slashes and two digits"),
        pytest.param("3.2.95", id="full stops"),
        pytest.param("3-2-1995", id="hyphens"),
        pytest.param("3 2 1995", id="spaces"),
        pytest.param("03/02/1995", id="leading zeros"),
        pytest.param("3 Feb 95", id="short month"),
        pytest.param("3 february 1995", id="whole month, small letters"),
        pytest.param("3rd Feb 1995", id="third"),
        pytest.param("3rd of February, 1995", id="third of"),
        pytest.param("3feb95", id="no spaces"),
        pytest.param("3-Feb-95", id="as a spreadsheet writes it"),
        pytest.param("1995-02-03", id="year first"),
        pytest.param("1995-02-03 00:00:00", id="year first with a midnight after it"),
        pytest.param("  3\u00a0Feb\t1995 ", id="odd spaces around"),
        pytest.param("Fri 3 Feb 1995", id="the right weekday"),
        pytest.param("Friday, 3 Feb 1995", id="the right weekday and a comma"),
        pytest.param("\uff13/\uff12/\uff19\uff15", id="full-width digits"),
    ],
)
def test_one_day_is_read_from_many_hands(typed: str) -> None:
    assert parse_day(typed, latest=TODAY) == THIRD_OF_FEBRUARY


@pytest.mark.parametrize(
    ("typed", "latest", "day"),
    [
        pytest.param("13/10/26", TODAY, dt.date(2026, 10, 13), id="a two-digit year may be today"),
        pytest.param("14/10/26", TODAY, dt.date(1926, 10, 14), id="a two-digit birth year never lies ahead"),
        pytest.param("14/10/26", dt.date(2036, 10, 13), dt.date(2026, 10, 14), id="a court date may lie ahead"),
        pytest.param("1/1/50", None, dt.date(1950, 1, 1), id="50 is 1950 when nothing is known"),
        pytest.param("1/1/49", None, dt.date(2049, 1, 1), id="49 is 2049 when nothing is known"),
        pytest.param("29/2/96", TODAY, dt.date(1996, 2, 29), id="a leap day"),
        pytest.param("1/1/1900", TODAY, dt.date(1900, 1, 1), id="the earliest year"),
        pytest.param("3 Sept 2026", TODAY, dt.date(2026, 9, 3), id="sept"),
    ],
)
def test_two_digit_years_and_edges(typed: str, latest: dt.date | None, day: dt.date) -> None:
    assert parse_day(typed, latest=latest) == day


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        pytest.param("", "like 3 Feb 1995", id="nothing"),
        pytest.param("31/02/2001", "There is no 31 February 2001", id="31 February"),
        pytest.param("29/2/23", "There is no 29 February 2023", id="29 February of a short year never slides to 1923"),
        pytest.param("0/1/2001", "There is no 0 January 2001", id="day nought"),
        pytest.param("2/13/2001", "Type the day first", id="month first, as in America"),
        pytest.param("31/12/1899", "between 1900 and 2100", id="1899"),
        pytest.param("1/1/2101", "between 1900 and 2100", id="2101"),
        pytest.param("1/1/1", "like 3 Feb 1995", id="a one-digit year"),
        pytest.param("3 Feb", "like 3 Feb 1995", id="no year"),
        pytest.param("34733", "like 3 Feb 1995", id="a spreadsheet serial number"),
        pytest.param("45993.0", "like 3 Feb 1995", id="a spreadsheet serial number with a point"),
        pytest.param("03021995", "like 3 Feb 1995", id="digits in a row"),
        pytest.param("about Easter", "like 3 Feb 1995", id="words"),
        pytest.param("3 Fib 1995", "like 3 Feb 1995", id="no such month"),
        pytest.param("3 J 1995", "like 3 Feb 1995", id="one letter could be three months"),
        pytest.param("Monday 3 Feb 1995", "3 February 1995 is a Friday", id="the wrong weekday"),
        pytest.param("3/2/1995; DROP TABLE person", "like 3 Feb 1995", id="more after it"),
        pytest.param("٣/٢/١٩٩٥", "like 3 Feb 1995", id="digits of another script"),
        pytest.param("1" * 1_000_000, "like 3 Feb 1995", id="a megabyte"),
    ],
)
def test_what_is_not_one_certain_day_is_refused(typed: str, says: str) -> None:
    with pytest.raises(Unreadable, match=says):
        parse_day(typed, latest=TODAY)


DAYS = st.dates(dt.date(1900, 1, 1), dt.date(2100, 12, 31))
SHAPES = st.sampled_from(["%d/%m/%Y", "%d.%m.%Y", "%d-%m-%Y", "%Y-%m-%d", "%d %b %Y", "%d %B %Y", "%a %d %b %Y"])


@given(day=DAYS, shape=SHAPES)
def test_every_day_written_with_its_whole_year_comes_back(day: dt.date, shape: str) -> None:
    assert parse_day(day.strftime(shape)) == day


@given(day=st.dates(dt.date(1950, 1, 1), ANCHOR))
def test_a_two_digit_year_comes_back_within_the_century_before_the_anchor(day: dt.date) -> None:
    assert parse_day(day.strftime("%d/%m/%y")) == day


@given(st.text(max_size=60))
def test_whatever_is_typed_is_a_day_a_time_or_a_plain_no(text: str) -> None:
    for parse in (parse_day, parse_time):
        with contextlib.suppress(Unreadable):
            parse(text)


@pytest.mark.parametrize(
    ("typed", "time"),
    [
        pytest.param("10", dt.time(10), id="an hour of the morning"),
        pytest.param("10am", dt.time(10), id="10am"),
        pytest.param("10 AM", dt.time(10), id="capitals"),
        pytest.param("10.00 a.m.", dt.time(10), id="with stops"),
        pytest.param("14:30", dt.time(14, 30), id="24 hours"),
        pytest.param("1430", dt.time(14, 30), id="four digits"),
        pytest.param("2.30pm", dt.time(14, 30), id="2.30pm"),
        pytest.param("2:30 pm", dt.time(14, 30), id="a space before pm"),
        pytest.param("12", dt.time(12), id="12 is noon"),
        pytest.param("12am", dt.time(0), id="12am is midnight"),
        pytest.param("12:15pm", dt.time(12, 15), id="12:15pm"),
        pytest.param("noon", dt.time(12), id="noon"),
        pytest.param("07:30", dt.time(7, 30), id="a leading nought makes it certain"),
        pytest.param("00:00", dt.time(0), id="midnight"),
    ],
)
def test_times(typed: str, time: dt.time) -> None:
    assert parse_time(typed) == time


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        pytest.param("2:30", "like 2:30am or 2:30pm", id="half past two, but which"),
        pytest.param("7", "like 7:00am or 7:00pm", id="seven, but which"),
        pytest.param("25:00", "Type the time like", id="hour 25"),
        pytest.param("10:60", "Type the time like", id="minute 60"),
        pytest.param("13pm", "Type the time like", id="13pm"),
        pytest.param("0am", "Type the time like", id="0am"),
        pytest.param("ten", "Type the time like", id="words"),
        pytest.param("", "Type the time like", id="nothing"),
    ],
)
def test_times_that_could_be_two_or_none_are_refused(typed: str, says: str) -> None:
    with pytest.raises(Unreadable, match=says):
        parse_time(typed)


@given(st.times().map(lambda t: t.replace(second=0, microsecond=0)))
def test_every_time_written_with_24_hours_comes_back(time: dt.time) -> None:
    assert parse_time(time.strftime("%H:%M")) == time
    assert parse_time(time.strftime("%I:%M%p")) == time
