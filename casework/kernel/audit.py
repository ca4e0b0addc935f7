"""The audit trail: in the same transaction as every change, and committed before every look (domain rule 27)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import SimpleNamespace

from flask import g, has_request_context, request
from sqlalchemy import insert, select

from casework.kernel import chain, gate, many, saying
from casework.kernel.actors import Actor
from casework.kernel.chain import GENESIS
from casework.kernel.database import Base, db
from casework.kernel.models import Event, EventRecord, EventWords

_NEWEST = select(Event.seq, Event.digest).order_by(Event.seq.desc()).limit(1)

_EVENT = Base.metadata.tables[Event.__tablename__]
_BESIDE = Base.metadata.tables[EventRecord.__tablename__]

CASELOAD = "caseload"
"""The reason of a look that nothing else was said of: the agency's own people (promises C.9)."""


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
    BREAK_GLASS = "break-glass"
    CONFIGURATION = "configuration"


@dataclass(frozen=True)
class Look:
    """A consultation waiting to be committed before the page leaves."""

    record: str
    compartment: str
    by: Actor
    others: tuple[str, ...]
    act: Act = Act.CONSULTATION
    detail: Mapping[str, str] | None = None


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
    """Add one event to the chain, inside the caller's transaction. `detail` holds ids and codes, never the data.

    A `reason` that is not one of the program's own is sealed beside the line.
    """
    last = db.session.execute(_NEWEST).first()  # through the session, which writes what is pending first
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
        reason=reason if reason in saying.CODES else saying.mark(seq, reason),
        detail=dict(detail or {}),
        previous=previous,
    )
    event.digest = _digest(event, list(others))
    db.session.add(event)
    db.session.flush()
    if event.reason != reason:
        db.session.add(EventWords(seq=seq, words=reason))
        db.session.flush()
    if others:  # a page may name a hundred people: they are written in one statement
        db.session.execute(insert(EventRecord), [{"seq": seq, "record": other} for other in others])
    g.newest_event = seq
    gate.note_anchored()
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


def newest() -> tuple[int, bytes]:
    """The number and digest of the newest event: while they stay, nothing that leaves a line has happened."""
    last = db.session.connection().execute(_NEWEST).first()
    return (last.seq, last.digest) if last else (0, GENESIS)


def record_all(lines: Iterable[Line], *, reason: str = "", others: Sequence[str] = ()) -> tuple[int, bytes]:
    """Add many events to the chain in one piece, inside the caller's transaction: as `record` would, one by one.

    Each has the same `reason`, one of the program's own, and the same `others`. Returns what is the newest event then,
    as `newest` says it.
    """
    before, previous = newest()
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
            reason=reason,
            detail=dict(line.detail),
            previous=previous,
        )
        previous = _digest(event, list(others))
        rows.append(vars(event) | {"digest": previous})
    if rows:
        many.insert(_EVENT, rows)
        many.insert(_BESIDE, [{"seq": row["seq"], "record": other} for row in rows for other in others])
        g.newest_event = rows[-1]["seq"]
    return before + len(rows), previous


def _digest(event: Event | SimpleNamespace, others: list[str]) -> bytes:
    fields = (
        event.seq,
        event.at.astimezone(dt.UTC).isoformat(),
        event.staff_id,
        event.agency_id,
        event.act,
        event.record,
        event.compartment,
        event.route,
        event.reason,
    )
    return chain.digest_of(event.previous, fields, chain.plainly(event.detail), others)


def look(
    record: str,
    compartment: str,
    *,
    by: Actor,
    others: Sequence[str] = (),
    act: Act = Act.CONSULTATION,
    detail: Mapping[str, str] | None = None,
) -> None:
    """Note a consultation; `write_looks` commits it before the first byte of the page leaves (promises P10).

    A document made to be given to somebody outside is noted as a DISCLOSURE when it is downloaded.
    """
    g.setdefault("looks", []).append(Look(record, compartment, by, tuple(others), act, detail))


def because(reason: str) -> None:
    """Say why the looks of this request are in order, where it is not the caseload: break-glass, a share."""
    g.look_reason = reason


def write_looks(at: dt.datetime) -> None:
    """Write the looks of this request as one event, inside the caller's transaction: a page is one look, whatever it
    was put together from. The first that was noted names it; what weighs most (a disclosure, an export) is its act."""
    looks: list[Look] = g.pop("looks", [])
    reason = g.pop("look_reason", CASELOAD)
    if not looks:
        return
    first = looks[0]
    act = next((one.act for one in looks if one.act is not Act.CONSULTATION), Act.CONSULTATION)
    named = dict.fromkeys(record for one in looks for record in (one.record, *one.others))
    named.pop(first.record)
    if reason not in saying.CODES:  # words that somebody typed are sealed beside the line
        record(
            act,
            first.record,
            by=first.by,
            at=at,
            compartment=first.compartment,
            others=list(named),
            reason=reason,
            detail=_details(looks),
        )
        return
    line = Line(act, first.record, first.by, at, first.compartment, _details(looks))
    record_all([line], reason=reason, others=list(named))
    gate.note_anchored()


def _details(looks: list[Look]) -> dict[str, str]:
    """What the looks say of themselves, and the other parts of a record that the page drew on."""
    found = {key: value for one in looks for key, value in (one.detail or {}).items()}
    parts = list(dict.fromkeys(str(one.compartment) for one in looks[1:] if one.compartment != looks[0].compartment))
    return found | ({"also": ",".join(parts)} if parts else {})


def waiting_looks() -> bool:
    """True when this request has looked at a record and has not yet said so."""
    return bool(g.get("looks"))


def first_broken() -> int | None:
    """Walk the chain from its first line; the number of the first that was changed, removed or put in, or None."""
    return chain.walk(db.session.connection(), told=saying.opened).broken
