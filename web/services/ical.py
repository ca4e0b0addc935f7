"""Appointments as iCalendar text (RFC 5545): who reads it is outside Waymark, so it says as little as can be said."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, Timezone

LONDON = ZoneInfo("Europe/London")
_SPACE = uuid.UUID("6f7c9d0e-27e4-4a7b-9d0b-6d1f3f0a7c52")
# The rules of summer time as they have stood since 1996, so that no client has to know the zone by its name.
_ZONE = b"""BEGIN:VTIMEZONE
TZID:Europe/London
BEGIN:DAYLIGHT
DTSTART:19960331T010000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
TZNAME:BST
TZOFFSETFROM:+0000
TZOFFSETTO:+0100
END:DAYLIGHT
BEGIN:STANDARD
DTSTART:19961027T020000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
TZNAME:GMT
TZOFFSETFROM:+0100
TZOFFSETTO:+0000
END:STANDARD
END:VTIMEZONE
""".replace(b"\n", b"\r\n")


@dataclass(frozen=True)
class Entry:
    """One appointment as a calendar shows it. `day` and `time` are London wall time; `changed_at` is UTC;
    `sequence` rises with every move and everything recorded, so that a client takes the later of two.
    """

    reference: str
    summary: str
    place: str
    day: dt.date
    time: dt.time
    minutes: int
    sequence: int
    changed_at: dt.datetime
    cancelled: bool = False


@cache
def _zone() -> Timezone:
    found = Timezone.from_ical(_ZONE)
    assert isinstance(found, Timezone)  # noqa: S101 (the text above is one)
    return found


def text_of(entries: Iterable[Entry], *, name: str = "") -> bytes:
    """The calendar, folded at 75 octets as RFC 5545 asks. The same entries always make the same bytes."""
    made = Calendar()
    made.add("prodid", "-//Appointments//EN")
    made.add("version", "2.0")
    made.add("calscale", "GREGORIAN")
    if name:
        made.add("x-wr-calname", name)
        made.add("x-wr-timezone", "Europe/London")
        made.add("refresh-interval", dt.timedelta(minutes=15), parameters={"VALUE": "DURATION"})
        made.add("x-published-ttl", "PT15M")
    made.add_component(_zone())
    for entry in entries:
        made.add_component(_event(entry))
    return bytes(made.to_ical())


def _event(entry: Entry) -> Event:
    """An appointment keeps its number however often it moves; the number says nothing of where it is kept."""
    starts = dt.datetime.combine(entry.day, entry.time, LONDON)
    made = Event()
    made.add("uid", str(uuid.uuid5(_SPACE, entry.reference)))
    made.add("dtstamp", entry.changed_at.astimezone(dt.UTC))
    made.add("sequence", entry.sequence)
    made.add("dtstart", starts)
    made.add("duration", dt.timedelta(minutes=entry.minutes))
    made.add("summary", entry.summary)
    if entry.place:
        made.add("location", entry.place)
    made.add("status", "CANCELLED" if entry.cancelled else "CONFIRMED")
    made.add("class", "PRIVATE")
    return made
