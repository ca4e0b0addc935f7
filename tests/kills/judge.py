"""What is in the database at the end, beside what was acknowledged: nothing is missing, doubled or half there."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

from sqlalchemy import func, select, text

from casework.appointments.models import Appointment, AppointmentMove, Attendance
from casework.kernel import audit
from casework.kernel.database import db
from casework.kernel.models import Event, FormKey
from casework.people.models import Circumstance
from reminders.models import Text

ROUTES = {"move": "bookings.move", "note": "people.circumstances", "came": "outcomes.outcome"}


def acknowledged(log: Path) -> list[dict[str, Any]]:
    """Every line that somebody wrote down, oldest first."""
    return [json.loads(line) for line in log.read_text().splitlines()] if log.exists() else []


def found() -> dict[str, Counter[str]]:
    """What each act left behind, by its token."""
    moves = db.session.scalars(select(AppointmentMove.despite))
    notes = db.session.scalars(select(Circumstance.note))
    came = db.session.scalars(select(Appointment.reference).join(Attendance))
    return {"move": Counter(map(str, moves)), "note": Counter(notes), "came": Counter(came)}


def events_of(what: str) -> int:
    """How many events of the audit trail an act's own route has written, looks left out."""
    mine = select(func.count()).select_from(Event).where(Event.route == ROUTES[what], Event.act != "consultation")
    return db.session.scalar(mine) or 0


def judge(said: list[dict[str, Any]], each: dict[str, int], kinds: set[str], sqlite: bool) -> dict[str, list[str]]:
    """What is wrong, by kind. `each` is how many events one act of a kind writes, `kinds` the texts of a booking."""
    there, wrong = found(), {}
    for what, tokens in there.items():
        mine = {one["token"] for one in said if one["what"] == what}
        wrong[f"{what}: acknowledged and not there"] = sorted(mine - set(tokens))
        wrong[f"{what}: there twice"] = [token for token, count in tokens.items() if count > 1]
        rows, events = sum(tokens.values()), events_of(what)
        wrong[f"{what}: without its events"] = [f"{events} for {rows}"] * (events != each[what] * rows)
        keys = db.session.scalar(select(func.count()).select_from(FormKey).where(FormKey.route == ROUTES[what]))
        wrong[f"{what}: without its form"] = [f"{keys} for {rows}"] * (keys != rows)
    wrong["refused"] = [one["token"] for one in said if one["what"] == "refused"]
    wrong["texts of a booking"] = _texts(kinds)
    wrong["the audit trail"] = [f"changed at {broken}" for broken in [audit.first_broken()] if broken is not None]
    if sqlite:
        wrong["the file"] = [
            str(row[0]) for row in db.session.execute(text("PRAGMA integrity_check")) if row[0] != "ok"
        ]
    return {what: which for what, which in wrong.items() if which}


def _texts(kinds: set[str]) -> list[str]:
    """Bookings to come whose waiting texts are not exactly those of where they stand now."""
    ahead = select(Appointment).where(Appointment.id.in_(select(Text.appointment_id).where(Text.kind == "one_day")))
    wrong = []
    for booking in db.session.scalars(ahead):
        waiting = select(Text.kind).where(Text.appointment_id == booking.id, Text.state == "planned")
        here = set(db.session.scalars(waiting))
        if here - {"booked", "moved"} != kinds:
            wrong.append(f"{booking.reference}: {sorted(here)}")
    return wrong


def planned_kinds() -> set[str]:
    """The reminders that one booking has at the beginning."""
    first = db.session.scalar(select(func.min(Text.appointment_id)).where(Text.kind == "one_day"))
    found = db.session.scalars(select(Text.kind).where(Text.appointment_id == first, Text.state == "planned"))
    return set(found) - {"booked", "moved"}
