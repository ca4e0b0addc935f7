"""Reading many referrals as plain values, in a fixed number of queries however many there are.

Today, court lists and statements about many referrals read them so: whole records took most of their pages' time.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from types import SimpleNamespace
from typing import Any

from sqlalchemy import LargeBinary, Row, Select, bindparam, func, select, type_coerce
from sqlalchemy.orm import aliased

from casework.accounts.models import Staff
from casework.appointments.models import Appointment, AppointmentMove, Attendance
from casework.courts.models import Hearing
from casework.kernel import light
from casework.kernel.columns import Encrypted
from casework.kernel.questions import Fixed
from casework.people.models import Agreement, Person
from diversion.models import AlsoCounts, Closure, ContactAttempt, Referral, Requirement, RequirementBooking, Scheme
from diversion.services.lean import (
    LeanAgreement,
    LeanAlso,
    LeanAppointment,
    LeanAttempt,
    LeanBooking,
    LeanClosure,
    LeanHearing,
    LeanMove,
    LeanPerson,
    LeanReferral,
    LeanRequirement,
    LeanSaid,
    LeanScheme,
    LeanWorker,
    NamedReferral,
)

_AGREED, _SHARES = aliased(Agreement, name="agreed"), aliased(Agreement, name="shares")
_OWN = ("id", "reference", "agency_id", "person_id", "worker_id", "hearing_id", "arrested_on", "finish_by_days")
_PLAIN = (
    *(getattr(Referral, name) for name in (*_OWN, "in_order", "ended")),
    Hearing.court_code,
    Hearing.day,
    Hearing.time,
    Hearing.starts_at,
    Scheme.reference.label("scheme_reference"),
    Scheme.in_order.label("scheme_in_order"),
    Scheme.finish_by_days.label("scheme_days"),
    Scheme.tells,
    _AGREED.withdrawn_at,
    _AGREED.provisional,
    Closure.kind,
    Closure.closed_on,
)
_NAMED = (
    Referral.charge_name,
    Referral.urn,
    Referral.sharing_id,
    _SHARES.withdrawn_at.label("sharing_withdrawn"),
    _SHARES.provisional.label("sharing_provisional"),
    _SHARES.recipients,
    Person.given_name,
    Person.family_name,
    Person.date_of_birth,
)
_ALL_NAMED: tuple[Any, ...] = (*_NAMED, Referral.asn, Referral.custody_reference)
_SEALED = [one for one in _ALL_NAMED if isinstance(one.type, Encrypted)]
_AS_SEALED = [
    type_coerce(one, LargeBinary()).label(one.key) if isinstance(one.type, Encrypted) else one for one in _ALL_NAMED
]
Seen = Mapping[int, tuple[LeanRequirement, ...]]
Rows = dict[int, list[Row[Any]]]


def read_lean(among: Collection[Any], *, agency_id: int, by: str = "id") -> list[LeanReferral]:
    """These referrals of an agency, named by their ids or `by` their reference, in the order in which they were
    recorded. Four queries."""
    rows = _LEAN[by].seen(among, agency=agency_id)
    ids = [row.id for row in rows]
    needed, tried = _requirements(ids), _attempts(ids)
    return [LeanReferral(**_plain(row), requirements=needed[row.id], attempts=tried[row.id]) for row in rows]


def read_listed(*, agency_id: int, court_code: str, day: date) -> list[NamedReferral]:
    """The same of everybody listed at a court on a London date, with the names on their charges, their police
    references and those of their workers, each opened once. Six queries at most."""
    rows = _LISTED.seen(agency=agency_id, court=court_code, day=day)
    ids, staff = [row.id for row in rows], _workers({row.worker_id for row in rows} - {None})
    needed, tried, others = (
        _requirements(ids),
        _attempts(ids),
        _other_references([r.id for r in rows if not r.urn]),
    )
    return [
        NamedReferral(
            **_plain(row),
            requirements=needed[row.id],
            attempts=tried[row.id],
            worker=staff.get(row.worker_id),
            **_named(row, *others[row.id]),
        )
        for row in rows
    ]


def sealed_rows(references: Collection[str], *, agency_id: int) -> Sequence[Row[Any]]:
    """The rows of these referrals as `read_listed` reads them, with nothing sealed opened, and with every police
    reference. One query."""
    return _BY_REFERENCE.seen(references, agency=agency_id)


def open_named(row: Row[Any], requirements: tuple[LeanRequirement, ...]) -> NamedReferral:
    """The referral of a row that `sealed_rows` read, opened. Raises KeyringError where something does not open."""
    values = row._asdict()
    clear = {one.key: one.type.process_result_value(values[one.key], None) for one in _SEALED}
    found = SimpleNamespace(**{**values, **clear})
    other = ("", "") if found.urn else (found.asn, found.custody_reference)
    return NamedReferral(**_plain(row), requirements=requirements, attempts=(), worker=None, **_named(found, *other))


def _workers(ids: Collection[int]) -> dict[int, LeanWorker]:
    return {row.id: LeanWorker(row.name, row.phone) for row in _STAFF.seen(ids)}


def _rows(*columns: Any) -> Select[Any]:
    """It leaves open `agency`."""
    return (
        select(*columns)
        .where(Referral.agency_id == bindparam("agency"))
        .select_from(Referral)
        .join(Scheme, Scheme.id == Referral.scheme_id)
        .outerjoin(Hearing, Hearing.id == Referral.hearing_id)
        .outerjoin(_AGREED, _AGREED.id == Referral.agreement_id)
        .outerjoin(Closure, (Closure.referral_id == Referral.id) & Closure.superseded_at.is_(None))
        .order_by(Referral.id)
    )


def _named_rows(*columns: Any) -> Select[Any]:
    asked = _rows(*_PLAIN, *columns).outerjoin(_SHARES, _SHARES.id == Referral.sharing_id)
    return asked.join(Person, Person.id == Referral.person_id)


_LEAN = {
    "id": light.Question(lambda among: _rows(*_PLAIN).where(among(Referral.id))),
    "reference": light.Question(lambda among: _rows(*_PLAIN).where(among(Referral.reference))),
}
_BY_REFERENCE = light.Question(lambda among: _named_rows(*_AS_SEALED).where(among(Referral.reference)))
_LISTED = Fixed(
    lambda: _named_rows(*_NAMED).where(Hearing.court_code == bindparam("court"), Hearing.day == bindparam("day"))
)


def _plain(row: Any) -> dict[str, Any]:
    found: dict[str, Any] = {name: getattr(row, name) for name in _OWN}
    heard = row.day is not None
    return found | {
        "in_order": row.in_order,
        "ended": row.ended,
        "hearing": LeanHearing(row.court_code, row.day, row.time, row.starts_at) if heard else None,
        "scheme": LeanScheme(row.scheme_reference, row.scheme_in_order, row.scheme_days, row.tells),
        "agreement": None if row.provisional is None else LeanAgreement(row.withdrawn_at is None, row.provisional),
        "closure": None if row.kind is None else LeanClosure(row.kind, row.closed_on),
    }


def _named(row: Any, asn: str, custody_reference: str) -> dict[str, Any]:
    shares = None
    if row.sharing_id is not None:
        shares = LeanAgreement(row.sharing_withdrawn is None, row.sharing_provisional, row.recipients)
    return {
        "charge_name": row.charge_name,
        "urn": row.urn,
        "asn": asn,
        "custody_reference": custody_reference,
        "sharing": shares,
        "person": LeanPerson(row.person_id, row.given_name, row.family_name, row.date_of_birth),
    }


def _other_references(ids: Collection[int]) -> dict[int, tuple[str, str]]:
    """The arrest summons number and custody reference of those that have no police reference of the usual kind."""
    found: dict[int, tuple[str, str]] = defaultdict(lambda: ("", ""))
    for row in _OTHER_REFERENCES.seen(ids):
        found[row.id] = (row.asn, row.custody_reference)
    return found


_OTHER_REFERENCES = light.Question(
    lambda among: select(Referral.id, Referral.asn, Referral.custody_reference).where(among(Referral.id))
)
_STAFF = light.Question(lambda among: select(Staff.id, Staff.name, Staff.phone).where(among(Staff.id)))
_ATTEMPTS = light.Question(
    lambda among: (
        select(ContactAttempt.referral_id, ContactAttempt.at, ContactAttempt.reached)
        .where(among(ContactAttempt.referral_id))
        .order_by(ContactAttempt.id)
    )
)


def _attempts(ids: Collection[int]) -> Mapping[int, tuple[LeanAttempt, ...]]:
    found: dict[int, tuple[LeanAttempt, ...]] = defaultdict(tuple)
    for row in _ATTEMPTS.seen(ids):
        found[row.referral_id] += (LeanAttempt(row.at, row.reached),)
    return found


_SAID = (Attendance.outcome, Attendance.counts, Attendance.on_paper.label("said_on_paper"))
_STANDS = (Attendance.appointment_id == Appointment.id) & Attendance.superseded_at.is_(None)
_MOVED = (
    select(func.max(AppointmentMove.recorded_at))
    .where(AppointmentMove.appointment_id == Appointment.id)
    .scalar_subquery()
)
_REQUIREMENT = ("position", "title", "leaves", "at_service", "assessment_id", "plan_id", "on_paper")


_NEEDED = light.Question(
    lambda among: (
        select(
            Requirement.referral_id,
            Requirement.id,
            *(getattr(Requirement, name) for name in _REQUIREMENT),
            RequirementBooking.appointment_id,
            RequirementBooking.told_at,
            Appointment.starts_at,
            Appointment.version,
            _MOVED.label("moved_at"),
            *_SAID,
        )
        .outerjoin(RequirementBooking, RequirementBooking.requirement_id == Requirement.id)
        .outerjoin(Appointment, Appointment.id == RequirementBooking.appointment_id)
        .outerjoin(Attendance, _STANDS)
        .where(among(Requirement.referral_id))
        .order_by(Requirement.referral_id, Requirement.position, RequirementBooking.id)
    )
)


def _requirements(ids: Collection[int]) -> Seen:
    """What each of these referrals needs, in order, with every appointment made for it. Two queries."""
    needed, also = requirement_rows(ids)
    found: dict[int, tuple[LeanRequirement, ...]] = defaultdict(tuple)
    return found | {key: requirements_from(rows, also[key]) for key, rows in needed.items()}


def requirement_rows(ids: Collection[int]) -> tuple[Rows, Rows]:
    """By referral, the rows of what it needs, one for each appointment made; and those of what also counts."""
    needed: Rows = defaultdict(list)
    also: Rows = defaultdict(list)
    for into, rows in ((needed, _NEEDED.seen(ids)), (also, _ALSO.seen(ids))):
        for row in rows:
            into[row.referral_id].append(row)
    return needed, also


def requirements_from(needed: Iterable[Row[Any]], also: Iterable[Row[Any]]) -> tuple[LeanRequirement, ...]:
    """What one referral needs, in order, from its rows."""
    same: Rows = defaultdict(list)
    for row in needed:
        same[row.id].append(row)
    others: dict[int, tuple[LeanAlso, ...]] = defaultdict(tuple)
    for row in also:
        others[row.requirement_id] += (LeanAlso(_appointment(row, None)),)
    return tuple(_requirement(rows, others[key]) for key, rows in same.items())


def _requirement(rows: list[Row[Any]], also: tuple[LeanAlso, ...]) -> LeanRequirement:
    booked = (row for row in rows if row.appointment_id is not None)
    bookings = tuple(LeanBooking(row.appointment_id, row.told_at, _appointment(row, row.moved_at)) for row in booked)
    return LeanRequirement(**{name: getattr(rows[0], name) for name in _REQUIREMENT}, bookings=bookings, also=also)


_ALSO = light.Question(
    lambda among: (
        select(Requirement.referral_id, AlsoCounts.requirement_id, Appointment.starts_at, Appointment.version, *_SAID)
        .join(Requirement, Requirement.id == AlsoCounts.requirement_id)
        .join(Appointment, Appointment.id == AlsoCounts.appointment_id)
        .outerjoin(Attendance, _STANDS)
        .where(among(Requirement.referral_id))
        .order_by(AlsoCounts.id)
    )
)


def _appointment(row: Row[Any], moved_at: Any) -> LeanAppointment:
    said = () if row.outcome is None else (LeanSaid(row.outcome, row.counts, row.said_on_paper),)
    return LeanAppointment(row.starts_at, row.version, said, (LeanMove(moved_at),) if moved_at else ())
