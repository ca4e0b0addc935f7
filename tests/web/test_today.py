"""Today for each role: what, who, by when, why and one button (ux 2.4)."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable

import pytest
import time_machine
from flask import Flask

from casework.courts import services as courts
from casework.kernel import clock
from casework.kernel.database import db, transaction
from casework.people import services as people
from casework.people.models import Person
from casework.people.rules.circumstances import CircumstanceKind
from casework.people.rules.in_person import Went
from reminders.models import Reply, Text
from reminders.rules.holding import Hold
from reminders.rules.kinds import REMINDERS
from tests.diversion.conftest import ARRESTED, COURT_DAY, THAMES, Case, on
from tests.support.application import Reader
from tests.support.staff import Team

pytestmark = pytest.mark.sqlite
SignIn = Callable[[str], Reader]
FIRST = dt.date(2026, 10, 6)
DAY = dt.timedelta(days=1)


@pytest.fixture
def case(within: Flask, team: Team) -> Case:
    made = Case(within, team)
    made.arrest()
    return made


def headings(page: str) -> list[str]:
    return re.findall(r"<h2[^>]*>([^<]+)</h2>", page)


def seen(case: Case, role: str, at: dt.datetime, address: str = "/today") -> str:
    with time_machine.travel(at, tick=False):
        return case.team.sign_in(role).get(address).text


def no_address(case: Case) -> None:
    with transaction():
        person = db.session.get_one(Person, case.person.id)
        kind = CircumstanceKind.NO_FIXED_ADDRESS
        people.record_circumstance(person, kind, since=ARRESTED, by=case.robin, at=on(ARRESTED, 14))


def test_somebody_without_an_address_is_seen_in_person_before_an_appointment(case: Case) -> None:
    case.book(1, FIRST)
    no_address(case)
    assert "See in person" not in seen(case, "worker", on(FIRST - 8 * DAY))
    page = seen(case, "worker", on(FIRST - 3 * DAY))
    assert "See in person (1)" in headings(page)
    assert "No fixed address. Tell them yourself of Tue 6 Oct 10:00am" in page
    assert f"/people/{case.person.reference}/in-person" in page


@pytest.mark.parametrize(
    ("went", "gone_until"),
    [
        pytest.param("seen", 7, id="seen: for a week"),
        pytest.param("tried", 0, id="tried: for that day"),
    ],
)
def test_the_answer_takes_the_row_away(case: Case, went: str, gone_until: int) -> None:
    case.book(1, FIRST + 7 * DAY)
    no_address(case)
    day = dt.date(2026, 10, 6)  # a Tuesday
    with time_machine.travel(on(day), tick=False):
        client = case.team.sign_in("worker")
        answers = {"went": went, "place": "the drop-in", "day": "6 Oct 2026"}
        client.form(f"/people/{case.person.reference}/in-person", data=answers)
        assert "See in person" not in client.get("/today").text
        assert "the drop-in" in client.get(f"/people/{case.person.reference}/in-person").text
    assert ("See in person (1)" in seen(case, "worker", on(day + DAY))) is (gone_until == 0)


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"went": ""}, "Choose whether you saw them"),
        ({"place": ""}, "Enter where"),
        ({"day": "7 Oct 2026"}, "The day cannot be after today"),
        ({"day": "1 Sep 2026"}, "Enter a day of the last two weeks"),
    ],
)
def test_what_cannot_be_is_refused_with_everything_typed_still_there(
    case: Case, changed: dict[str, str], says: str
) -> None:
    with time_machine.travel(on(FIRST), tick=False):
        client = case.team.sign_in("worker")
        typed = {"went": "seen", "place": "Mill Street", "day": "6 Oct 2026"} | changed
        answer = client.form(f"/people/{case.person.reference}/in-person", data=typed)
    assert answer.status_code == 200
    assert says in answer.text
    assert "place" in changed or 'value="Mill Street"' in answer.text


def test_two_reminders_without_a_word_ask_for_somebody_to_go(case: Case) -> None:
    case.book(1, FIRST)
    with transaction():
        texts = db.session.scalars(db.select(Text).where(Text.kind.in_(sorted(REMINDERS))).limit(2)).all()
        for text in texts:
            text.state, text.handed_at = "delivered", on(FIRST - 3 * DAY, 10)
        assert len(texts) == 2
    now = on(FIRST - DAY, 15)
    assert "2 reminders unanswered" in seen(case, "worker", now)
    with transaction():
        sid = {"sid": "SM1", "number": "+447700900123", "number_index": b"x" * 32, "body": "ok"}
        at = {"received_at": now, "read_at": now}
        whose = {"agency_id": case.team.agency_id, "person_id": case.person.id, "meaning": "other"}
        db.session.add(Reply(**sid, **at, **whose))
    assert "reminders unanswered" not in seen(case, "worker", now + dt.timedelta(minutes=5))


def test_who_came_since_has_answered_by_coming(case: Case) -> None:
    case.book(1, FIRST)
    with transaction():
        for text in db.session.scalars(db.select(Text).where(Text.kind.in_(sorted(REMINDERS))).limit(2)):
            text.state, text.handed_at = "delivered", on(FIRST - 3 * DAY, 10)
    case.attend(2, FIRST - DAY)
    assert "reminders unanswered" not in seen(case, "worker", on(FIRST - DAY, 15))


def test_nobody_goes_to_see_somebody_in_custody(case: Case) -> None:
    case.book(1, FIRST)
    no_address(case)
    with transaction():
        person = db.session.get_one(Person, case.person.id)
        kind = CircumstanceKind.CUSTODY
        people.record_circumstance(person, kind, since=ARRESTED, place="HMP Test", by=case.robin, at=on(ARRESTED, 14))
    assert "See in person" not in seen(case, "worker", on(FIRST - 3 * DAY))


def test_a_text_that_did_not_arrive_asks_for_nobody_once_the_appointment_has_begun(case: Case) -> None:
    case.book(1, FIRST)
    with transaction():
        text = db.session.scalars(db.select(Text).where(Text.kind == "one_day")).one()
        text.state, text.ended_why = "undelivered", "The phone is off or out of reach"
    assert "out of reach" in seen(case, "worker", on(FIRST, 9))
    after = seen(case, "worker", on(FIRST, 11))
    assert "out of reach" not in after
    assert "Texts not delivered" not in after


def test_a_missed_text_that_did_not_arrive_is_over_once_they_were_seen(case: Case) -> None:
    case.book(1, FIRST)
    with transaction():
        text = db.session.scalars(db.select(Text).where(Text.kind == "one_day")).one()
        text.kind, text.state = "missed", "undelivered"
        text.not_before, text.not_after = on(FIRST, 12), on(FIRST + 3 * DAY, 12)
    assert "Texts not delivered (1)" in seen(case, "worker", on(FIRST + 2 * DAY, 9))
    case.attend(2, FIRST + DAY)
    assert "Texts not delivered" not in seen(case, "worker", on(FIRST + 2 * DAY, 9))


def test_what_the_court_decided_is_asked_for_until_it_is_recorded(case: Case) -> None:
    reference = case.referral.hearing.reference if case.referral.hearing else ""
    after = on(COURT_DAY + DAY)
    page = seen(case, "liaison", after)
    assert "Court day passed, result needed (1)" in headings(page)
    assert f"/hearings/{reference}?back=today" in page
    with time_machine.travel(after, tick=False):
        client = case.team.sign_in("liaison")
        said = {"kind": "ended", "result_code": "withdrawn", "decided_by": "The court"}
        said |= {"decided_on": "3 Nov 2026", "reference": "register 7"}
        client.form(f"/hearings/{reference}?back=today", data=said)
        assert "result needed" not in client.get("/today").text


def test_another_matters_court_day_is_asked_for_too(case: Case) -> None:
    with transaction():
        person = db.session.get_one(Person, case.person.id)
        courts.schedule_hearing(
            person,
            court_code=THAMES,
            day=FIRST,
            time=dt.time(10),
            other_matter=True,
            by=case.robin,
            at=on(ARRESTED, 14),
        )
        assert db.session.scalars(db.select(Text).where(Text.kind == "court_one_day")).all()
    assert "Thames, Tue 6 Oct. What did the court decide?" in seen(case, "liaison", on(FIRST + DAY))


def test_the_liaison_sees_nothing_of_attendance_texts_or_whom_to_see(case: Case) -> None:
    case.book(1, FIRST)
    no_address(case)
    at = on(FIRST, 9)
    assert "Today (1)" in headings(seen(case, "worker", at))
    page = seen(case, "liaison", at)
    assert headings(page) == []
    assert "No fixed address" not in seen(case, "liaison", at, "/today/print")


def test_an_administrator_has_no_today(case: Case) -> None:
    with time_machine.travel(on(FIRST), tick=False):
        assert case.team.sign_in("administrator").get("/today").status_code == 404


def test_a_manager_decides_on_release_on_people_without_a_worker_and_on_leavers(case: Case) -> None:
    case.book(1, FIRST)
    with transaction():
        text = db.session.scalars(db.select(Text).where(Text.kind == "one_day")).one()
        text.on_hold_why = Hold.RELEASE.value
        case.referral.worker_id = None
    page = seen(case, "manager", on(FIRST - 3 * DAY))
    assert "Needs a decision (2)" in headings(page)[0]
    figures = seen(case, "manager", on(FIRST - 3 * DAY), "/monitoring/2026-q4")
    assert "Needs a decision (2)" in headings(figures)[0], "above the figures, where a manager starts (ux 2.3)"
    assert "No worker has them" in figures
    assert "Needs a decision" not in seen(case, "manager", on(FIRST - 3 * DAY), "/monitoring/2026-q4?shared=yes")
    assert "Needs a decision" not in seen(case, "manager", on(FIRST - 3 * DAY), "/monitoring/2026-q3")
    assert "this text waits for your release" in page
    assert "No worker has them" in page
    assert "Needs a decision" not in seen(case, "worker", on(FIRST - 3 * DAY))


def test_court_near_and_an_attendance_missing_is_one_row_with_its_buttons(case: Case) -> None:
    day = COURT_DAY - DAY
    case.book(1, day - 3 * DAY)
    page = seen(case, "worker", on(day))
    assert "Court soon, not settled (1)" in headings(page)
    assert not any("Attendance to record" in one for one in headings(page))
    assert page.count('value="attended"') == 1


def test_the_day_sheet_names_nobody(case: Case) -> None:
    case.book(1, FIRST)
    no_address(case)
    page = seen(case, "worker", on(FIRST, 9), "/today/print")
    assert f"J.B. {case.person.reference}" in page
    assert "10:00am" in page
    assert "Mill Street" in page
    assert page.count("☐") == 4
    assert "Josephine" not in page
    assert "Barnes" not in page


def test_seen_is_recorded_once(case: Case) -> None:
    for _ in range(2):
        with transaction():
            person = db.session.get_one(Person, case.person.id)
            people.record_in_person(person, Went.SEEN, day=FIRST, where="x", by=case.robin, at=on(FIRST))
    assert len(people.seen_lately(case.person)) == 1
    assert clock.local_day(on(FIRST)) == FIRST
