"""Five things to try among the pretend people, each with the taps it should take; what is done is seen, not asked."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from casework.accounts.rules import Role
from casework.kernel.closed_days import closed_days
from casework.kernel.database import db
from casework.kernel.workdays import add_business_days
from casework.people.models import Person
from diversion import services as diversion
from diversion.models import Referral, Release
from diversion.rules.words import Status
from notices.models import Notice
from notices.rules import NoticeKind
from orders.models import SupportOrder
from reminders.models import Reply
from web.demo.cast import AMARA, LENA, REBECCA
from web.demo.stage import THAMES


@dataclass(frozen=True)
class Step:
    """One thing to try: as whom, where it begins, how many taps it should take, and whether it has been done."""

    job: str
    role: Role
    url: str
    taps: str
    done: bool


def tour(*, today: dt.date) -> list[Step]:
    """The five steps, with those done ticked off, from what the pretend database holds now."""
    people = {(person.given_name, person.family_name): person for person in db.session.scalars(select(Person))}
    rebecca, amara, lena = (people[(who.given, who.family)] for who in (REBECCA, AMARA, LENA))
    list_day = _listed(rebecca).hearing
    day = list_day.day if list_day else add_business_days(today, 1, closed_days())
    return [
        Step("Say that Rebecca came to her appointment", Role.WORKER, "/today", "1 tap", _recorded(rebecca)),
        Step("Read what Amara texted", Role.WORKER, "/messages", "1 tap", _read(amara)),
        Step("Release Amara: the case has ended", Role.WORKER, _page(amara), "2 taps", _released(amara)),
        Step("Fix Lena’s third meeting", Role.SUPERVISOR, _order(lena), "1 page", _fixed(lena)),
        Step("Tell the CPS and the court", Role.LIAISON, f"/court/{THAMES}/{day}", "2 taps", _told(day)),
    ]


def _listed(person: Person) -> Referral:
    """The referral that is before the court next."""
    return max(diversion.referrals_of(person), key=lambda referral: referral.arrested_on)


def _recorded(person: Person) -> bool:
    return _listed(person).status != Status.CHECK_FIRST


def _read(person: Person) -> bool:
    unread = select(Reply.id).where(Reply.person_id == person.id, Reply.read_at.is_(None))
    return db.session.scalar(unread.limit(1)) is None


def _page(person: Person) -> str:
    return diversion.url_of(_listed(person))


def _released(person: Person) -> bool:
    return db.session.scalar(select(Release.id).where(Release.person_id == person.id).limit(1)) is not None


def _her_order(person: Person) -> SupportOrder:
    return db.session.scalars(select(SupportOrder).where(SupportOrder.person_id == person.id)).one()


def _order(person: Person) -> str:
    return f"/orders/{_her_order(person).reference}"


def _fixed(person: Person) -> bool:
    last = _her_order(person).meetings[-1]
    return bool(last.bookings) and last.bookings[-1].appointment.outcome is None


def _told(day: dt.date) -> bool:
    """A notice about the whole list: more than one person in it."""
    wanted = select(Notice).where(Notice.kind == NoticeKind.RESULTS.value, Notice.hearing_day == day)
    return any(len(notice.lines) > 1 for notice in db.session.scalars(wanted.options(selectinload(Notice.lines))))
