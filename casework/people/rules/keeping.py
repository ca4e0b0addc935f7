"""How long a record is kept, and when somebody has to decide about it (domain rule 28, promises 14.2.7).

Nothing is erased by a date: a date only brings a record before a person.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from casework.kernel.months import months_after


class Kind(StrEnum):
    """A kind of record with a time of its own, from its last day on."""

    CONTACT = "contact"
    """Somebody's name, how they are reached, what they agreed to, appointments and texts."""
    SUPPORT = "support"
    """What they need and the plan made with them: about health and safety."""
    REFERRAL = "referral"
    """An arrest referred to a scheme, its court dates and its ending."""
    ORDER = "order"
    """An Engagement and Support Order, its meetings and what followed."""
    NOTICE = "notice"
    """What a court or the CPS was told."""
    SAFEGUARDING = "safeguarding"
    """A child, or somebody whose age was doubted: who was told, and when."""

    @property
    def words(self) -> str:
        """As shown to staff."""
        return _WORDS[self]


_WORDS = {
    Kind.CONTACT: "contact, appointments and texts",
    Kind.SUPPORT: "needs and plans",
    Kind.REFERRAL: "a referral",
    Kind.ORDER: "an order",
    Kind.NOTICE: "what court or CPS was told",
    Kind.SAFEGUARDING: "a safeguarding record",
}

USUAL: Mapping[Kind, int] = {
    Kind.CONTACT: 12,
    Kind.SUPPORT: 24,
    Kind.REFERRAL: 36,
    Kind.ORDER: 72,
    Kind.NOTICE: 36,
    Kind.SAFEGUARDING: 84,
}
"""Whole months, unless the site sets others (ours, decision 0048)."""


@dataclass(frozen=True)
class Lasting:
    """The last London day on which anything of one kind happened."""

    kind: Kind
    last: dt.date


@dataclass(frozen=True)
class KeepingFacts:
    """What a record holds, and until when somebody decided to keep it, if anybody did."""

    lasting: Sequence[Lasting]
    kept_until: dt.date | None = None


@dataclass(frozen=True)
class Due:
    """A record that a person has to decide about: since which day, and what of it was the last to be over."""

    since: dt.date
    because: Lasting


def over_on(one: Lasting, months: Mapping[Kind, int]) -> dt.date:
    """The first London day on which this is kept no longer: whole calendar months after its last day."""
    return months_after(one.last, months[one.kind])


def due(facts: KeepingFacts, today: dt.date, months: Mapping[Kind, int] = USUAL) -> Due | None:
    """Whether somebody has to decide about a record on a London date: each kind of thing in it is past its own time,
    and past the date until which it was to be kept. A record without anything in it is never due.

    Keeps domain rule 28: each kind of record has its period, and a review list.
    """
    if not facts.lasting:
        return None
    because = max(facts.lasting, key=lambda one: (over_on(one, months), one.last))
    since = over_on(because, months)
    if facts.kept_until is not None and facts.kept_until >= since:
        since = facts.kept_until + dt.timedelta(days=1)
    return Due(since, because) if since <= today else None


def newest_that_is_over(kind: Kind, today: dt.date, months: Mapping[Kind, int] = USUAL) -> dt.date:
    """The latest last day of this kind that is over on a London date: what a list is searched by.

    Calendar months are not all of a length, so this looks for it around the plain difference.
    """
    guess = months_after(today, -months[kind]) + dt.timedelta(days=4)
    while over_on(Lasting(kind, guess), months) > today:
        guess -= dt.timedelta(days=1)
    return guess


def longest_fault(until: dt.date | None, today: dt.date, months: int = 24) -> str | None:
    """Why a record may not be kept until this London date, or None: after today, and at most two years on, so that
    nothing is kept for ever by one decision."""
    if until is None:
        return "Enter the date until which it is kept"
    if until <= today:
        return "The date must be after today"
    if until > months_after(today, months):
        return f"The date can be at most {months // 12} years from today. It is asked about again then"
    return None
