"""Dates and times of a spreadsheet, day first, and which century two digits mean (promises E C5 to C7)."""

from __future__ import annotations

import datetime as dt
import re
from zoneinfo import ZoneInfo

from casework.kernel.typed import ANCHOR, Unreadable, parse_day, parse_time
from casework.people.rules.ages import ADULT, age_on
from diversion.history.rules.problems import Bad, quoted

LONDON = ZoneInfo("Europe/London")
OLDEST = 100
"""Where two digits would make her this old at arrest, the year must be written in full."""

NEAREST = 50  # years: two digits mean the year less than half a century from the arrest
LONG_AGO = 80  # years: two digits never mean an arrest before that
SAFEGUARDING = (
    "No referral is made for a child: open the safeguarding page for her, and check the date of birth "
    "with whoever took it"
)
_SERIAL = re.compile(r"\d{5}([.,]\d+)?")
_SHORT_HOUR = re.compile(r"\d[:.]\d\d([:.]\d\d)?")
_SECONDS = re.compile(r"(\d\d[:.]\d\d)[:.]\d\d(\.0+)?")
_DAY_AND_TIME = re.compile(r"(.*\d{2})[ T]+(\d{1,2}[:.]\d{2}(?:[:.]\d{2})?(?: ?[ap]m)?)", re.IGNORECASE)


def years_before(day: dt.date, years: int) -> dt.date:
    """The same date some calendar years earlier; 29 February becomes 28 February where the year has none."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)


def years_after(day: dt.date, years: int) -> dt.date:
    """The same date some calendar years later; 29 February becomes 28 February where the year has none."""
    return years_before(day, -years)


def day_of(text: str, *, latest: dt.date) -> dt.date:
    """The date of a cell, day first; two digits of a year are the latest year not after `latest`.

    Raises Bad for an empty cell, a number that Excel puts in a date's place, and dates that do not exist.
    """
    typed = text.strip()
    if not typed:
        raise Bad("the date is missing", "Write it day first, like 3 Feb 1995 or 3/2/1995")
    if _SERIAL.fullmatch(typed):
        raise Bad(
            f"{quoted(typed)} is the number Excel keeps in place of a date",
            "Give the column a date format in Excel and save the file again",
        )
    try:
        return parse_day(typed, latest=latest)
    except Unreadable as no:
        raise Bad(f"{quoted(typed)} is not one certain date", no.message.rstrip(".")) from no


def two_digit_year(text: str) -> bool:
    """True where a date is written with two digits for its year."""
    return re.search(r"(?<!\d)\d{4}(?!\d)", text) is None


def birth(text: str, arrested_on: dt.date | None, *, today: dt.date) -> dt.date:
    """A date of birth. Two digits mean the latest year that makes her 18 on the day of arrest.

    Raises Bad for a missing one (age not known) and for anybody under 18 at arrest (domain rule 1).
    """
    if not text.strip():
        raise Bad("the date of birth is missing, so she may be under 18", SAFEGUARDING)
    arrest = arrested_on or today
    short = two_digit_year(text)
    try:
        born = day_of(text, latest=years_before(arrest, ADULT) if short else today)
    except Bad:
        if not short or not _readable(text, today):
            raise
        born = dt.date.min
    if short and age_on(born, arrest) >= OLDEST:
        raise Bad(
            f"{quoted(text.strip())} makes her under 18 or over 100 at arrest",
            f"Write the year in full. {SAFEGUARDING}",
        )
    if born > today:
        raise Bad("the date of birth is in the future", "Check it against the paper record")
    if arrested_on and age_on(born, arrested_on) < ADULT:
        raise Bad(f"she was {max(age_on(born, arrested_on), 0)} on the day of the arrest", SAFEGUARDING)
    return born


def _readable(text: str, today: dt.date) -> bool:
    try:
        parse_day(text.strip(), latest=today)
    except Unreadable:
        return False
    return True


def arrest(text: str, *, today: dt.date) -> dt.date:
    """The date of arrest; two digits mean the latest year that is not in the future. Raises Bad.

    A date of the coming years with two digits is in the future too, not a hundred years ago.
    """
    day = day_of(text, latest=today)
    if day > today or (two_digit_year(text) and day < years_before(today, LONG_AGO)):
        raise Bad(f"{quoted(text.strip())} is in the future", "Check the date of arrest")
    return day


def after_arrest(text: str, arrested_on: dt.date | None, *, what: str) -> dt.date:
    """A date that cannot be before the arrest; two digits mean the year nearest to the arrest. Raises Bad."""
    day = day_of(text, latest=years_after(arrested_on, NEAREST) if arrested_on else ANCHOR)
    if arrested_on and day < arrested_on:
        raise Bad(
            f"{what} {quoted(text.strip())} is before the arrest on {arrested_on:%d/%m/%Y}",
            "Check both dates against the paper record",
        )
    return day


def not_in_future(day: dt.date, text: str, *, today: dt.date) -> dt.date:
    """The day, where it is not after today. Raises Bad: what has not happened is not history."""
    if day > today:
        raise Bad(
            f"{quoted(text.strip())} is in the future",
            "Check the date; what has yet to happen is put in on the person’s own page after the import",
        )
    return day


def time_of(text: str) -> dt.time | None:
    """A time of day in London, None for an empty cell. Hours and minutes without am or pm are the 24-hour clock.

    Raises Bad for a time that does not exist, such as 25:00, and for a part of a day as Excel counts it.
    """
    typed = text.strip()
    if not typed:
        return None
    if re.fullmatch(r"[01]?[.,]\d{3,}", typed):
        raise Bad(
            f"{quoted(typed)} is the number Excel keeps in place of a time",
            "Give the column a time format in Excel and save the file again",
        )
    plain = _SECONDS.sub(r"\1", f"0{typed}" if _SHORT_HOUR.fullmatch(typed) else typed)
    try:
        return parse_time(plain)
    except Unreadable as no:
        raise Bad(f"{quoted(typed)} is not one certain time", no.message.rstrip(".")) from no


def once(day: dt.date, time: dt.time) -> dt.time:
    """A London wall time that happens exactly once on its day.

    Raises Bad for the hour that a clock change leaves out or repeats, giving both readings (promises E C7).
    """
    early = dt.datetime.combine(day, time, LONDON)
    late = early.replace(fold=1)
    if early.utcoffset() == late.utcoffset():
        return time
    readings = [moment.astimezone(dt.UTC).astimezone(LONDON) for moment in (early, late)]
    if readings[0].time() == time:
        why, both = "happens twice", [f"{r:%H:%M %Z}" for r in readings]
    else:
        why, both = "does not exist", sorted(f"{r:%H:%M}" for r in readings)
    raise Bad(
        f"{time:%H:%M} {why} on {day:%d/%m/%Y}, when the clocks change: it may mean {both[0]} or {both[1]}",
        "Leave the time empty, or write a time outside that hour if the paper record has one",
    )


def split_time(text: str) -> tuple[str, str]:
    """A cell that holds a date and perhaps a time after it, as two texts."""
    found = _DAY_AND_TIME.fullmatch(text.strip())
    return (found[1], found[2]) if found else (text.strip(), "")
