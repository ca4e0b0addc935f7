"""Notices nobody has acknowledged: those of one court day stand on Today as one row that opens the court list."""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask

from casework.kernel.database import db, transaction
from casework.kernel.worklists import Rank
from diversion import services as diversion
from notices.models import Notice, NoticeLine
from notices.rules import Statement
from tests.diversion.conftest import COURT_DAY, THAMES, Case, on
from tests.support.staff import Team
from web.services.unseen import unseen

pytestmark = pytest.mark.sqlite
TODAY = COURT_DAY - dt.timedelta(days=5)


@pytest.fixture
def told(within: Flask, team: Team) -> Case:
    """CPS and court of Thames were told of Josephine, eight days before."""
    case = Case(within, team)
    case.arrest()
    case.contacts()
    case.share()
    with transaction():
        diversion.tell([case.referral], unchecked=True, by=case.robin, at=on(TODAY - dt.timedelta(days=3), 9))
        for notice in db.session.scalars(sa.select(Notice)):
            notice.state, notice.sent_at = "sent", notice.made_at
    return case


def rows(case: Case, day: dt.date = TODAY) -> list[tuple[str, str, str]]:
    db.session.rollback()
    found = unseen(Rank.NOT_SEEN, agency_id=case.robin.agency_id, now=on(day))
    return [(task.why, task.url, task.button) for task in found.tasks]


def test_several_of_one_court_day_are_one_row_that_opens_the_list(told: Case) -> None:
    [(why, url, button)] = rows(told)
    assert "2 notices sent and not acknowledged, 1 to CPS London North and 1 to Thames list office." in why
    assert (url, button) == (f"/court/{THAMES}/{COURT_DAY}", "Chase")


def test_one_that_is_left_opens_itself(told: Case) -> None:
    with transaction():
        first = db.session.scalars(sa.select(Notice).order_by(Notice.number)).first()
        assert first is not None
        first.acknowledged_at = on(TODAY)
    [(why, url, _button)] = rows(told)
    assert why.startswith("Notice 2 to ")
    assert url.startswith("/notices/")


def test_another_day_is_a_row_of_its_own(told: Case) -> None:
    with transaction():
        db.session.execute(sa.update(Notice).where(Notice.number == 2).values(hearing_day=COURT_DAY + dt.timedelta(1)))
    assert [url.split("/")[1] for _why, url, _button in rows(told)] == ["notices", "notices"]


def test_the_liaison_reads_one_row_and_the_list_opens(told: Case) -> None:
    with time_machine.travel(on(TODAY), tick=True):
        reader = told.team.sign_in("liaison")
        page = reader.get("/today").text
        assert page.count(f"/court/{THAMES}/{COURT_DAY}") == 1
        assert "2 notices for this day not acknowledged" in reader.get(f"/court/{THAMES}/{COURT_DAY}").text


def test_near_the_court_day_a_row_of_several_says_how_many_no_longer_hold(told: Case) -> None:
    """On the day the finish-by date has passed, "in time" no longer holds; one of the two was told so meanwhile."""
    eve = COURT_DAY - dt.timedelta(days=1)
    assert "must not be repeated" not in rows(told)[0][0]
    assert "2 of them must not be repeated as they stand: something changed since" in rows(told, eve)[0][0]
    subject = f"referral:{told.referral.reference}"
    said = diversion.statements([subject], agency_id=told.robin.agency_id, today=eve, now=on(eve))[subject]
    assert isinstance(said, Statement)
    with transaction():
        db.session.execute(sa.update(NoticeLine).where(NoticeLine.notice_id == 1).values(digest=said.digest))
    assert "1 of them must not be repeated as it stands: something changed since" in rows(told, eve)[0][0]
