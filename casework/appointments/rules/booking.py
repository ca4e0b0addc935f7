"""What may be booked at all (promises B1)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")
SHORTEST, LONGEST = 5, 480
FAR_AHEAD = dt.timedelta(days=183)
FURTHEST = dt.timedelta(days=3 * 365)


@dataclass(frozen=True)
class Warned:
    """Something to look at twice before saving; it does not stop anybody. `kind` says what sort it is."""

    message: str
    kind: str = ""


def booking_faults(starts_at: dt.datetime, minutes: int, now: dt.datetime, *, has_place: bool) -> dict[str, str]:
    """What stops a booking, by form field, each with how to put it right. Both moments are aware.

    An appointment cannot be made for a time that has begun; what has happened already is recorded on paper's behalf
    by the import of history, not here.
    """
    found: dict[str, str] = {}
    if starts_at <= now:
        past_day = starts_at.astimezone(LONDON).date() < now.astimezone(LONDON).date()
        found["day" if past_day else "time"] = "This time has passed. Choose one that is still to come"
    elif starts_at - now > FURTHEST:
        found["day"] = "Check the year: this is more than three years ahead"
    if not SHORTEST <= minutes <= LONGEST:
        found["minutes"] = f"Enter a number of minutes between {SHORTEST} and {LONGEST}"
    if not has_place:
        found["place"] = "Choose a place, or enter where you will meet"
    return found
