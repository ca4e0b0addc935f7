"""What the database holds at the end, and what the harness's own verdict says of the texts."""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import or_, select

import diversion.services.verifying
import orders.services.verifying
from casework.appointments.models import Appointment, AppointmentMove, Attendance
from casework.kernel import audit, gate
from casework.kernel.database import db
from casework.kernel.models import Event, EventRecord
from casework.people.models import Circumstance, Person
from diversion.models import Referral, Release
from notices.models import Notice
from reminders.models import Reply, Text
from reminders.rules.kinds import TextKind
from tests.harness import reading as harness
from tests.harness.verdict import Act, judge
from tests.load.judge import Line
from tests.load.looks import Look
from tests.support.provider.ledger import Truth

MOVED, CANCELLED = "bookings.move", "outcomes.say_more"


def lines(logs: Iterable[Path]) -> list[Line]:
    """Whatever any of the processes of people noted."""
    return [json.loads(line) for log in logs if log.exists() for line in log.read_text().splitlines()]


def there() -> dict[str, Counter[str]]:
    """What each act left behind, by its token."""
    booked = Counter(one for one in db.session.scalars(select(Appointment.despite)) if one)
    moved = db.session.execute(select(Appointment.reference, AppointmentMove.despite).join(AppointmentMove)).all()
    said = db.session.execute(select(Appointment.reference, Attendance.note).join(Attendance)).all()
    outcomes = Counter(f"{which} {note}" for which, note in said if note)
    replies = Counter(db.session.scalars(select(Reply.sid)))
    released = select(Referral.reference).join(Release, Release.referral_id == Referral.id)
    return {
        "arrest": Counter(one for one in db.session.scalars(select(Referral.urn)) if one),
        "book": booked,
        "fix": booked,
        "move": Counter(f"{which} {token}" for which, token in moved),
        "came": outcomes,
        "cancel": outcomes,
        "note": Counter(one for one in db.session.scalars(select(Circumstance.note)) if one),
        "tell": _told(),
        "release": Counter(db.session.scalars(released)),
        "reply": replies,
        "stop": replies,
    }


def _told() -> Counter[str]:
    """Each note that went with notices, and how often it went to one and the same office."""
    rows = db.session.execute(select(Notice.service_note, Notice.contact_id))
    each = Counter((str(note), int(contact)) for note, contact in rows)
    found: Counter[str] = Counter()
    for (note, _), times in each.items():
        if note:
            found[note] = max(found[note], times)
    return found


def verified(at: dt.datetime) -> list[str]:
    """Every stored status that is not what its facts say."""
    return [*diversion.services.verifying.verify(at=at), *orders.services.verifying.verify(at=at)]


def chain() -> list[str]:
    """Where the audit trail was changed, and why nothing may leave, where that is so."""
    broken, closed = audit.first_broken(), gate.why_closed()
    return [*([f"changed at {broken}"] if broken is not None else []), *([f"the gate: {closed}"] if closed else [])]


def texts(truth: Truth, said: Sequence[Line], now: dt.datetime) -> tuple[dict[str, int], dict[str, list[str]]]:
    """The harness's verdict: counts, and what is wrong."""
    found = judge(truth, harness.rows(now), harness.handed(), [*_stops(said), *_changes(said)])
    return found.counts, dict(found.wrong)


def _stops(said: Sequence[Line]) -> list[Act]:
    kept = harness.replies()
    stops = [line for line in said if line["what"] == "stop"]
    return [Act("stop", line["at"], kept[line["number"]], number=line["number"]) for line in stops]


def _changes(said: Sequence[Line]) -> list[Act]:
    """Each booking that was taken off, and the last move of each that was moved, where they stand in the trail.

    Where somebody was cut off, so that more moves are on record than they were told of, nothing is asked of it.
    """
    found: list[Act] = []
    for what, route in (("cancel", CANCELLED), ("move", MOVED)):
        at: dict[str, list[float]] = {}
        for line in said:
            if line["what"] == what:
                at.setdefault(str(line["token"]).split()[0], []).append(float(line["at"]))
        for which, moments in at.items():
            booking = db.session.scalars(select(Appointment).where(Appointment.reference == which)).one()
            seqs = list(db.session.scalars(_events(which, route)))
            if len(seqs) == len(moments):
                found.append(Act(what, max(moments), max(seqs), appointment=booking.id, version=booking.version))
    return found


def _events(which: str, route: str) -> Any:
    mine = (Event.record == f"appointment:{which}") & (Event.route == route) & (Event.act != "consultation")
    return select(Event.seq).where(mine)


def at_once() -> frozenset[str]:
    """The texts that somebody asked for, or answered a STOP: they go at any hour."""
    asked = or_(Text.kind == TextKind.REPLY_STOP.value, Text.asked_now_at.is_not(None))
    return frozenset(db.session.scalars(select(Text.token).where(asked)))


def shown(said: Sequence[Line], app: Flask) -> list[Look]:
    """Every page that a member of staff asked for, by route."""
    ways, names = app.url_map.bind("localhost"), {one.family_name: one.reference for one in _people()}
    return [
        Look(
            int(line["who"]),
            str(ways.match(str(line["path"]).partition("?")[0], str(line["method"]))[0]),
            float(line["at"]),
            frozenset(names.get(one, one) for one in line["people"]),
            came=line["status"] == 200,
            page=line["method"] == "GET",
        )
        for line in said
        if line.get("who")
    ]


def _people() -> Iterable[Person]:
    return db.session.scalars(select(Person))


def written(zero: dt.datetime, since: float = 0.0) -> list[Look]:
    """Every look since a monotonic reading that the trail knows of; `zero` is what the product's clock showed when the
    monotonic one began."""
    looks = Event.act.in_(("consultation", "disclosure")) & Event.staff_id.is_not(None)
    others: dict[int, set[str]] = defaultdict(set)
    for seq, record in db.session.execute(select(EventRecord.seq, EventRecord.record)):
        others[seq].add(record)
    begun = Event.at >= zero + dt.timedelta(seconds=since)
    lines = select(Event.seq, Event.staff_id, Event.route, Event.at, Event.record).where(looks, begun)
    return [
        Look(who or 0, route, (at - zero).total_seconds(), _persons({record, *others[seq]}))
        for seq, who, route, at, record in db.session.execute(lines.order_by(Event.seq))
    ]


def _persons(records: Iterable[str]) -> frozenset[str]:
    return frozenset(one.removeprefix("person:") for one in records if one.startswith("person:"))


def unsettled() -> tuple[int, dict[str, int]]:
    """How many e-mails are still on their way, and how many stand in each state."""
    states = Counter(db.session.scalars(select(Notice.state)))
    return sum(states[one] for one in ("to_send", "claimed", "handed")), dict(states)
