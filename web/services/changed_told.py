"""Orders, endings and transfers of which a court was told and that changed since: on Today until they are corrected.

Results of a court day are proposed with that day (`notices.services.proposals`); these have none.
"""

from __future__ import annotations

import datetime as dt
from functools import cache

from sqlalchemy import ColumnElement, Integer, bindparam, exists, or_, select

import notices.services
from casework.accounts.rules import Role
from casework.appointments.models import Appointment, Attendance
from casework.courts.models import Transfer
from casework.kernel.actors import Actor
from casework.kernel.questions import Fixed
from casework.kernel.worklists import Rank, Task, most_rows
from casework.people.models import Circumstance
from diversion.models import CaseEnding, Charge, Referral
from notices.models import Notice, NoticeLine
from notices.rules.life import MAY_HAVE_GONE
from web.services.correcting import correction_of

TOLD_FOR = dt.timedelta(days=182)
"""How long after a notice a change of it is asked about here (ours): an order lasts six months at most."""
_OF = {Role.SUPERVISOR: ("order:", "order-death:", "order-transfer:"), Role.LIAISON: ("ending:", "transfer:")}
"""Who sends the correction of what: an order is its supervisor's to report (domain rule 15)."""


def to_correct(*, by: Actor, now: dt.datetime) -> list[Task]:
    """What of these was told and would be said differently at `now` (UTC), one row each. One query where nothing was
    touched since it was told, and a fixed number more where something was."""
    kinds, since = _kinds(by), now - TOLD_FOR
    rows = _touched(kinds).seen(agency=by.agency_id, since=since, most=most_rows() * 4) if kinds else ()
    subjects = {row.subject for row in rows}
    changed = notices.services.changed_about(subjects, agency_id=by.agency_id, at=now) if subjects else []
    found = {one.line.subject: _task(one.line) for one in changed}
    return list(found.values())[: most_rows()]


def _task(line: NoticeLine) -> Task:
    why = f"Changed since told: what notice {line.notice.number} said no longer holds"
    return Task(Rank.NOTICE_DUE, line.person_id, why, correction_of(line.subject), "Send the correction")


def _kinds(by: Actor) -> tuple[str, ...]:
    return tuple(kind for role, kinds in _OF.items() if by.has(role) for kind in kinds)


@cache
def _touched(kinds: tuple[str, ...]) -> Fixed:
    """The subjects told to somebody and touched since, whatever came of that."""
    went = or_(Notice.state.in_([one.value for one in MAY_HAVE_GONE]), Notice.acknowledged_at.is_not(None))
    mine = or_(*(NoticeLine.subject.startswith(kind) for kind in kinds))
    return Fixed(
        lambda: (
            select(NoticeLine.subject)
            .join(NoticeLine.notice)
            .where(Notice.agency_id == bindparam("agency"), Notice.made_at >= bindparam("since"), went, mine)
            .where(or_(_moved(), _undone(), _ended(), _recorded()))
            .distinct()
            .limit(bindparam("most", type_=Integer))
        )
    )


def _moved() -> ColumnElement[bool]:
    later = or_(
        *(moment >= Notice.made_at for moment in (Transfer.recorded_at, Transfer.settled_at, Transfer.error_at))
    )
    return exists().where(Transfer.person_id == NoticeLine.person_id, later)


def _undone() -> ColumnElement[bool]:
    return exists().where(Circumstance.person_id == NoticeLine.person_id, Circumstance.ended_at >= Notice.made_at)


def _ended() -> ColumnElement[bool]:
    later = or_(CaseEnding.recorded_at >= Notice.made_at, CaseEnding.superseded_at >= Notice.made_at)
    theirs = (Charge.id == CaseEnding.charge_id) & (Referral.id == Charge.referral_id)
    return exists().where(theirs, Referral.person_id == NoticeLine.person_id, later)


def _recorded() -> ColumnElement[bool]:
    theirs = (Appointment.id == Attendance.appointment_id) & (Appointment.person_id == NoticeLine.person_id)
    return exists().where(theirs, Attendance.recorded_at >= Notice.made_at)
