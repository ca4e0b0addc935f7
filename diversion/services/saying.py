"""What may be told of many referrals, put into words again only where something that it is made from has changed.

Today says again and again what could be told of everybody before a court in the coming days. What a sentence is made
from is read each time; where every value of it is the one that was there before, so is the sentence (decision 61).
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import Row

from casework.kernel import clock
from diversion.rules.facts import Came, ReferralFacts
from diversion.services.facts import Known, facts_from, known_of
from diversion.services.reading import open_named, requirement_rows, requirements_from, sealed_rows
from diversion.services.telling import say
from notices.rules import CheckFirst, Statement

MOST = 4_096
"""As many sentences are remembered by one process, and none of them for longer than the London day it was made on."""
Said = Statement | CheckFirst


@dataclass(frozen=True, slots=True)
class _Kept:
    """A sentence, all that it was made from as it was read, and from and until which moments (UTC) it holds."""

    made_from: tuple[Any, ...]
    said: Said
    since: datetime
    until: datetime


@dataclass
class _Memory:
    """What this process remembers, and of which London day."""

    day: date | None = None
    kept: dict[str, _Kept] = field(default_factory=dict)


_memory = _Memory()


def said_of(references: Collection[str], *, agency_id: int, now: datetime) -> dict[str, Said]:
    """What may be told of each of these referrals at a moment (UTC), by subject, as `telling.say` says it.

    Five queries, however many there are. Raises KeyringError where something does not open.
    """
    if not references:
        return {}
    rows = sealed_rows(references, agency_id=agency_id)
    needed, also = requirement_rows([row.id for row in rows])
    booked = [one for found in needed.values() for one in found if one.appointment_id is not None]
    known = known_of({one.appointment_id: one.version for one in booked}, {row.person_id for row in rows})
    said = (_said(row, needed[row.id], also[row.id], known, now) for row in rows)
    return {one.subject: one for one in said}


def _said(row: Row[Any], needed: list[Row[Any]], also: list[Row[Any]], known: Known, now: datetime) -> Said:
    told = tuple(one.appointment_id for one in needed if one.appointment_id in known.told)
    others = (told, known.died.get(row.person_id), known.closed, known.shut)
    made_from = (tuple(row), tuple(map(tuple, needed)), tuple(map(tuple, also)), others)
    before = _memory.kept.get(row.reference)
    if before is not None and before.since <= now < before.until and before.made_from == made_from:
        return before.said
    referral = open_named(row, requirements_from(needed, also))
    facts = facts_from(referral, known, now)
    return _keep(row.reference, _Kept(made_from, say(referral, facts, now=now), now, _until(facts, now)))


def _keep(reference: str, made: _Kept) -> Said:
    """Remember it, in place of what was said of this referral before; and forget the sentences of other days."""
    day = clock.local_day(made.since)
    if day != _memory.day or len(_memory.kept) >= MOST:
        _memory.day, _memory.kept = day, {}
    _memory.kept[reference] = made
    return made.said


def _until(facts: ReferralFacts, now: datetime) -> datetime:
    """The next moment (UTC) at which time alone may change what is said: the start of an appointment that nobody has
    recorded, or of the next London day."""
    tomorrow = clock.moment(clock.local_day(now) + timedelta(days=1), time())
    every = (booking for requirement in facts.requirements for booking in requirement.bookings)
    starts = (one.starts_at for one in every if one.came is Came.NOT_RECORDED and one.starts_at > now)
    return min((tomorrow, *starts))
