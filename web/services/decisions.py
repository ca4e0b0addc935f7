"""What only a manager decides: texts that wait for release, notices nobody has seen, people without a worker, leavers.

Each is a row of "Needs a decision" (ux 2.4).
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import Integer, Select, bindparam, func, select
from sqlalchemy.orm import joinedload

from casework.accounts.models import Staff
from casework.accounts.rules import Action, Compartment, holds
from casework.accounts.services import alerts
from casework.accounts.services.alerts import Told
from casework.appointments.models import Appointment
from casework.kernel import clock, words
from casework.kernel.actors import Actor
from casework.kernel.clock import local_day
from casework.kernel.questions import Fixed
from casework.kernel.worklists import Asked, Rank, Task, most_rows
from casework.people.services import joining, reviewing
from diversion.history.services import ended as imports
from diversion.models import Referral
from diversion.services.worklist import OVER, live
from reminders.models import Text
from reminders.rules import kinds
from reminders.rules.holding import Hold
from reminders.rules.kinds import TextKind
from reminders.rules.life import TextState
from reminders.services import removing
from web.services import browsing
from web.services.unseen import unseen


def decisions(*, by: Actor, now: dt.datetime) -> Asked:
    """Everything that waits for a manager at a moment (UTC), most pressing kind first, in a fixed number of queries."""
    parts = [_held(by.agency_id, now), _unseen(by.agency_id, now), _no_worker(by.agency_id), _left(by.agency_id, now)]
    parts.append(browsing.tasks(by.agency_id))
    parts.append(_opened(by))
    parts.append(_imported(by))
    parts.append(_to_keep(by, local_day(now)))
    tasks = [task for tasks, _total in parts for task in tasks]
    more = sum(total - len(tasks) for tasks, total in parts)
    return Asked(tasks, {Rank.DECIDE: more} if more else {})


Some = tuple[list[Task], int]


def _opened(by: Actor) -> Some:
    """Records that a colleague opened with a reason, until this manager has read why (promises C.10)."""
    found = alerts.unseen(by.staff_id or 0, Told.BROKE_GLASS)
    tasks = [
        Task(
            Rank.DECIDE,
            0,
            "opened a record that is not in their caseload. Read why",
            "/opened",
            "Read",
            due=local_day(one.at),
            about=one.about.name if one.about else "",
        )
        for one in found[: most_rows()]
    ]
    return tasks, len(found)


def _imported(by: Actor) -> Some:
    """Imports that have ended, until somebody said that the result was read (ux 6.5)."""
    if not holds(by, Action.WRITE, Compartment.IMPORTS):
        return [], 0
    tasks = [
        Task(Rank.DECIDE, 0, one.words, f"/imports/{one.reference}", "Look", due=one.day, about="Import")
        for one in imports.unread(agency_id=by.agency_id)
    ]
    return tasks, len(tasks)


def _to_keep(by: Actor, today: dt.date) -> Some:
    """Records past their time, and records that a colleague says are one person (domain rules 28 and 31)."""
    if not holds(by, Action.WRITE, Compartment.KEEPING):
        return [], 0
    waits = joining.waiting_for(by)
    tasks = [
        Task(Rank.DECIDE, one.kept_id, "A colleague says that another record is this person too", url, "Compare")
        for one in waits[: most_rows()]
        for url in (f"/people/{one.kept.reference}/join/{one.other.reference}",)
    ]
    total = len(waits)
    if reviewing.anything_to_review(by=by, today=today):
        tasks.append(Task(Rank.DECIDE, 0, "Records wait for you to keep or erase them", "/records", "Decide"))
        total += 1
    if (left := removing.stuck(clock.now())) is not None:
        said = "Texts that should be gone are still at the text provider"
        tasks.append(Task(Rank.DECIDE, 0, said, "/messages/sender", "Look", about=f"{left.count} in all"))
        total += 1
    return tasks, total


def _held(agency_id: int, now: dt.datetime) -> Some:
    """Texts that go only once somebody has released them, while they can still be of use."""
    rows = _WAITING.seen(agency=agency_id, now=now, most=most_rows())
    tasks = [
        Task(
            Rank.DECIDE,
            text.person_id,
            f"{kinds.words(TextKind(text.kind))}: this text waits for your release until "
            f"{words.short_moment(text.not_after)}",
            f"/people/{text.person.reference}/messages",
            "Decide",
            due=local_day(text.not_after),
        )
        for text, _total in rows
    ]
    return tasks, rows[0][1] if rows else 0


_MOST: Any = bindparam("most", type_=Integer)
_WAITING = Fixed(
    lambda: (
        select(Text, func.count().over())
        .where(Text.agency_id == bindparam("agency"), Text.on_hold_why == Hold.RELEASE.value)
        .where(Text.state == TextState.PLANNED.value, Text.not_after > bindparam("now"))
        .options(joinedload(Text.person))
        .order_by(Text.not_after)
        .limit(_MOST)
    )
)


def _unseen(agency_id: int, now: dt.datetime) -> Some:
    """Notices that nobody has acknowledged one business day after they went, those of a court day together."""
    found = unseen(Rank.DECIDE, agency_id=agency_id, now=now)
    return found.tasks, len(found.tasks) + found.more.get(Rank.DECIDE, 0)


def _no_worker(agency_id: int) -> Some:
    """People with a live referral that nobody has."""
    rows = _NOBODYS.seen(agency=agency_id, most=most_rows())
    tasks = [
        Task(
            Rank.DECIDE,
            row.person_id,
            f"Arrested {words.short_day(row.arrested_on)}. No worker has them",
            f"/referrals/{row.reference}",
            "Look",
            due=row.arrested_on,
        )
        for row in rows
    ]
    return tasks, rows[0][3] if rows else 0


def without_a_worker() -> Select[str, int, dt.date, int]:
    """The live referrals of an `agency` that nobody has, with how many there are: the first, at `most`. They are looked
    for among the live of the agency: SQLite would else begin with those of the whole site that have no worker, half a
    second of a million."""
    return (
        select(Referral.reference, Referral.person_id, Referral.arrested_on, func.count().over())
        .where(Referral.agency_id == bindparam("agency"), func.coalesce(Referral.worker_id, 0) == 0)
        .where(Referral.status.not_in(OVER), live(), ~Referral.closure.has())
        .order_by(Referral.arrested_on, Referral.id)
        .limit(_MOST)
    )


_NOBODYS = Fixed(without_a_worker)


def _left(agency_id: int, now: dt.datetime) -> Some:
    """Colleagues who have left, with appointments still in their name."""
    rows = _LEFT.seen(agency=agency_id, now=now, most=most_rows())
    tasks = [
        Task(
            Rank.DECIDE,
            0,
            f"has left, with {words.counted(count, 'appointment')} still to come. The first is "
            f"{words.short_day(first)}",
            f"/colleagues/{staff.reference}/appointments",
            "Hand over",
            due=first,
            about=staff.name,
        )
        for staff, count, first in rows
    ]
    return tasks, len(tasks)


_GONE = select(Staff.id).where(Staff.agency_id == bindparam("agency"), Staff.ended_at.is_not(None))
_LEFT = Fixed(
    lambda: (
        select(Staff, func.count(Appointment.id), func.min(Appointment.day))
        .join(Appointment, Appointment.with_staff_id == Staff.id)
        .where(Appointment.with_staff_id.in_(_GONE), Staff.agency_id == bindparam("agency"))
        .where(Appointment.outcome.is_(None), Appointment.starts_at > bindparam("now"))
        .group_by(Staff.id)
        .order_by(func.min(Appointment.day))
        .limit(_MOST)
    )
)
