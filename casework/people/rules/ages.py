"""How old somebody is on a day. Everything here takes London dates (domain rule 22)."""

from __future__ import annotations

import datetime as dt

ADULT = 18
OLDEST = 120


def age_on(born: dt.date, day: dt.date) -> int:
    """Full years on `day`; somebody born on 29 February is a year older on 1 March of a year without one."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def is_under_18(born: dt.date, day: dt.date) -> bool:
    """True while the 18th birthday has not come: a street offence cannot be committed then (domain rule 1)."""
    return age_on(born, day) < ADULT


def birth_fault(born: dt.date, today: dt.date) -> str:
    """What cannot be true about a date of birth, with how to put it right; empty when it can be (promises R3)."""
    if born >= today:
        return "Date of birth must be in the past"
    if age_on(born, today) > OLDEST:
        return f"Check the year of birth: this makes the person {age_on(born, today)} years old"
    return ""
