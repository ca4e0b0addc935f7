"""A death and a transfer, told by the supervisor to the court that made the order and to nobody else (rule 30); and
that an attendance is being checked, told by the liaison (rule 9)."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from flask import Flask

from casework.appointments.rules import Outcome
from casework.courts import services as courts
from casework.kernel.database import db, transaction
from casework.kernel.refused import Refused
from casework.people.rules.circumstances import CircumstanceKind
from casework.people.services import circumstances, end_circumstance, record_circumstance
from notices import services as notices
from notices.models import Notice
from notices.rules import NoticeKind
from orders import services
from orders.services import TellOf
from orders.services.correcting import correct_court
from tests.orders.conftest import Case, on
from tests.orders.test_telling import TOLD, Post, add_court, send
from tests.support.staff import Team

pytestmark = pytest.mark.sqlite
AT = on(TOLD)


@pytest.fixture
def running(within: Flask, team: Team) -> Case:
    case = Case(within, team)
    case.add_person()
    case.record()
    add_court(case)
    return case


def die(case: Case) -> None:
    sam = case.sam
    with transaction():
        record_circumstance(case.person, CircumstanceKind.DIED, since=TOLD, by=sam, at=AT)


def tell(case: Case, what: TellOf, *, by: str = "supervisor") -> list[Notice]:
    sender = case.team.actor(by)
    with transaction():
        return services.tell_own(case.order, what, by=sender, at=AT)


def test_a_death_is_told_to_the_court_alone_by_the_supervisor_alone(running: Case) -> None:
    with pytest.raises(Refused, match="No death is recorded"):
        tell(running, TellOf.DEATH)
    die(running)
    with pytest.raises(Refused):
        tell(running, TellOf.DEATH, by="worker")
    [notice] = tell(running, TellOf.DEATH)
    assert (notice.kind, notice.contact_kind) == ("death", "court")
    assert [line.sentence for line in notice.lines] == ["The supervisor has recorded that this person has died."]
    with pytest.raises(Refused, match="exactly this"):
        tell(running, TellOf.DEATH)


def test_a_death_that_was_none_is_corrected_by_the_supervisor(running: Case) -> None:
    """Domain rule 30: whoever was told is told that it was an error; nobody else hears of it."""
    die(running)
    [first] = tell(running, TellOf.DEATH)
    send(running, Post())
    manager, died = running.team.actor("manager"), circumstances(running.person, TOLD)[0]
    with transaction():
        end_circumstance(died, by=manager, at=AT)
    with time_machine.travel(AT + dt.timedelta(hours=1), tick=True):
        sam, where = running.team.sign_in("supervisor"), f"/orders/{running.order.reference}"
        for page in (where, f"/people/{running.person.reference}", f"/notices/{first.reference}"):
            assert "Changed since told" in sam.get(page).text, page
            assert f'href="{where}/tell/death"' in sam.get(page).text, page
        assert f'href="{where}/tell/death"' in sam.get("/today").text
        assert f"Notice {first.number} to " in sam.get(f"{where}/tell/death").text
        assert sam.form(f"{where}/tell/death", data={"read_back": "1"}).status_code == 303
        assert "Changed since told" not in sam.get(where).text
        assert "Changed since told" not in sam.get("/today").text
    again = db.session.scalars(db.select(Notice).where(Notice.replaces_id == first.id)).one()
    assert "What an earlier notice said of a death was recorded in error." in again.body


def test_a_transfer_says_who_stays_responsible(running: Case) -> None:
    admin, sam = running.team.actor("administrator"), running.sam
    with transaction():
        service = courts.add_contact(
            kind="service", name="Ipswich Outreach", email="i@else.example.org", court_codes=[], by=admin, at=AT
        )
        courts.ask_transfer(running.person, service, asked_on=TOLD, by=sam, at=AT)
    [notice] = tell(running, TellOf.TRANSFER)
    assert notice.contact_kind == "court"
    assert "remains responsible until Ipswich Outreach accepts." in notice.body


def test_the_wrong_court_picked_for_an_order_is_refused(running: Case) -> None:
    """Promises X10: whatever was picked, only the court that made the order may be told of it."""
    die(running)
    said, sam = services.own_statement(running.order, TellOf.DEATH, at=AT), running.sam
    assert said is not None
    with pytest.raises(Refused, match="is before another court"), transaction():
        notices.issue([said], court_code="B01MN00", day=TOLD, by=sam, at=AT, kind=NoticeKind.DEATH)


def test_the_page_reads_back_before_it_goes(running: Case) -> None:
    die(running)
    with time_machine.travel(AT + dt.timedelta(hours=1), tick=True):
        sam, where = running.team.sign_in("supervisor"), f"/orders/{running.order.reference}"
        assert f'href="{where}/tell/death"' in sam.get(where).text
        assert "has recorded that this person has died" in sam.get(f"{where}/tell/death").text
        assert sam.form(f"{where}/tell/death", data={}).status_code == 200
        assert sam.form(f"{where}/tell/death", data={"read_back": "1"}).status_code == 303
        assert sam.get(f"{where}/tell/nothing").status_code == 404


def test_that_an_attendance_is_being_checked_is_the_liaisons_and_no_result(running: Case) -> None:
    """Domain rule 9: while a past meeting is not recorded, this is all that may be sent, by the liaison alone."""
    with pytest.raises(Refused, match="nothing is being checked"):
        tell(running, TellOf.CHECKING, by="liaison")
    running.fix(1, dt.date(2026, 7, 2))
    with pytest.raises(Refused, match="Only the court liaison"):
        tell(running, TellOf.CHECKING)
    [notice] = tell(running, TellOf.CHECKING, by="liaison")
    assert (notice.kind, notice.contact_kind) == ("order_checking", "court")
    checked = "Attendance on 2 July 2026 is being checked; it is not recorded as missed."
    assert [line.sentence for line in notice.lines] == [checked]
    with pytest.raises(Refused, match="exactly this"):
        tell(running, TellOf.CHECKING, by="liaison")
    post = Post()
    send(running, post)
    assert [checked in letter.text for letter in post.letters] == [True]


def test_what_was_checked_and_is_recorded_by_now_does_not_go_and_is_corrected_once_it_went(running: Case) -> None:
    running.fix(1, dt.date(2026, 7, 2))
    tell(running, TellOf.CHECKING, by="liaison")
    running.say(1, Outcome.ATTENDED)
    send(running, post := Post())
    assert post.letters == []

    running.fix(2, dt.date(2026, 8, 6))
    tell(running, TellOf.CHECKING, by="liaison")
    send(running, post)
    running.say(2, Outcome.ATTENDED)
    [changed] = notices.changed_about(
        [f"order:{running.order.reference}"], agency_id=running.team.agency_id, at=on(TOLD)
    )
    assert "Attended 2 of 3" in changed.now
    supervisor = running.sam
    with transaction():
        [correction] = correct_court(running.order, by=supervisor, at=on(TOLD, 15))
    assert (correction.kind, correction.replaces_id) == ("order", changed.line.notice_id)


def test_only_the_liaison_is_offered_to_say_that_it_is_being_checked(running: Case) -> None:
    running.fix(1, dt.date(2026, 7, 2))
    with time_machine.travel(AT + dt.timedelta(hours=1), tick=True):
        where = f"/orders/{running.order.reference}"
        assert "being checked" not in running.team.sign_in("supervisor").get(where).text
        liaison = running.team.sign_in("liaison")
        assert f'href="{where}/tell/checking"' in liaison.get(where).text
        assert "Attendance on 2 July 2026 is being checked" in liaison.get(f"{where}/tell/checking").text
        assert liaison.form(f"{where}/tell/checking", data={"read_back": "1"}).status_code == 303
        assert "order, attendance being checked" in liaison.get("/notices").text.lower()
