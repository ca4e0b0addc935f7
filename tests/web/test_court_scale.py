"""Twenty thousand people and sixty courts: the list of 200 takes no more queries than the list of 2 (issue 5, 9)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask

from casework.accounts import services as accounts
from casework.accounts.models import Staff
from casework.courts import reference
from casework.courts.models import Hearing
from casework.kernel import clock
from casework.kernel.database import db, transaction
from casework.people.models import Person
from diversion import services as diversion
from notices.models import Notice
from tests.diversion.conftest import COURT_DAY, THAMES, Case, on
from tests.support.many import copies
from tests.support.many import reference as copied_reference
from tests.support.rounds import Visitor
from tests.support.staff import Team
from web.cookies import COOKIE

PEOPLE, COURTS, LISTED = 20_000, 60, 200
PERSON = ("person", "agreement", "hearing", "referral", "charge")
WHOLE = (*PERSON, "requirement", "requirement_booking", "appointment", "attendance")
TODAY = COURT_DAY - dt.timedelta(days=1)
MOST_READS = 50


@pytest.fixture
def crowd(within: Flask, team: Team) -> Case:
    """Josephine, completed and told of at Thames; her case again 199 times there, and 19,800 people elsewhere."""
    case = Case(within, team)
    case.arrest()
    case.contacts()
    case.share()
    case.attend(1, dt.date(2026, 10, 6))
    case.attend(2, dt.date(2026, 10, 13))
    with transaction():
        diversion.tell([case.referral], unchecked=True, by=case.team.actor("worker"), at=on(TODAY, 9))
        for notice in db.session.scalars(sa.select(Notice)):
            notice.state, notice.sent_at = "sent", notice.made_at
    with transaction():
        fill(db.session.connection(), case.referral_id)
    return case


def fill(connection: sa.Connection, referral_id: int) -> None:
    """The list of Thames with the notice line of each, two people a week later, then everybody else."""
    told = {"notice_line.notice_id": "t.notice_id", "notice_line.subject": _subject(referral_id)}
    copies(connection, (*WHOLE, "notice_line"), first=1, last=LISTED - 1, values=told)
    later = {"hearing.day": _day(connection, "7")}
    copies(connection, (*WHOLE, "notice_line"), first=LISTED, last=LISTED + 1, values=told | later)
    others = [court.ou_code for court in reference.courts(open_only=True) if court.ou_code != THAMES][: COURTS - 1]
    each = (PEOPLE - LISTED) // len(others) + 1
    for number, code in enumerate(others):
        start = LISTED + 2 + number * each
        where = {"hearing.court_code": f"'{code}'", "hearing.day": _day(connection, "n % 100")}
        copies(connection, PERSON, first=start, last=start + each - 1, values=where)


def _subject(referral_id: int) -> str:
    return f"'referral:' || {copied_reference(str(referral_id))}"


def _day(connection: sa.Connection, later: str) -> str:
    """So many days after the day of the case, in SQL."""
    return f"date(t.day, '+' || ({later}) || ' days')" if connection.dialect.name == "sqlite" else f"t.day + ({later})"


def visitor(app: Flask, team: Team) -> Visitor:
    """The liaison, in a browser that judges no page: others do, and a page of 200 is dear to judge."""
    actor = team.actor("liaison")
    with transaction():
        key = accounts.open_session(db.session.get_one(Staff, actor.staff_id), at=clock.now())
    client = Visitor(app, app.response_class)
    client.set_cookie(COOKIE, key, secure=True, domain="localhost")
    return client


@contextmanager
def counted(app: Flask) -> Iterator[list[str]]:
    """Every statement that reads, while a page is made."""
    said: list[str] = []

    def note(_conn: object, _cursor: object, statement: str, *_rest: object) -> None:
        if statement.lstrip().upper().startswith(("SELECT", "WITH")):
            said.append(statement)

    sa.event.listen(db.engine, "before_cursor_execute", note)
    yield said
    sa.event.remove(db.engine, "before_cursor_execute", note)


def test_two_hundred_take_no_more_queries_than_two(within: Flask, team: Team, crowd: Case) -> None:
    pages, reads = [], []
    assert (db.session.scalar(sa.select(sa.func.count()).select_from(Person)) or 0) >= PEOPLE
    assert db.session.scalar(sa.select(sa.func.count(Hearing.court_code.distinct()))) == COURTS
    with time_machine.travel(on(TODAY, 10), tick=True):
        client = visitor(within, team)
        for day in (COURT_DAY + dt.timedelta(days=7), COURT_DAY):
            with counted(within) as said:
                pages.append(client.get(f"/court/{THAMES}/{day}").text)
            reads.append(len(said))
    assert "2 people. 2 completed" in pages[0]
    assert f"{LISTED} people. {LISTED} completed" in pages[1]
    assert pages[1].count("not yet acknowledged") == LISTED
    assert reads[1] <= reads[0] <= MOST_READS
