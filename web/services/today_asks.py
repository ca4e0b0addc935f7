"""What is asked of one member of staff today, by their roles: each room says what it asks, here it is put together."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from sqlalchemy import select

import casework.care.services
import casework.meetings.services
import notices.services
import reminders.services
from casework.accounts.rules import Action, Compartment, Role, holds
from casework.courts.models import Hearing
from casework.kernel import clock
from casework.kernel.actors import Actor
from casework.kernel.database import db
from casework.kernel.worklists import Asked, Rank, Task, together
from diversion.models import Referral
from web.services import court_results, programmes
from web.services.changed_told import to_correct
from web.services.court_asks import asks
from web.services.decisions import decisions
from web.services.my_courts import my_courts
from web.services.on_closed_days import to_move
from web.services.see_in_person import to_see
from web.services.unseen import unseen

LIAISON_SEES = {Rank.NOT_TOLD, Rank.COURT_SOON, Rank.COURT_NOT_TOLD, Rank.OUTCOME_NEEDED}
"""What of the programmes' rows is the liaison's too: the rest is between the person and those who support them."""


def works(by: Actor) -> bool:
    """Whether somebody sees people themselves: attendance, texts and bookings are theirs."""
    return by.has(Role.WORKER, Role.SUPERVISOR, Role.MANAGER)


def asked(*, by: Actor, mine: bool, now: dt.datetime) -> Asked:
    """Everything asked of one member of staff, or of the team, at a moment (UTC). A fixed number of queries."""
    today, staff_id = clock.local_day(now), by.staff_id if mine and works(by) else None
    programme = programmes.worklist(agency_id=by.agency_id, staff_id=staff_id, today=today)
    parts = [_as_seen(_to_the_hearing(programme), by)]
    if works(by):
        parts += [_of_texts(by, staff_id, now), to_see(agency_id=by.agency_id, staff_id=staff_id, now=now)]
        parts += [to_move(agency_id=by.agency_id, staff_id=staff_id, now=now)]
        parts += [casework.care.services.due(agency_id=by.agency_id, staff_id=staff_id, now=now)]
    if holds(by, Action.WRITE, Compartment.MEETINGS):
        parts += [casework.meetings.services.due(agency_id=by.agency_id, staff_id=staff_id, now=now)]
    parts += [Asked(asks(agency_id=by.agency_id, staff_id=staff_id, now=now))]
    if by.has(Role.LIAISON, Role.MANAGER):
        parts += [court_results.results_to_record(agency_id=by.agency_id, today=today)]
    if by.has(Role.LIAISON, Role.SUPERVISOR):
        parts += [_notices(by, now)]
    if by.has(Role.MANAGER):
        parts += [decisions(by=by, now=now)]
    return together(parts)


def _as_seen(found: Asked, by: Actor) -> Asked:
    if works(by):
        return found
    tasks = [_to_look_at(task) for task in found.tasks if task.rank in LIAISON_SEES]
    return Asked(tasks, {rank: count for rank, count in found.more.items() if rank in LIAISON_SEES})


def _to_look_at(task: Task) -> Task:
    """What only those who support her may do leads the liaison to the referral instead."""
    if task.url.endswith("/sharing"):
        return replace(task, url=task.url.removesuffix("/sharing"), button="Open")
    return replace(task, url=task.url.removesuffix("/release"))


def _to_the_hearing(found: Asked) -> Asked:
    """Where the court's own result is not recorded yet, that is asked for first: it settles the case as well."""
    passed = {task.url.split("/")[2]: task for task in found.tasks if _asks_how_it_ended(task)}
    rows = select(Referral.reference, Hearing.id, Hearing.reference).join(Referral.hearing)
    found_there = db.session.execute(rows.where(Referral.reference.in_(passed))).all() if passed else []
    open_still = court_results.unrecorded([id for _, id, _ in found_there])
    addresses = {mine: f"/hearings/{theirs}?back=today" for mine, id, theirs in found_there if id in open_still}
    moved = {id(passed[one]): replace(passed[one], url=url) for one, url in addresses.items()}
    return Asked([moved.get(id(task), task) for task in found.tasks], found.more)


def _asks_how_it_ended(task: Task) -> bool:
    return task.rank is Rank.OUTCOME_NEEDED and task.url.startswith("/referrals/") and task.url.endswith("/ending")


def _of_texts(by: Actor, staff_id: int | None, now: dt.datetime) -> Asked:
    """What texts and replies ask of people: only of those who may see them (domain rule 29)."""
    if not holds(by, Action.LOOK, Compartment.MESSAGES):
        return Asked()
    held = [
        Task(
            rank=Rank.RESTORED,
            person_id=text.person_id,
            why="Its texts wait until somebody has checked that it still stands",
            url="/messages/check",
            button="Check",
            due=clock.local_day(text.not_before),
        )
        for text in reminders.services.to_check(by.agency_id)
    ]
    return Asked([*held, *reminders.services.tasks(agency_id=by.agency_id, staff_id=staff_id, now=now)])


def _notices(by: Actor, now: dt.datetime) -> Asked:
    """Notices that went wrong, courts to be told, notices nobody has acknowledged: rows about no one person.

    Of the courts to be told those that a liaison follows come first (ux 2.4).
    """
    mine = {court.ou_code for court in my_courts(by)} if by.has(Role.LIAISON) else set()
    wrong = [
        Task(Rank.NOTICE_TROUBLE, 0, one.words, one.url, "Look", due=one.day)
        for one in notices.services.troubles(by.agency_id, now)
    ]
    due = [
        Task(Rank.NOTICE_DUE, 0, one.words, one.url, one.button, due=one.day, later=one.court_code not in mine)
        for one in notices.services.proposals(by.agency_id, now)
    ]
    fix = to_correct(by=by, now=now)
    return together([Asked([*wrong, *due, *fix]), unseen(Rank.NOT_SEEN, agency_id=by.agency_id, now=now)])
