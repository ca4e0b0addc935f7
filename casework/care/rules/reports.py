"""How far a report of a dangerous person goes: as far as whoever made it chose, and no further (review 6.6, 7.15)."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from enum import StrEnum


class Reach(StrEnum):
    """The three choices; each lets go of all that the one before it does, and of more. Each is also a printed form."""

    ALERT = "alert"
    INTELLIGENCE = "intelligence"
    POLICE = "police"

    @property
    def words(self) -> str:
        """As the choice is put to them."""
        return {
            "alert": "An alert to others, without their name",
            "intelligence": "The alert, and what happened to the police without their name",
            "police": "A full report to the police, with their name",
        }[self.value]

    @property
    def sheet(self) -> str:
        """What the printed form is called."""
        return {"alert": "Alert", "intelligence": "Intelligence", "police": "Report to the police"}[self.value]

    @property
    def names_them(self) -> bool:
        """Whether the form says who they are."""
        return self is Reach.POLICE


ALERT_PARTS = ("area", "looks", "vehicle", "warning")
HAPPENED_PARTS = ("happened_on", "happened_when", "place", "happened")
OWN_PARTS = ("own_words", "reach")
PARTS: Mapping[Reach, tuple[str, ...]] = {
    Reach.ALERT: ALERT_PARTS,
    Reach.INTELLIGENCE: (*ALERT_PARTS, *HAPPENED_PARTS),
    Reach.POLICE: (*ALERT_PARTS, *HAPPENED_PARTS, *OWN_PARTS),
}
"""Which boxes stand on each form. The alert has no day and no exact place: they tell who was there."""

LABELS: Mapping[str, str] = {
    "area": "Area, roughly",
    "looks": "What the person looked like",
    "vehicle": "Vehicle",
    "warning": "What to beware of",
    "happened_on": "Day it happened",
    "happened_when": "Time, roughly",
    "place": "Place",
    "happened": "What happened, without saying who it happened to",
    "own_words": "In their own words",
    "reach": "How the police may reach them safely",
}


def sheets(choice: Reach | None) -> list[Reach]:
    """The forms that may be printed: those up to the choice; none until there is one."""
    return [one for one in Reach if choice is not None and list(Reach).index(one) <= list(Reach).index(choice)]


def passes(parts: Mapping[str, object], sheet: Reach, *, choice: Reach | None) -> dict[str, object]:
    """What stands on a form, by box, blank ones left out. Empty where the choice does not reach so far."""
    if sheet not in sheets(choice):
        return {}
    return {name: parts[name] for name in PARTS[sheet] if parts.get(name)}


def gives_away(text: str, names: Iterable[str]) -> list[str]:
    """The names of theirs that a text says, each part of a name by itself, as whole words, however they are cased."""
    wanted = {part for name in names for part in re.findall(r"[\w'’-]+", name) if len(part) > 1}
    said = {word.casefold() for word in re.findall(r"[\w'’-]+", text)}
    said |= {word.removesuffix("'s").removesuffix("’s") for word in said}
    return sorted(part for part in wanted if part.casefold() in said)


def report_faults(
    parts: Mapping[str, object], names: Iterable[str], *, happened_on: dt.date | None, today: dt.date
) -> dict[str, str]:
    """What stops a report, by form field: nothing to beware of, a day to come, their name where it may pass on."""
    names = list(names)
    found: dict[str, str] = {}
    if not any(parts.get(name) for name in (*ALERT_PARTS, "happened")):
        found["warning"] = "Enter what to beware of, or what happened"
    if happened_on is not None and happened_on > today:
        found["happened_on"] = "The day cannot be after today"
    for name in PARTS[Reach.INTELLIGENCE]:
        if said := gives_away(str(parts.get(name) or ""), names):
            found[name] = f"Take out “{' '.join(said)}”: this part may be passed on, and must not say who they are"
    return found
