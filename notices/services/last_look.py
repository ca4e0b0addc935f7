"""The last look at a notice, in the commit that hands it over: does what it says still hold? (domain rules 3 and 9).

Between issuing and leaving, an outcome may be taken back, an agreement withdrawn, a hearing moved. What would no
longer be said does not go; a person is told why.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select

from casework.appointments.models import Appointment
from casework.courts import services as courts
from casework.courts.models import Hearing
from casework.kernel.closed_days import closed_days
from casework.kernel.database import db
from casework.people.models import Agreement, Person
from notices.models import Notice
from notices.rules import CheckFirst, ContactKind, NoticeKind, Statement
from notices.rules.life import BEING_CHECKED
from notices.rules.schedule import useful_until
from notices.services import permission
from notices.services.checks import DATED
from notices.services.ends import current_statements

WITHDRAWN = "Somebody in it has since withdrawn the agreement to share, so it did not go. Tell of the others afresh"
UNRECORDED = "An attendance it rests on is no longer recorded, so it did not go. Record it, then tell them afresh"
CHANGED = "What it says of somebody has changed since it was made, so it did not go. Tell them afresh"
TOO_LATE = "The mail server did not take it while it was of use, so it did not go. Tell them by telephone"
NOT_ALONE = "It may no longer go by itself, so it did not go. Look at it, then send"
UNAGREED = frozenset({NoticeKind.ORDER, NoticeKind.OPINION, NoticeKind.ORDER_CHECKING})
"""These do not rest on an agreement to share (domain rule 3)."""

Said = Mapping[str, Statement | CheckFirst]


def why_not(row: Notice, now: datetime) -> str:
    """Why this notice may not leave at `now` (UTC) after all; empty when it may. One question to each programme.

    What it rests on is held while it is looked at: a change comes before the look, or finds the notice handed over.
    """
    hold(row)
    if now > useful_until(row.made_at, row.hearing_day if row.kind in DATED else None, closed_days()):
        return TOO_LATE
    says = _said(row, now)
    return _no_longer_agreed(row, says) or _no_longer_true(row, says) or _no_longer_alone(row, says)


def hold(row: Notice) -> None:
    """Keep everybody in a notice, their appointments, court dates and agreements as they are until the commit.

    Locked for sharing and always in this order: on PostgreSQL a correction waits, on SQLite every writer does anyway.
    """
    people = sorted({line.person_id for line in row.lines})
    for model, of in _RESTS_ON:
        db.session.execute(select(model.id).where(of.in_(people)).order_by(model.id).with_for_update(read=True)).all()


_RESTS_ON: tuple[tuple[Any, Any], ...] = (
    (Person, Person.id),
    (Appointment, Appointment.person_id),
    (Hearing, Hearing.person_id),
    (Agreement, Agreement.person_id),
)


def why_not_repeat(row: Notice, now: datetime) -> str:
    """Why a notice that went may not be sent once more at `now` (UTC); empty when it may. A reminder is no correction,
    so an agreement that was withdrawn stops it (domain rule 3)."""
    says = _said(row, now)
    if any(line.subject not in says for line in row.lines):
        return "Nothing can be told now of somebody in it. Telephone instead"
    reason = _no_longer_agreed(row, says, correction=False) or _no_longer_true(row, says)
    return of_a_reminder(reason)


def of_a_reminder(reason: str) -> str:
    """Why a notice did not go, said of a reminder that may not go, with what to do instead."""
    return _OF_A_REMINDER.get(reason, reason)


def same_again(row: Notice, now: datetime) -> tuple[Statement, ...]:
    """What a notice said of each of its people, as the programmes say it now."""
    says = _said(row, now)
    return tuple(_as_told(row, says[line.subject]) for line in row.lines)


_OF_A_REMINDER = {
    WITHDRAWN: "Somebody in it has withdrawn the agreement to share, so it cannot be sent again",
    UNRECORDED: "An attendance it rests on is no longer recorded. Record it first",
    CHANGED: "What it says of somebody has changed since. Send the correction instead",
}


def _said(row: Notice, now: datetime) -> Said:
    return current_statements({line.subject for line in row.lines}, agency_id=row.agency_id, at=now)


def _as_told(row: Notice, said: Statement | CheckFirst) -> Statement:
    """A statement, or, in a notice that says so, that the attendance is being checked. Raises TypeError otherwise."""
    if isinstance(said, Statement):
        return said
    if row.kind not in BEING_CHECKED:
        raise TypeError("what must be checked first has no sentence")
    return said.as_being_checked()


def _no_longer_agreed(row: Notice, says: Said, *, correction: bool = True) -> str:
    """A withdrawal stops what has not left yet; a correction of something already sent goes all the same (rule 3)."""
    if (correction and row.replaces_id is not None) or row.kind in UNAGREED:
        return ""
    kind, agreed = ContactKind(row.contact_kind), _agreed_solicitor(row)
    may = all(each.may_tell(kind, solicitor=each.person_id in agreed) for each in says.values())
    return "" if may else WITHDRAWN


def _agreed_solicitor(row: Notice) -> set[int]:
    """Of whom this contact may be told now as their own solicitor."""
    if row.contact_kind != ContactKind.SOLICITOR:
        return set()
    hers = courts.solicitors_of({line.person_id for line in row.lines})
    return {one.person_id for one in hers if one.contact_id == row.contact_id and one.agreement.live}


def _no_longer_true(row: Notice, says: Said) -> str:
    """Every line that a programme can speak of must be what it would say now, and nothing may be "check first"."""
    for line in row.lines:
        said = says.get(line.subject)
        if isinstance(said, CheckFirst) and row.kind not in BEING_CHECKED:
            return UNRECORDED
        if said is not None and _as_told(row, said).digest != line.digest:
            return CHANGED
    return ""


def _no_longer_alone(row: Notice, says: Said) -> str:
    """What goes by itself needs every one of its people spoken for, and the permission still in force."""
    if not row.went_alone:
        return ""
    known = all(line.subject in says for line in row.lines)
    pairs = {(each.scheme, row.court_code) for each in says.values()}
    return "" if known and pairs <= permission.pairs(row.agency_id) else NOT_ALONE
