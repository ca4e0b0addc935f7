"""What a language needs beside its templates, so that no text is half in one language and half in another (ux 4.2).

Waymark ships no translation of its own: Welsh and every other language are slots that wait until one named person
has entered the words and another has approved them.
"""

from __future__ import annotations

from dataclasses import dataclass

ENGLISH, WELSH = "en", "cy"
COMMON = "common"
"""The key under which a language's days, months and usual words are kept, beside its templates."""

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass(frozen=True)
class Common:
    """The short days from Monday, the short months from January, and what an appointment and the usual place are
    called."""

    days: tuple[str, ...]
    months: tuple[str, ...]
    appointment: str
    usual_place: str

    def dated(self, said: str) -> str:
        """ "Tue 13 Oct" or "Tue 13 Oct 10:00am" in this language; anything else stays as it is."""
        parts = said.split(" ")
        if len(parts) < 3 or parts[0] not in _DAYS or parts[2] not in _MONTHS:
            return said
        day, month = self.days[_DAYS.index(parts[0])], self.months[_MONTHS.index(parts[2])]
        return " ".join([day, parts[1], month, *parts[3:]])

    @property
    def kept(self) -> tuple[str, str]:
        """As the two columns of a wording keep it."""
        return f"{' '.join(self.days)}|{self.appointment}", f"{' '.join(self.months)}|{self.usual_place}"


def read_common(first: str, second: str) -> Common | None:
    """The words that two columns keep, or None where they do not hold seven days, twelve months and two phrases."""
    days, _, appointment = first.partition("|")
    months, _, usual_place = second.partition("|")
    found = Common(tuple(days.split()), tuple(months.split()), appointment.strip(), usual_place.strip())
    whole = len(found.days) == 7 and len(found.months) == 12 and found.appointment and found.usual_place
    return found if whole else None


def common_faults(common: Common) -> dict[str, str]:
    """What cannot stand, by form field, with how to put it right; empty when it may be kept."""
    faults: dict[str, str] = {}
    if len(common.days) != 7:
        faults["days"] = f"Enter seven short days with a space between them, Monday first: these are {len(common.days)}"
    if len(common.months) != 12:
        faults["months"] = f"Enter twelve short months with a space between them: these are {len(common.months)}"
    for field, words in (("days", common.days), ("months", common.months)):
        if long := next((word for word in words if len(word) > 4), ""):
            faults.setdefault(field, f"“{long}” is too long: use 4 letters or fewer, so that texts stay short")
    if not 0 < len(common.appointment) <= 11:
        faults["appointment"] = "Enter 1 to 11 letters for “appointment”"
    if not 0 < len(common.usual_place) <= 24:
        faults["usual_place"] = "Enter 1 to 24 letters for “the usual place”"
    return faults
