"""Dates and times as people type them, day first, for forms and for imported spreadsheets.

Pure: no clock and no web. Hundreds of people type month names when offered one box, so months may be words;
what could be read two ways is refused with the way to put it right, never guessed.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata

EARLIEST_YEAR = 1900
LATEST_YEAR = 2100
ANCHOR = dt.date(2049, 12, 31)
"""Where nothing is known of the date, a two-digit year falls between 1950 and 2049."""

LONGEST = 40
SHAPE = "Type the date like 3 Feb 1995 or 3/2/1995, day first"
TIME_SHAPE = "Type the time like 10am, 2:30pm or 14:30"

MONTHS = (
    "january", "february", "march", "april", "may", "june", "july",
    "august", "september", "october", "november", "december",
)  # fmt: skip
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

_MIDNIGHT = re.compile(r"[ t]00:00(:00(\.0+)?)?$")
_YEAR_FIRST = re.compile(r"([0-9]{4})([-/.])([0-9]{1,2})\2([0-9]{1,2})")
_NUMBERS = re.compile(r"([0-9]{1,2})[ /.-]+([0-9]{1,2})[ /.-]+([0-9]{4}|[0-9]{2})")
_NAMED = re.compile(r"([0-9]{1,2})(?:st|nd|rd|th)?(?: of)?[ /.,-]*([a-z]{3,9})[ /.,-]*([0-9]{4}|[0-9]{2})")
_WEEKDAY = re.compile(r"([a-z]{3,9})[ ,.]+(?=[0-9])")
_CLOCK = re.compile(r"([0-9]{1,2})(?:[:.h ]?([0-9]{2}))? ?(am|pm|a\.m\.?|p\.m\.?)?")
_NOON = {"noon", "midday", "12 noon", "12noon"}


class Unreadable(ValueError):
    """What was typed is not one certain date or time; the message says how to put it right."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


def _plain(text: str, shape: str) -> str:
    if len(text) > LONGEST:
        raise Unreadable(shape)
    return re.sub(r"\s+", " ", unicodedata.normalize("NFKC", text)).strip().lower()


def parse_day(text: str, *, latest: dt.date | None = None) -> dt.date:
    """The date somebody typed, day first: 3/2/95, 3.2.95, 3-2-1995, 3 Feb 95, 3rd february 1995, 1995-02-03.

    A two-digit year is the latest one that does not put the date after `latest` (a London date; for a birth
    date give today, for a court date some years ahead; ANCHOR when not given). A weekday may stand in front
    and must then be the right one. Raises Unreadable for anything else: days that do not exist, years before
    1900 or after 2100, a missing year, bare numbers such as a spreadsheet's 34733 (promises R3, C5).
    """
    plain = _MIDNIGHT.sub("", _plain(text, SHAPE))
    named_day, rest = _weekday(plain)
    day = _read(rest, latest or ANCHOR)
    if named_day is not None and day.weekday() != named_day:
        said = f"{day.day} {MONTHS[day.month - 1].capitalize()} {day.year}"
        raise Unreadable(f"{said} is a {WEEKDAYS[day.weekday()].capitalize()}. Check the date")
    return day


def _weekday(text: str) -> tuple[int | None, str]:
    if found := _WEEKDAY.match(text):
        index = _place(found[1], WEEKDAYS)
        if index is not None:
            return index, text[found.end() :]
    return None, text


def _place(word: str, words: tuple[str, ...]) -> int | None:
    """Where a word, or its beginning of three letters or more, stands in a list; "sept" and "tues" count."""
    return next((i for i, whole in enumerate(words) if len(word) >= 3 and whole.startswith(word)), None)


def _read(text: str, latest: dt.date) -> dt.date:
    if found := _YEAR_FIRST.fullmatch(text):
        return _real(int(found[1]), int(found[3]), int(found[4]))
    if found := _NUMBERS.fullmatch(text):
        day, month = int(found[1]), int(found[2])
    elif (found := _NAMED.fullmatch(text)) and (place := _place(found[2], MONTHS)) is not None:
        day, month = int(found[1]), place + 1
    else:
        raise Unreadable(SHAPE)
    return _real(_year(found[3], month, day, latest), month, day)


def _year(typed: str, month: int, day: int, latest: dt.date) -> int:
    if len(typed) == 4:
        return int(typed)
    year = latest.year - latest.year % 100 + int(typed)
    return year if (year, month, day) <= (latest.year, latest.month, latest.day) else year - 100


def _real(year: int, month: int, day: int) -> dt.date:
    if not EARLIEST_YEAR <= year <= LATEST_YEAR:
        raise Unreadable(f"Check the year: it must be between {EARLIEST_YEAR} and {LATEST_YEAR}")
    if not 1 <= month <= 12:
        raise Unreadable(f"There is no month {month}. Type the day first, like 3 Feb 1995 or 3/2/1995")
    try:
        return dt.date(year, month, day)
    except ValueError:
        raise Unreadable(f"There is no {day} {MONTHS[month - 1].capitalize()} {year}. Check the date") from None


def parse_time(text: str) -> dt.time:
    """The time of day somebody typed, as London wall time: 10, 10am, 14:30, 2.30pm, 1430, noon.

    An hour from 1 to 7 with neither am, pm nor a leading 0 could be either half of the day and is refused.
    Raises Unreadable.
    """
    plain = _plain(text, TIME_SHAPE)
    if plain in _NOON:
        return dt.time(12)
    found = _CLOCK.fullmatch(plain)
    if not found:
        raise Unreadable(TIME_SHAPE)
    hour, minute = int(found[1]), int(found[2] or 0)
    half = (found[3] or "").replace(".", "")
    if not half and 1 <= hour <= 7 and not found[1].startswith("0"):
        raise Unreadable(f"Say if that is morning or afternoon, like {hour}:{minute:02}am or {hour}:{minute:02}pm")
    return _of_day(_hour(hour, half), minute)


def _hour(hour: int, half: str) -> int:
    if half and not 1 <= hour <= 12:
        raise Unreadable(TIME_SHAPE)
    if half:
        return hour % 12 + (12 if half == "pm" else 0)
    return hour


def _of_day(hour: int, minute: int) -> dt.time:
    try:
        return dt.time(hour, minute)
    except ValueError:
        raise Unreadable(TIME_SHAPE) from None
