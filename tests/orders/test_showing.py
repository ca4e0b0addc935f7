"""Orders on the pages that read across programmes, in a fixed number of queries (ux 2.4)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import time_machine
from sqlalchemy import event

from casework.appointments.rules import Outcome
from casework.courts import services as courts
from casework.kernel.database import db, transaction
from casework.kernel.showing import Rank
from notices.rules import CheckFirst, Statement
from orders import services
from orders.models import SupportOrder
from tests.orders.conftest import MADE, Case, on

SOON = dt.date(2026, 11, 18)


@contextmanager
def queries() -> Iterator[list[str]]:
    """Every statement the block sends."""
    sent: list[str] = []

    def note(_c: object, _cur: object, statement: str, *_rest: object) -> None:
        sent.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(db.engine, "before_cursor_execute", note)


def test_a_card_says_how_the_order_stands(case: Case) -> None:
    with time_machine.travel(on(SOON), tick=False):
        (card,) = services.cards(case.person_id, agency_id=case.sam.agency_id, today=SOON)
    assert card.title.startswith("Order of 12 June 2026, Thames Magistrates' Court")
    assert (card.tag.words, card.live) == ("Running out of time", True)
    assert card.detail == "0 of 3 meetings attended. Must be done by 24 November 2026"


def test_today_asks_the_supervisor_and_the_team_and_nobody_else(case: Case) -> None:
    with time_machine.travel(on(SOON), tick=False):
        mine = services.tasks(agency_id=case.sam.agency_id, staff_id=case.sam.staff_id, today=SOON)
        team = services.tasks(agency_id=case.sam.agency_id, staff_id=None, today=SOON)
        others = services.tasks(agency_id=case.sam.agency_id, staff_id=10_000, today=SOON)
    assert [task.rank for task in mine] == [Rank.RUNNING_OUT]
    assert mine == team
    assert others == []
    assert mine[0].url == f"/appointments/new?for=order:{case.order.reference}:1"


def test_the_court_not_told_leads_to_telling(case: Case) -> None:
    case.keep_all()
    with time_machine.travel(on(dt.date(2026, 9, 11)), tick=False):
        (task,) = services.tasks(agency_id=case.sam.agency_id, staff_id=None, today=dt.date(2026, 9, 11))
    assert task.rank is Rank.COMPLIED
    assert task.url == f"/orders/{case.order.reference}/tell-court"


def test_a_court_list_shows_an_order_of_somebody_heard_that_day(case: Case) -> None:
    day = dt.date(2026, 7, 14)
    with transaction():
        courts.schedule_hearing(case.person, court_code="B01ND00", day=day, time=dt.time(10), by=case.sam, at=on(MADE))
    case.fix(1, dt.date(2026, 7, 2))
    asked: dict[str, Any] = {"agency_id": case.sam.agency_id, "court_code": "B01ND00", "day": day}
    with time_machine.travel(on(dt.date(2026, 7, 13)), tick=False):
        (row,) = services.court_rows(**asked, today=dt.date(2026, 7, 13))
        assert row.check_first == "Attendance on 2 July is not recorded. Do not report yet."
        case.say(1, Outcome.ATTENDED)
        (row,) = services.court_rows(**asked, today=dt.date(2026, 7, 13))
    assert row.sentence == "In progress. Attended 1 of 3 meetings. To be attended by 24 November 2026."
    assert (row.check_first, row.done, row.worker) == ("", False, "Sam Okafor")


def test_statements_of_many_orders_by_their_subjects(case: Case) -> None:
    subject = f"order:{case.order.reference}"
    day = dt.date(2026, 7, 3)
    asked: dict[str, Any] = {"agency_id": case.sam.agency_id, "today": day, "now": on(day)}
    case.fix(1, dt.date(2026, 7, 2))
    assert isinstance(services.statements([subject, "referral:K7Q3XWZ2"], **asked)[subject], CheckFirst)
    case.say(1, Outcome.ATTENDED)
    assert isinstance(services.statements([subject], **asked)[subject], Statement)
    assert services.statements([subject], **{**asked, "agency_id": 999}) == {}


@pytest.mark.sqlite
def test_ten_orders_take_no_more_queries_than_one(case: Case) -> None:
    def cost() -> int:
        db.session.expire_all()
        db.session.rollback()
        with queries() as sent:
            services.tasks(agency_id=case.sam.agency_id, staff_id=None, today=SOON)
        return len(sent)

    case.keep(1, dt.date(2026, 7, 2))
    with time_machine.travel(on(SOON), tick=False):
        one = cost()
        for number in range(10):
            case.add_person(given_name=f"Ana{number}")
            case.record()
        assert len(db.session.scalars(db.select(SupportOrder)).all()) == 11
        assert cost() <= one + 1
