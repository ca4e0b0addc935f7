"""Cases meetings: what may be put before one, what each agency reads of it, what became of what was agreed (4.15-4.17).

Pure: times are arguments. Days are London's, moments UTC.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass, replace
from enum import StrEnum

from casework.accounts.rules import AgencyKind
from casework.people.rules.agreements import Recipient

READ_FOR = dt.timedelta(days=90)
"""How long after a meeting the others read what stood on its agenda, unless another day is chosen (ours)."""
LONGEST = dt.timedelta(days=366)
BODY_WORDS = {
    AgencyKind.CHARITY: "Charity, health or support service",
    AgencyKind.COUNCIL: "Council",
    AgencyKind.POLICE: "Police or probation",
    AgencyKind.COURT: "Court",
    AgencyKind.CPS: "CPS",
}
JUSTICE = frozenset({AgencyKind.POLICE, AgencyKind.COURT, AgencyKind.CPS})
"""Bodies that are shown nothing of health, safety or support (domain rule 29)."""
AGREED_WITH = {
    AgencyKind.CHARITY: Recipient.SUPPORT,
    AgencyKind.COUNCIL: Recipient.COUNCIL,
    AgencyKind.POLICE: Recipient.POLICE,
    AgencyKind.COURT: Recipient.COURT,
    AgencyKind.CPS: Recipient.CPS,
}
"""Which word of an agreement covers a body of each kind."""


class Reason(StrEnum):
    """Why somebody is put forward. To police, court and CPS it says no more than that support is asked for."""

    HARM = "harm"
    CONTROLLED = "controlled"
    HOME = "home"
    HEALTH = "health"
    LOST_TOUCH = "lost_touch"
    LEAVING = "leaving"
    OTHER = "other"

    @property
    def words(self) -> str:
        """As shown to staff."""
        return {
            "harm": "In danger from somebody",
            "controlled": "Controlled or exploited by somebody",
            "home": "Nowhere safe to live",
            "health": "Health, or alcohol and drugs",
            "lost_touch": "Services have lost touch",
            "leaving": "Wants to leave street sex work",
            "other": "Something else that one agency cannot do alone",
        }[self.value]


SUPPORT_ASKED = "Support from several agencies"


class CameOf(StrEnum):
    """What a meeting decided about somebody (Cardiff: reviewed next time, or no longer needed)."""

    AGAIN = "again"
    CLOSED = "closed"
    NOT_REACHED = "not_reached"

    @property
    def words(self) -> str:
        """As shown to staff."""
        return {
            "again": "Look again next time",
            "closed": "Nothing more is needed from this meeting",
            "not_reached": "Not reached: next time",
        }[self.value]

    @property
    def comes_back(self) -> bool:
        """True where the next meeting is to look at it."""
        return self is not CameOf.CLOSED


class ActionState(StrEnum):
    """What became of something that was agreed."""

    OPEN = "open"
    DONE = "done"
    NOT_DONE = "not_done"
    CARRIED = "carried"
    MISTAKE = "mistake"

    @property
    def words(self) -> str:
        """As shown to staff."""
        return {
            "open": "Open",
            "done": "Done",
            "not_done": "Not done, and no longer asked",
            "carried": "Carried on to another day",
            "mistake": "Written down by mistake",
        }[self.value]

    @property
    def is_open(self) -> bool:
        """True while somebody still owes it."""
        return self in (ActionState.OPEN, ActionState.CARRIED)


STILL_OPEN = tuple(one.value for one in ActionState if one.is_open)


class OffWhy(StrEnum):
    """Why somebody no longer stands on an agenda, as their own agency reads it."""

    WITHDRAWN = "withdrawn"
    TAKEN_OFF = "taken_off"
    DIED = "died"
    CANCELLED = "cancelled"

    @property
    def words(self) -> str:
        """As shown to staff of their own agency."""
        return {
            "withdrawn": "The agreement it rested on no longer stands",
            "taken_off": "Taken off by their own agency",
            "died": "They have died",
            "cancelled": "The meeting was cancelled",
        }[self.value]


@dataclass(frozen=True)
class Reader:
    """Who reads an agenda: a body of this kind, whether the person is its own, whether the reader sees support."""

    kind: AgencyKind
    own: bool = False
    support: bool = True

    @property
    def reads_support(self) -> bool:
        """Health, safety and support are for those who help, by agency and by role (domain rule 29)."""
        return self.support and (self.own or self.kind not in JUSTICE)


@dataclass(frozen=True)
class Said:
    """What stands of one person on an agenda, and what was agreed: all of it, before anybody reads it."""

    reason: str
    brief: str
    support: str
    came_of: str
    noted: str


def shown_to(said: Said, reader: Reader) -> Said:
    """What this reader has of it: police, court and CPS read what was written for everybody, and what came of it."""
    if reader.reads_support:
        return said
    return replace(said, reason=SUPPORT_ASKED, support="", noted="")


def shows_action(reader: Reader, *, owed_by_them: bool) -> bool:
    """Whether an action is shown: those who help read all of a person, the others only what they are to do."""
    return reader.reads_support or owed_by_them


def not_covered(recipients: Collection[str], kinds: Collection[AgencyKind]) -> list[AgencyKind]:
    """The kinds of body that an agreement does not name: with those nothing may be shared on its strength (rule 3)."""
    return [kind for kind in AgencyKind if kind in kinds and AGREED_WITH[kind].value not in recipients]


def meeting_fault(starts_at: dt.datetime, *, now: dt.datetime) -> str:
    """What is wrong with the moment of a meeting that is planned, or ""."""
    if starts_at < now - dt.timedelta(days=31):
        return "A meeting of more than a month ago cannot be written down now"
    return "Plan a year ahead at most" if starts_at > now + LONGEST else ""


def until_fault(until: dt.date, *, meets_on: dt.date) -> str:
    """What is wrong with the last day on which the others may read it, or ""."""
    if until < meets_on:
        return "The last day cannot be before the meeting"
    return "A year after the meeting at most" if until > meets_on + LONGEST else ""


def move_fault(was: ActionState, to: ActionState, by_when: dt.date | None, *, today: dt.date) -> dict[str, str]:
    """What is wrong with a change of an action, by field; empty when nothing is."""
    if to is ActionState.OPEN:
        return {"state": "Choose what became of it"}
    if to is not ActionState.CARRIED:
        return {}
    if by_when is None:
        return {"by_when": "Enter the day until which it is carried on"}
    return {"by_when": "The new day cannot be before today"} if by_when < today else {}
