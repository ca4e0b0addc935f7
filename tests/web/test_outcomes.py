"""What happened at an appointment: said in one or two taps, corrected with a reason, taken back while nothing has left
(ux 3.1, domain rule 9)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator

import pytest
import time_machine
from flask import Flask

from casework.appointments.models import Appointment, Attendance
from casework.appointments.rules import Outcome
from casework.kernel.database import db, transaction
from reminders.models import Text
from tests.diversion.conftest import Case, on
from tests.support.application import Reader, hidden_fields
from tests.support.staff import Team

SignIn = Callable[[str], Reader]
FIRST = dt.date(2026, 10, 6)


@pytest.fixture(autouse=True)
def afternoon() -> Iterator[None]:
    with time_machine.travel(on(FIRST, 11), tick=True):
        yield


@pytest.fixture
def case(within: Flask, team: Team) -> Case:
    made = Case(within, team)
    made.arrest()
    made.book(1, FIRST)
    return made


@pytest.fixture
def robin(case: Case, sign_in: SignIn) -> Reader:
    return sign_in("worker")


def booked() -> Appointment:
    found: Appointment = db.session.scalars(db.select(Appointment).order_by(Appointment.id.desc())).one()
    return found


def rows() -> list[Attendance]:
    return list(db.session.scalars(db.select(Attendance).order_by(Attendance.id)))


def press(client: Reader, value: str, **more: str) -> int:
    """One press of a button, with the tokens of the appointment's own page: what is not offered is tried too."""
    where = f"/appointments/{booked().reference}"
    data = {**hidden_fields(client.get(where).text, where), "outcome": value, **more}
    return client.post(f"{where}/outcome", data=data).status_code


def correct(client: Reader, **typed: str) -> str:
    where = f"/appointments/{booked().reference}"
    return client.form(where, data=typed).text


def undo(client: Reader) -> str:
    where = f"/appointments/{booked().reference}/undo"
    return client.post(where, data=hidden_fields(client.get(where.removesuffix("/undo")).text, where)).text


@pytest.mark.parametrize(
    ("value", "outcome", "reason", "counts"),
    [
        ("attended", "attended", "", None),
        ("reason_not_known", "reason_not_known", "", None),
        ("acceptable_reason:health", "acceptable_reason", "health", None),
        ("no_acceptable_reason", "no_acceptable_reason", "", None),
        ("cancelled_by_us", "cancelled_by_us", "", None),
        ("could_not_take_part:yes", "could_not_take_part", "", True),
        ("could_not_take_part:no", "could_not_take_part", "", False),
    ],
)
def test_each_button_saves_one_outcome(
    robin: Reader, value: str, outcome: str, reason: str, counts: bool | None
) -> None:
    assert press(robin, value) == 303
    assert [(row.outcome, row.reason, row.counts) for row in rows()] == [(outcome, reason, counts)]


@pytest.mark.parametrize("value", ["could_not_take_part", "acceptable_reason", "came", "acceptable_reason:lazy", ""])
def test_what_is_left_open_is_not_decided_for_anybody(robin: Reader, value: str) -> None:
    assert press(robin, value) == 422
    assert rows() == []


def test_a_correction_is_a_new_row_that_says_why(robin: Reader) -> None:
    press(robin, "attended")
    assert "Choose why it is corrected" in correct(robin, outcome="no_acceptable_reason")
    assert "Enter why it is corrected" in correct(robin, outcome="no_acceptable_reason", why="other")
    correct(robin, outcome="no_acceptable_reason", why="other", why_words="The list was for Thursday")
    assert [(row.outcome, row.corrected_because) for row in rows()] == [
        ("attended", None),
        ("no_acceptable_reason", "other"),
    ]
    history = robin.get(f"/appointments/{booked().reference}").text
    assert "Corrected: Another reason. The list was for Thursday." in history


def test_a_reason_that_was_awaited_needs_no_why(robin: Reader) -> None:
    press(robin, "reason_not_known")
    correct(robin, outcome="acceptable_reason", reason="caring")
    assert rows()[-1].corrected_because == "reason_known"


def test_undo_is_offered_until_something_has_left(robin: Reader) -> None:
    press(robin, "reason_not_known")
    assert "Undo" in robin.get(f"/today?recorded={booked().reference}").text
    undo(robin)
    assert [row.outcome for row in rows()] == ["reason_not_known", "in_error"]
    assert rows()[-1].corrected_because == "taken_back"
    assert booked().outcome is None


def test_undoing_a_correction_brings_back_what_was_said_before(robin: Reader) -> None:
    press(robin, "acceptable_reason:health")
    correct(robin, outcome="attended", why="learned_more")
    undo(robin)
    assert [(row.outcome, row.reason) for row in rows()][-1] == ("acceptable_reason", "health")


def test_once_the_text_about_it_went_it_is_corrected_instead(robin: Reader) -> None:
    press(robin, "reason_not_known")
    where = f"/appointments/{booked().reference}"
    undo_form = hidden_fields(robin.get(where).text, f"{where}/undo")
    with transaction():
        missed = db.session.scalars(db.select(Text).where(Text.kind == "missed")).one()
        missed.state = "delivered"
    assert "/undo" not in robin.get(where).text
    assert "Correct what was recorded" in robin.get(where).text
    refused = robin.post(f"{where}/undo", data=undo_form)
    assert refused.status_code == 422
    assert "Correct it instead, and say why" in refused.text
    assert len(rows()) == 1


