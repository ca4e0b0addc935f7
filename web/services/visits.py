"""What a colleague of a partner service sees: who comes to them and when, and nothing else (domain rules 9 and 29)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from casework.appointments import services as appointments
from casework.appointments.models import Appointment
from casework.appointments.rules import Outcome, too_early
from casework.kernel import words
from casework.kernel.actors import Actor
from casework.kernel.refused import NotFound
from web.services import programmes

CAME, MISSED = "Attended", "Did not attend"


@dataclass(frozen=True)
class Visit:
    """One line: what the person is called, when, and what may be said of it now."""

    reference: str
    version: int
    called: str
    time: str
    said: str
    seen: int
    can_attend: bool
    can_miss: bool
    can_change: bool


def days(*, by: Actor, now: dt.datetime) -> list[tuple[str, list[Visit]]]:
    """The visits by day, earliest first. Everybody shown is noted as looked at."""
    found = [one for one in appointments.visits(by=by, at=now) if programmes.takes_word(one)]
    appointments.look_at(found, by=by)
    listed: dict[dt.date, list[Visit]] = {}
    for one in found:
        listed.setdefault(one.day, []).append(_visit(one, by, now))
    return [(words.full_day(day), rows) for day, rows in listed.items()]


def load(reference: str, *, by: Actor, now: dt.datetime) -> Appointment:
    """One of them. Raises NotFound for any other."""
    found = appointments.visit(reference, by=by, at=now)
    if not programmes.takes_word(found):
        raise NotFound
    return found


def plainly(outcome: str) -> str:
    """All that a partner service is told of what was recorded: came, did not come, or off."""
    said = Outcome(outcome)
    if said.means_attended:
        return CAME
    return MISSED if said.means_missed else "Cancelled"


def _visit(one: Appointment, by: Actor, now: dt.datetime) -> Visit:
    current = appointments.current_attendance(one)
    open_now = one.outcome is None
    return Visit(
        reference=one.reference,
        version=one.version,
        called=one.person.known_as or one.person.given_name or one.person.family_name,
        time=words.clock_time(one.time) if one.time_known else "Time not known",
        said="" if one.outcome is None else plainly(one.outcome),
        seen=current.id if current else 0,
        can_attend=open_now and not too_early(Outcome.ATTENDED, one.starts_at, now),
        can_miss=open_now and not too_early(Outcome.REASON_NOT_KNOWN, one.starts_at, now),
        can_change=not open_now and current is not None and current.recorded_by_id == by.staff_id,
    )
