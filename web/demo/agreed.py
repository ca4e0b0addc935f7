"""Two cases meetings of the pretend people: one that was, with what was agreed, and one to come."""

from __future__ import annotations

import datetime as dt

from casework.accounts.rules import AgencyKind
from casework.kernel import clock
from casework.meetings import services as meetings
from casework.meetings.models import CasesAction, CasesItem, CasesMeeting
from casework.meetings.rules import ActionState, CameOf, Reason
from casework.meetings.services import Plan, Put
from casework.people.rules.agreements import HowAgreed
from casework.people.rules.sharing import Basis
from web.demo.cast import AMARA, BETHANY, DANA, Who
from web.demo.stage import Stage, Story

CLINIC, POLICE, HOSTEL = "Mill Street Clinic (pretend)", "Vice team (pretend)", "Cable Row Hostel (pretend)"
OTHERS = ((AgencyKind.CHARITY, CLINIC), (AgencyKind.CHARITY, HOSTEL), (AgencyKind.POLICE, POLICE))
TEN = dt.time(10)


def stories(stage: Stage) -> list[Story]:
    """One story for both meetings."""
    return [_meetings(stage)]


def _meetings(stage: Stage) -> Story:
    yield stage.at(stage.business(-18), 15, 40)
    first = _plan(stage, stage.business(-15), None)
    beth = _put(stage, first, BETHANY, Reason.HEALTH, "Who can see Beth on a Friday night?", "Wants to start a script")
    dana = _put(stage, first, DANA, Reason.HOME, "A bed for Dana that is theirs alone", "Sleeping on a night bus")
    yield stage.at(stage.business(-15), 12, 5)
    meetings.write_attendance(first, [_body(first, one) for one in ("Lantern", CLINIC, HOSTEL)], "Robin Hale, Lantern",
                              by=stage.sam, at=stage.now)  # fmt: skip
    _minutes(stage, beth, CameOf.AGAIN, "The clinic van goes past Cable Row on Fridays.")
    van = _action(stage, beth, "Look out for Beth on the Friday van", CLINIC, 8)
    _action(stage, beth, "Ask Beth whether the van found her", "Lantern", 16)
    _minutes(stage, dana, CameOf.CLOSED, "The hostel keeps a room from Monday.")
    room = _action(stage, dana, "Keep a room for Dana", HOSTEL, 3)
    yield stage.at(stage.business(-9), 16, 50)
    seen = room.version
    meetings.move_action(room, ActionState.DONE, words="Moved in", seen_version=seen, by=stage.robin, at=stage.now)
    by_when = stage.business(7)
    meetings.move_action(
        van, ActionState.CARRIED, words="The van was off", by_when=by_when, seen_version=van.version, by=stage.robin,
        at=stage.now,
    )  # fmt: skip
    nxt = _plan(stage, stage.business(6), first)
    yield stage.at(stage.business(-2), 16, 10)
    _put(stage, nxt, BETHANY, Reason.HEALTH, "Did the van find Beth?", "Began a script last week")
    _put(stage, nxt, AMARA, Reason.CONTROLLED, "Somebody reads Amara’s phone. How do we reach her?", "Afraid of him",
         basis=Basis.SAFEGUARDING)  # fmt: skip


def _plan(stage: Stage, day: dt.date, after: CasesMeeting | None) -> CasesMeeting:
    plan = Plan(stage.at(day, TEN.hour), "The Hub, upstairs", "Sam Okafor", [], OTHERS)
    return meetings.plan_meeting(plan, name="Street cases meeting", after=after, by=stage.sam, at=stage.now)


def _put(
    stage: Stage,
    meeting: CasesMeeting,
    who: Who,
    reason: Reason,
    brief: str,
    support: str,
    *,
    basis: Basis = Basis.AGREEMENT,
) -> CasesItem:
    agreed = basis is Basis.AGREEMENT
    put = Put(
        reason=reason,
        basis=basis,
        why="" if agreed else "Threats, heard by two of us",
        to=[_body(meeting, one) for _, one in OTHERS if agreed or one != HOSTEL],
        until=stage.business(70),
        brief=brief,
        support=support,
        agreed_on=clock.local_day(stage.now) if agreed else None,
        how=HowAgreed.IN_PERSON if agreed else None,
    )
    return meetings.put_forward(meeting, stage.known[who], put, by=stage.robin, at=stage.now)


def _body(meeting: CasesMeeting, name: str) -> str:
    return next(one.reference for one in meetings.asked(meeting) if one.called.startswith(name))


def _minutes(stage: Stage, item: CasesItem, came_of: CameOf, words: str) -> None:
    meetings.write_note(item, came_of, words, by=stage.robin, at=stage.now)


def _action(stage: Stage, item: CasesItem, what: str, body: str, days: int) -> CasesAction:
    owes = meetings.body_of(item.meeting, _body(item.meeting, body))
    return meetings.add_action(item, what, owes, None, stage.business(-15 + days), by=stage.robin, at=stage.now)