def test_the_text_about_it_is_stopped_and_let_go_again_where_it_was_recorded(robin: Reader) -> None:
    press(robin, "reason_not_known")
    page, text = f"/today?recorded={booked().reference}", f"/appointments/{booked().reference}/missed-text"
    for act, then in (("stop", "Send it after all"), ("release", "Do not send this text")):
        assert robin.post(f"{text}/{act}", data=hidden_fields(robin.get(page).text, f"{text}/{act}")).status_code == 303
        assert then in robin.get(page).text
    assert [row.state for row in db.session.scalars(db.select(Text).where(Text.kind == "missed"))] == [
        "cancelled",
        "planned",
    ]


def test_two_people_two_answers_both_are_shown_and_either_can_be_chosen(robin: Reader, sign_in: SignIn) -> None:
    sam, where = sign_in("supervisor"), f"/appointments/{booked().reference}/outcome"
    waiting = hidden_fields(sam.get("/today?who=team").text, where)
    press(robin, "attended")
    both = sam.post(where, data={**waiting, "outcome": "reason_not_known"})
    assert both.status_code == 409
    assert "Attended" in both.text
    assert "Did not attend, reason not known yet" in both.text
    assert f'href="/appointments/{booked().reference}"' in both.text
    mine = hidden_fields(both.text, where)
    assert sam.post(where, data=mine).status_code == 303
    assert [(row.outcome, row.corrected_because) for row in rows()] == [
        ("attended", None),
        ("reason_not_known", "two_answers"),
    ]


def test_a_correction_from_a_stale_page_overwrites_nothing(robin: Reader, sign_in: SignIn) -> None:
    press(robin, "attended")
    sam, where = sign_in("supervisor"), f"/appointments/{booked().reference}"
    opened = hidden_fields(sam.get(where).text, where)
    correct(robin, outcome="no_acceptable_reason", why="wrong_button")
    late = sam.post(where, data={**opened, "outcome": "cancelled_by_us", "why": "learned_more"})
    assert late.status_code == 409
    assert [row.outcome for row in rows()] == ["attended", "no_acceptable_reason"]
    chosen = sam.post(where, data=hidden_fields(late.text, where))
    assert chosen.status_code == 303
    assert [row.outcome for row in rows()] == ["attended", "no_acceptable_reason", "cancelled_by_us"]


def test_not_before_the_start(case: Case, robin: Reader) -> None:
    with transaction():
        appointment = booked()
        appointment.starts_at += dt.timedelta(hours=5)
    with time_machine.travel(on(FIRST, 14, 44), tick=True):
        assert press(case.team.sign_in("worker"), "attended") == 422
    with time_machine.travel(on(FIRST, 14, 46), tick=True):
        later = case.team.sign_in("worker")
        assert press(later, "reason_not_known") == 422
        assert press(later, "attended") == 303


def test_a_liaison_is_offered_no_outcome(case: Case, sign_in: SignIn) -> None:
    page = sign_in("liaison").get(f"/appointments/{booked().reference}").text
    assert "What happened?" not in page
    assert 'name="outcome"' not in page


def test_told_by_a_service_keeps_who_role_and_when(case: Case, robin: Reader) -> None:
    case.record(booked().id, Outcome.ATTENDED)
    case.book(2, FIRST, 12, at=on(FIRST, 11), with_staff_id=None, with_other="Asha")
    second = db.session.scalars(db.select(Appointment).order_by(Appointment.id.desc())).first()
    assert second is not None
    with time_machine.travel(on(FIRST, 13), tick=True):
        worker = case.team.sign_in("worker")
        where = f"/appointments/{second.reference}"
        assert f'href="{where}#told_by_name"' in worker.get("/today").text
        worker.form(where, data={"outcome": "attended", "told_by_name": "Asha Iqbal", "told_by_role": "Key worker"})
        said = rows()[-1]
        assert (said.told_by_name, said.told_by_role, said.recorded_by_id) == (
            "Asha Iqbal",
            "Key worker",
            case.robin.staff_id,
        )
        assert "Told by Asha Iqbal, Key worker on Tue 6 Oct." in worker.get(where).text


@pytest.mark.parametrize(
    ("day", "asked"),
    [
        pytest.param(dt.date(2026, 10, 12), False, id="four business days later it is not asked yet"),
        pytest.param(dt.date(2026, 10, 13), True, id="five business days later it is"),
    ],
)
def test_a_reason_that_is_not_known_is_asked_for_again(case: Case, robin: Reader, day: dt.date, asked: bool) -> None:
    press(robin, "reason_not_known")
    with time_machine.travel(on(day, 9), tick=True):
        worker = case.team.sign_in("worker")
        where = f"/appointments/{booked().reference}"
        said = worker.get("/today").text
        assert ("Reason still needed" in said) is asked
        assert (f'href="{where}"' in said) is asked
        worker.form(where, data={"outcome": "acceptable_reason", "reason": "health"})
        assert "Reason still needed" not in worker.get("/today").text


def test_the_site_may_ask_for_a_reason_sooner(case: Case, robin: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    press(robin, "reason_not_known")
    monkeypatch.setitem(case.app.config, "REASON_AFTER_DAYS", 4)
    with time_machine.travel(on(dt.date(2026, 10, 12), 9), tick=True):
        assert "Reason still needed" in case.team.sign_in("worker").get("/today").text


def test_moved_on_its_page_it_keeps_who_asked(robin: Reader) -> None:
    where = f"/appointments/{booked().reference}/move"
    typed = {"day": "8 October 2026", "time": "3pm", "asked_by": "person"}
    with time_machine.travel(on(FIRST, 8), tick=True):
        assert robin.form(where, data=typed).status_code == 303
        assert "They asked" in robin.get(f"/appointments/{booked().reference}").text
    moved = booked()
    assert (moved.day, moved.time, moved.version) == (dt.date(2026, 10, 8), dt.time(15), 2)
