"""From the paper to the court's result, on both databases: one kept, one missed, and what follows (rule 17)."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import select

from casework.appointments.rules import Outcome
from casework.kernel import audit
from casework.kernel.database import db, transaction
from casework.kernel.models import Event
from notices import jobs as notice_jobs
from orders import jobs, services
from orders.models import SupportOrder
from orders.rules import AtCourt, Status
from orders.rules.changes import Change, Decision
from orders.services import Wanted
from tests.orders.conftest import Case, on
from tests.orders.test_court_path import HEARD, THAMES
from tests.orders.test_court_steps import hear, lay, settle, summon
from tests.orders.test_opinions import AUGUST, FORMED, JULY, form, withdraw
from tests.orders.test_telling import Post, add_court

MOVED = dt.date(2026, 7, 20)


def test_from_the_paper_to_the_order_made_again(case: Case) -> None:
    add_court(case)
    case.keep(1, JULY)
    the_area_changes(case)
    case.fix(2, AUGUST, at=MOVED)
    case.say(2, Outcome.REASON_NOT_KNOWN)
    seen = [case.order.status]
    form(case)
    seen.append(case.order.status)
    withdraw(case)
    seen.append(case.order.status)
    form(case, at=FORMED + dt.timedelta(hours=3))
    the_court_is_told(case)
    for act in (lay, summon, hear):
        act(case)
        seen.append(case.order.status)
    settle(case, AtCourt.MADE_AGAIN)
    seen.append(case.order.status)
    pending = [Status.BACK_AT_COURT] * 3
    assert seen == [
        Status.REASON_AWAITED, Status.NO_REASONABLE_EXCUSE, Status.REASON_AWAITED, *pending, Status.ENDED,
    ]  # fmt: skip
    case.record(made_on=HEARD, required_by=dt.date(2027, 3, 8), at=on(HEARD, 17))
    assert case.order.replaces_id is not None
    nothing_was_stored_that_the_facts_do_not_say(case)


def the_area_changes(case: Case) -> None:
    wanted = Wanted(kind=Change.AREA, court_code=THAMES, on=MOVED, area="2572")
    with transaction():
        made = services.apply_for(case.order, wanted, by=case.sam, at=on(MOVED))
        services.decide(made, Decision.GRANTED, on=MOVED, by=case.sam, at=on(MOVED))
    assert case.order.justice_area == "2572"


def the_court_is_told(case: Case) -> None:
    post, at = Post(), FORMED + dt.timedelta(hours=4)
    with transaction():
        services.tell_opinion(case.order.opinions[-1], by=case.sam, at=at)
    notice_jobs.run_due(lambda: at + dt.timedelta(minutes=1), post)
    db.session.rollback()
    assert "is of the opinion that Lena Kovac" in post.letters[0].text


def nothing_was_stored_that_the_facts_do_not_say(case: Case) -> None:
    at = on(HEARD, 18)
    jobs.restate_due(lambda: at)
    for order in db.session.scalars(select(SupportOrder)):
        assert order.status == services.standing_of(order, at=at).status
    lines = services.compile_record(db.session.scalars(select(SupportOrder).limit(1)).one(), by=case.sam, at=at).lines
    assert any("result code 1144" in line for line in lines)
    assert audit.first_broken() is None
    kinds = {event.detail.get("what", "") for event in db.session.scalars(select(Event))}
    assert {"opinion", "opinion withdrawn", "information", "summons", "hearing", "result"} <= kinds


def test_the_third_meeting_completes_the_order_once_whoever_clicks(case: Case) -> None:
    """T12."""
    case.keep(1, JULY)
    case.keep(2, AUGUST)
    case.fix(3, dt.date(2026, 9, 10), with_staff_id=case.team.actor("worker").staff_id, directed_name="Robin Hale")
    case.say(3, Outcome.ATTENDED, by=case.team.actor("worker"))
    case.say(3, Outcome.ATTENDED)
    assert (case.order.status, case.order.done, case.order.complied_on) == (
        Status.COMPLIED_NOT_TOLD, 3, dt.date(2026, 9, 10),
    )  # fmt: skip
    assert len(case.appointment(3).attendances) == 1
