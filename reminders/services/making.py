"""Rows of texts: made once for each key, and ended, always in the transaction of the change they belong to."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select, update

from casework.appointments.models import Appointment
from casework.courts.models import Hearing
from casework.kernel import audit
from casework.kernel.actors import Actor
from casework.kernel.audit import Act
from casework.kernel.database import db
from casework.people.models import Person
from reminders.models import Text
from reminders.rules.kinds import TextKind
from reminders.rules.life import WAITING, TextState
from reminders.rules.timing import Planned
from reminders.services.reach import Reach

_IN_FLIGHT = frozenset({TextState.HANDED, TextState.UNKNOWN, TextState.PERSON, TextState.ACCEPTED})


@dataclass(frozen=True)
class About:
    """What texts are about: a booking, a court date, or neither."""

    appointment: Appointment | None = None
    hearing: Hearing | None = None

    def key(self, kind: TextKind) -> str:
        """What makes planning idempotent: booking or court date as it stands, and the kind (promises C.1 rule 6)."""
        if self.appointment is not None:
            return f"a{self.appointment.id}:v{self.appointment.version}:{kind}"
        return f"h{self.hearing.id}:v{self.hearing.version}:{kind}" if self.hearing is not None else str(kind)


def add(
    wanted: Iterable[Planned], person: Person, found: Reach, about: About, *, by: Actor, at: dt.datetime
) -> list[Text]:
    """Plan these texts; those of them that were planned already are left as they are."""
    made = (new(one, about.key(one.kind), person, found, about, by=by, at=at) for one in wanted)
    return added([text for text in made if text is not None], by, at)


def new(
    planned: Planned, key: str, person: Person, found: Reach, about: About, *, by: Actor, at: dt.datetime
) -> Text | None:
    """A planned text, or None where this key has planned one already. To somebody who has died it is cancelled already:
    undoing a death that was recorded in error sends nothing by itself (case B8)."""
    if db.session.scalar(select(Text.id).where(living(key)).limit(1)) is not None:
        return None
    text = _text(planned, key, person, found, about, by=by, at=at)
    if found.over:
        end([text], TextState.CANCELLED, found.held, at)
    return text


def _text(
    planned: Planned, key: str, person: Person, found: Reach, about: About, *, by: Actor, at: dt.datetime
) -> Text:
    return Text(
        agency_id=person.agency_id,
        person_id=person.id,
        appointment_id=about.appointment.id if about.appointment else None,
        appointment_version=about.appointment.version if about.appointment else None,
        hearing_id=about.hearing.id if about.hearing else None,
        kind=planned.kind.value,
        plan_key=_free(key),
        state=TextState.PLANNED.value,
        not_before=planned.not_before,
        not_after=planned.not_after,
        next_try_at=planned.not_before,
        number_index=found.index,
        held_why=found.held,
        planned_at=at,
        planned_by_id=by.staff_id,
    )


def living(key: str) -> ColumnElement[bool]:
    """A text of this key that was not cancelled."""
    return of_key(key) & (Text.state != TextState.CANCELLED.value)


def of_key(key: str) -> ColumnElement[bool]:
    """Every text ever planned under this key."""
    return (Text.plan_key == key) | Text.plan_key.startswith(f"{key}~")


def _free(key: str) -> str:
    """The key, or its next form where a text under it was cancelled: a court date can come back."""
    used = db.session.scalar(select(func.count()).select_from(Text).where(of_key(key))) or 0
    return f"{key}~{used + 1}" if used else key


def added(texts: list[Text], by: Actor, at: dt.datetime) -> list[Text]:
    """Keep new texts, and note in the audit trail what was planned."""
    if texts:
        db.session.add_all(texts)
        db.session.flush()
        person = db.session.get_one(Person, texts[0].person_id)
        kinds = {"planned": ",".join(text.kind for text in texts)}
        audit.record(Act.ALTERATION, f"person:{person.reference}", by=by, at=at, compartment="messages", detail=kinds)
    return texts


def stop(which: ColumnElement[bool], why: str, at: dt.datetime, *, in_time: bool) -> None:
    """Cancel what waits; what may already have gone is marked as too late, while its moment is still to come."""
    db.session.flush()
    ended = {"state": TextState.CANCELLED.value, "ended_why": why, "settled_at": at, "owner": None}
    db.session.execute(update(Text).where(which, Text.state.in_(WAITING)).values(**ended))
    if in_time:
        too_late(which)


def too_late(which: ColumnElement[bool]) -> None:
    """Mark those that may have gone as changed too late: a person makes sure."""
    db.session.execute(update(Text).where(which, Text.state.in_(_IN_FLIGHT)).values(cancel_late=True))


def end(texts: Iterable[Text], state: TextState, why: str, at: dt.datetime) -> None:
    """Say of texts just made that they will never go, and why."""
    for text in texts:
        text.state, text.ended_why, text.settled_at = state.value, why, at
