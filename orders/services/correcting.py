"""Telling the court again, when what it was told of an order no longer stands (domain rules 3 and 15; promises T4)."""

from __future__ import annotations

from datetime import datetime

from casework.accounts.rules import Role
from casework.kernel import clock
from casework.kernel.actors import Actor
from casework.kernel.database import db
from casework.kernel.refused import Refused
from notices import services as notices
from notices.models import Notice
from notices.rules import CheckFirst, NoticeKind
from orders.models import CourtTold, SupportOrder
from orders.services.facts import facts_of
from orders.services.recording import ONLY_SUPERVISORS, needs_supervisor
from orders.services.restating import restate
from orders.services.telling import say, statement, subject_of


def why_not_correct(order: SupportOrder, *, by: Actor, at: datetime) -> str:
    """Why no correction can be sent now, and how to put it right; empty when one can."""
    if not by.has(Role.SUPERVISOR):
        return ONLY_SUPERVISORS
    if not notices.changed_about([subject_of(order)], agency_id=order.agency_id, at=at):
        return "What the court was told still stands, so there is nothing to correct"
    said = say(order, facts_of(order, at=at), today=clock.local_day(at))
    return said.on_screen if isinstance(said, CheckFirst) else ""


def correct_court(order: SupportOrder, *, unchecked: bool = False, by: Actor, at: datetime) -> list[Notice]:
    """Issue the notice that takes the place of the one that no longer stands; `at` is UTC.

    A correction of something already sent rests on no agreement (rule 3). Raises Refused for anyone but a supervisor,
    while a past meeting is not recorded, and where nothing that was told has changed.
    """
    needs_supervisor(by)
    if reason := why_not_correct(order, by=by, at=at):
        raise Refused(reason)
    today = clock.local_day(at)
    said = statement(order, today=today, at=at)
    complied = not facts_of(order, at=at).outstanding
    issued = notices.issue(
        [said], court_code=order.court_code, day=today, by=by, at=at, kind=NoticeKind.ORDER, unchecked=unchecked
    )
    for notice in issued:
        order.told.append(CourtTold(notice_id=notice.id, compliance=complied, told_at=at, recorded_by_id=by.staff_id))
    db.session.flush()
    restate(order, at=at)
    return issued
