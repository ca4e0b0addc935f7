"""The audit trail: in the same transaction as every change, and committed before every look (domain rule 27)."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import SimpleNamespace

from flask import g, has_request_context, request
from sqlalchemy import insert, select

from casework.kernel.actors import Actor
from casework.kernel.database import db
from casework.kernel.models import Event, EventRecord

GENESIS = bytes(32)
_plainly = json.JSONEncoder(sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode


class Act(StrEnum):
    """What the Data Protection Act 2018 s.62 asks to be logged, and what security needs."""

    COLLECTION = "collection"
    ALTERATION = "alteration"
    CONSULTATION = "consultation"
    DISCLOSURE = "disclosure"
    COMBINATION = "combination"
    ERASURE = "erasure"
    SIGN_IN = "sign-in"
    REFUSAL = "refusal"
    EXPORT = "export"
    CONFIGURATION = "configuration"


@dataclass(frozen=True)
class Look:
    """A consultation waiting to be committed before the page leaves."""

    record: str
    compartment: str
    by: Actor
    others: tuple[str, ...]
    act: Act = Act.CONSULTATION


def record(
    act: Act,
    record: str,
    *,
    by: Actor | None,
    at: dt.datetime,
    compartment: str = "",
    detail: Mapping[str, str] | None = None,
    others: Sequence[str] = (),
    reason: str = "",
) -> Event:
    """Add one event to the chain, inside the caller's transaction. `detail` holds ids and codes, never the data."""
    last = db.session.execute(select(Event.seq, Event.digest).order_by(Event.seq.desc()).limit(1)).first()
    seq, previous = (last.seq + 1, last.digest) if last else (1, GENESIS)
    event = Event(
        seq=seq,
        at=at,
        staff_id=by.staff_id if by else None,
        agency_id=by.agency_id if by else None,
        act=act.value,
        record=record,
        compartment=compartment,
        route=(request.endpoint or "") if has_request_context() else "",
        reason=reason,
        detail=dict(detail or {}),
        previous=previous,
    )
    event.digest = _digest(event, list(others))
    db.session.add(event)
    db.session.flush()
    if others:  # a page may name a hundred people: they are written in one statement
        db.session.execute(insert(EventRecord), [{"seq": seq, "record": other} for other in others])
    g.newest_event = seq
    return event


@dataclass(frozen=True)
class Line:
    """One event of many that are written together: what `record` takes, without other records and reason."""

    act: Act
    record: str
    by: Actor
    at: dt.datetime
    compartment: str
    detail: Mapping[str, str]


def record_all(lines: Iterable[Line]) -> None:
    """Add many events to the chain in one piece, inside the caller's transaction: as `record` would, one by one."""
    connection = db.session.connection()
    last = connection.execute(select(Event.seq, Event.digest).order_by(Event.seq.desc()).limit(1)).first()
    before, previous = (last.seq, last.digest) if last else (0, GENESIS)
    route = (request.endpoint or "") if has_request_context() else ""
    rows = []
    for seq, line in enumerate(lines, before + 1):
        event = SimpleNamespace(
            seq=seq,
            at=line.at,
            staff_id=line.by.staff_id,
            agency_id=line.by.agency_id,
            act=line.act.value,
            record=line.record,
            compartment=line.compartment,
            route=route,
            reason="",
            detail=dict(line.detail),
            previous=previous,
        )
        previous = _digest(event, [])
        rows.append(vars(event) | {"digest": previous})
    if rows:
        connection.execute(insert(Event.metadata.tables[Event.__tablename__]), rows)
        g.newest_event = rows[-1]["seq"]


def digest(event: Event) -> bytes:
    """The hash of one event over the one before it."""
    return _digest(event, [other.record for other in event.others])


def _digest(event: Event | SimpleNamespace, others: list[str]) -> bytes:
    line = [
        event.seq,
        event.at.astimezone(dt.UTC).isoformat(),
        event.staff_id,
        event.agency_id,
        event.act,
        event.record,
        event.compartment,
        event.route,
        event.reason,
        event.detail,
        others,
    ]
    return hashlib.sha256(event.previous + _plainly(line).encode()).digest()


def look(record: str, compartment: str, *, by: Actor, others: Sequence[str] = (), act: Act = Act.CONSULTATION) -> None:
    """Note a consultation; `write_looks` commits it before the first byte of the page leaves (promises P10).

    A document made to be given to somebody outside is noted as a DISCLOSURE when it is downloaded.
    """
    g.setdefault("looks", []).append(Look(record, compartment, by, tuple(others), act))


def write_looks(at: dt.datetime) -> None:
    """Write the looks of this request, inside the caller's transaction."""
    for seen in g.pop("looks", []):
        record(seen.act, seen.record, by=seen.by, at=at, compartment=seen.compartment, others=seen.others)


def waiting_looks() -> bool:
    """True when this request has looked at a record and has not yet said so."""
    return bool(g.get("looks"))


def first_broken() -> int | None:
    """Walk the chain; the number of the first event that was changed, removed or put in, or None."""
    previous, expected = GENESIS, 1
    for event in db.session.scalars(select(Event).order_by(Event.seq)).yield_per(1000):
        if event.seq != expected or event.previous != previous or event.digest != digest(event):
            return expected
        previous, expected = event.digest, event.seq + 1
    return None
