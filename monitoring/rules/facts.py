"""What the figures of a quarter are counted from: codes and London dates, no name and nothing that is sealed.

A person of whom everything is erased has a number below nothing: still counted, and nobody's record any more.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from monitoring.rules.figures import ReferralFact


@dataclass(frozen=True)
class ContactFact:
    """One contact; `person_id` is None where nobody was named, `first` says that it was the first ever with them.

    `heads` is how many people an unnamed one was with.
    """

    id: int
    day: dt.date
    kind: str
    person_id: int | None = None
    first: bool = False
    issues: tuple[str, ...] = ()
    support: tuple[str, ...] = ()
    heads: int = 1


@dataclass(frozen=True)
class ServiceFact:
    """One service that somebody was referred to, under which heading, and what became of it."""

    id: int
    person_id: int
    heading: str
    outcome: str


@dataclass(frozen=True)
class OrderFact:
    """One order and the days on which something became of it; each None until it does."""

    id: int
    person_id: int
    made_on: dt.date
    complied_on: dt.date | None = None
    returned_on: dt.date | None = None
    revoked_on: dt.date | None = None


@dataclass(frozen=True)
class TextFact:
    """One text that left for a phone, and where it stands: `delivered`, `not_delivered` or `not_known`."""

    id: int
    person_id: int
    state: str


@dataclass(frozen=True)
class ReplyFact:
    """One text that came in, whoever it was from."""

    id: int
    person_id: int | None


@dataclass(frozen=True)
class MeetingFact:
    """One appointment with an outcome: whether they came, and whether a reminder of it was delivered."""

    id: int
    person_id: int
    came: bool
    reminded: bool


@dataclass(frozen=True)
class WayFact:
    """Somebody's first and last assessment, and first and last stage; a pair is None where there were not two.

    `headings` gives for each heading how things were at first and at last, as codes of the scale.
    """

    person_id: int
    stage: tuple[str, str] | None = None
    headings: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    homeless: tuple[bool, bool] | None = None


@dataclass(frozen=True)
class PersonFact:
    """Somebody the service worked with in the quarter, as they describe themselves, and their band of age."""

    person_id: int
    ethnicity: str
    gender: str
    age: str


@dataclass(frozen=True)
class Facts:
    """Everything of one agency that the figures of one quarter need; referrals are those to one scheme."""

    referrals: tuple[ReferralFact, ...] = ()
    contacts: tuple[ContactFact, ...] = ()
    services: tuple[ServiceFact, ...] = ()
    orders: tuple[OrderFact, ...] = ()
    texts: tuple[TextFact, ...] = ()
    replies: tuple[ReplyFact, ...] = ()
    meetings: tuple[MeetingFact, ...] = ()
    ways: tuple[WayFact, ...] = ()
    people: tuple[PersonFact, ...] = ()
