"""Letting a restored database go on: asked for by one administrator, agreed to by another (promises C.6)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select

import notices.services
import reminders.services
from casework.accounts.models import Staff
from casework.accounts.rules import Action, Compartment, holds
from casework.appointments.models import Appointment
from casework.courts.models import Hearing
from casework.kernel import audit, gate, ledger, words
from casework.kernel.actors import Actor
from casework.kernel.audit import Act
from casework.kernel.database import db
from casework.kernel.gate import Closed
from casework.kernel.models import GateRelease
from casework.kernel.refused import NotFound, Refused
from casework.people.rules import names
from casework.people.services.erasing import erase_again
from reminders.models import Text

OPEN = "The gate is open: nothing waits for a release"
TWO_PEOPLE = "Another administrator must agree. Ask a colleague to sign in and press Release"


@dataclass(frozen=True)
class Asked:
    """A release that somebody asked for and nobody has agreed to yet."""

    release: GateRelease
    by: str


def asked() -> Asked | None:
    """The release that waits for a second administrator."""
    row = db.session.execute(
        select(GateRelease, Staff.name)
        .outerjoin(Staff, Staff.id == GateRelease.asked_by_id)
        .where(GateRelease.released_at.is_(None))
        .order_by(GateRelease.id.desc())
        .limit(1)
    ).first()
    return Asked(row[0], row[1] or "") if row else None


def ask(why: str, *, by: Actor, at: dt.datetime) -> GateRelease:
    """Ask for a release, saying why this database may go on. Raises Refused while the gate is open."""
    _must_configure(by)
    closed = _closed()
    if not why.strip():
        raise Refused("Say why this database may go on, for example which backup was restored and why", "why")
    release = GateRelease(why=why.strip(), last_written=closed.last_written, asked_at=at, asked_by_id=by.staff_id or 0)
    db.session.add(release)
    audit.record(Act.CONFIGURATION, "gate", by=by, at=at, compartment="settings", detail={"did": "asked"})
    return release


def agree(*, by: Actor, at: dt.datetime) -> str:
    """Agree to what another administrator asked: what may have gone is asked about, what is to come is held, and
    opt-outs made since are put back. `gate.start_again` follows the commit. Says what was found, for the page.

    Raises Refused while the gate is open, when nobody asked, or for the administrator who asked.
    """
    closed, waiting = _closed(), asked()
    if waiting is None:
        raise Refused("Nobody has asked for a release yet. Say why first", "why")
    _must_configure(by)
    if waiting.release.asked_by_id == by.staff_id:
        raise Refused(TWO_PEOPLE)
    erased = erase_again(ledger.erased(), at=at)
    # A database that was moved is the newest there is, row for row, and nothing left meanwhile: nothing is in doubt.
    found = {} if closed.why == gate.MOVED else _restored(closed, by=by, at=at)
    waiting.release.released_at, waiting.release.released_by_id = at, by.staff_id
    counts = {name: str(number) for name, number in {**found, "erased": erased}.items()}
    audit.record(Act.CONFIGURATION, "gate", by=by, at=at, compartment="settings", detail={"did": "released", **counts})
    gate.let_go()
    if closed.why == gate.MOVED:
        return f"What was due meanwhile goes now. Erased again: {erased}."
    return (
        f"Texts that may have gone: {found['texts']}. Texts to check: {found['held']}. "
        f"Numbers switched off again: {found['off']}. Notices to ask about: {found['notices']}. Erased again: {erased}."
    )


def _restored(closed: Closed, *, by: Actor, at: dt.datetime) -> dict[str, int]:
    """What an older database does not know is asked about, held or put back; how much of each."""
    texts = reminders.services.after_restore(noticed_at=closed.noticed_at, by=by, at=at)
    told = notices.services.after_restore(noticed_at=closed.noticed_at, by=by, at=at)
    return {"texts": texts.may_have_gone, "held": texts.held, "off": texts.switched_off, "notices": told}


def _must_configure(by: Actor) -> None:
    if not holds(by, Action.CONFIGURE, Compartment.SETTINGS):
        raise NotFound


def _closed() -> Closed:
    if (closed := gate.closed()) is None:
        raise Refused(OPEN)
    return closed


@dataclass(frozen=True)
class Row:
    """One appointment or court date whose texts wait to be checked."""

    token: str
    name: str
    url: str
    about: str


def rows(texts: Iterable[Text]) -> list[Row]:
    """One row for each appointment or court date, soonest first."""
    found: dict[tuple[int, int | None, int | None], Row] = {}
    for text in texts:
        found.setdefault((text.person_id, text.appointment_id, text.hearing_id), _row(text))
    return list(found.values())


def _row(text: Text) -> Row:
    person = text.person
    name = names.short_name(person.known_as or person.given_name, person.family_name)
    appointment = db.session.get(Appointment, text.appointment_id) if text.appointment_id else None
    if appointment is not None:
        about = f"Appointment {words.short_moment(appointment.starts_at)}"
        return Row(text.token, name, f"/appointments/{appointment.reference}", about)
    hearing = db.session.get(Hearing, text.hearing_id) if text.hearing_id else None
    about = f"Court {words.short_moment(hearing.starts_at)}" if hearing else "Text"
    return Row(text.token, name, f"/people/{person.reference}", about)
