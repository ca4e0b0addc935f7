"""The page of a referral and the acts on it (wireframe 4), fetched as a worker would."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import time_machine
from sqlalchemy import select

from casework.appointments.models import Appointment
from casework.appointments.rules import Outcome
from casework.kernel.database import db, transaction
from diversion.models import Referral
from notices.models import Notice
from tests.diversion.conftest import Case, on
from tests.support.application import Reader
from tests.support.corrections import LEARNED_MORE
from tests.support.reading import Page

pytestmark = pytest.mark.sqlite
SignIn = Callable[[str], Reader]
FIRST, SECOND = dt.date(2026, 10, 6), dt.date(2026, 10, 13)
NOW = on(SECOND, 16)


@pytest.fixture(autouse=True)
def afternoon() -> Iterator[None]:
    with time_machine.travel(NOW, tick=True):
        yield


@pytest.fixture
def robin(case: Case, sign_in: SignIn) -> Reader:
    case.arrest()
    return sign_in("worker")


def here(case: Case, rest: str = "") -> str:
    return f"/referrals/{case.referral.reference}{rest}"


def complete(case: Case) -> None:
    case.share()
    case.contacts()
    case.attend(1, FIRST)
    case.attend(2, SECOND)


def send(client: Reader, where: str, **typed: Any) -> Any:
    return client.form(where, data=typed)


def test_it_shows_where_it_stands_and_what_the_court_will_see(case: Case, robin: Reader) -> None:
    case.attend(1, FIRST)
    case.book(2, dt.date(2026, 10, 27))
    page = robin.get(here(case)).text
    for words in (
        "1 of 2",
        "Fri 30 Oct (scheme rule)",
        "01HT1234526",
        "Tue 3 Nov 2026, 10:00am, Thames Magistrates",
        "Not yet completed. Attended 1 of 2. Second appointment booked for 27 October 2026, before the hearing.",
        "Not agreed yet, so nobody can be told",
        "17 days left",
    ):
        assert words in page


def test_attended_is_one_button_on_this_page(case: Case, robin: Reader) -> None:
    appointment_id = case.book(1, SECOND)
    form = next(f for f in Page(robin.get(here(case)).text).forms if "/outcome" in f.attributes.get("action", ""))
    answer = robin.post(form.attributes["action"], data={**form.hidden, "outcome": "attended"})
    assert answer.headers["Location"].startswith(here(case))
    page = robin.get(answer.headers["Location"]).text
    assert "Saved: attended" in page
    assert "Undo" in page
    assert db.session.get_one(Appointment, appointment_id).outcome == Outcome.ATTENDED


def test_somebody_forgot(case: Case, robin: Reader) -> None:
    complete_but_one(case)
    page = robin.get(here(case)).text
    assert "Check first" in page
    assert "Attendance on 13 October is not recorded. Do not report yet." in page
    assert here(case, "/tell") not in page
    told = robin.get(here(case, "/tell")).text
    assert "Do not report yet" in told
    assert "Send to CPS and court" not in told


def complete_but_one(case: Case) -> None:
    case.share()
    case.contacts()
    case.attend(1, FIRST)
    case.book(2, SECOND)


def test_telling_shows_word_for_word_and_then_sends(case: Case, robin: Reader) -> None:
    complete(case)
    page = robin.get(here(case, "/tell")).text
    assert "Completed. Attended 2 of 2 required appointments: 6 October and 13 October 2026." in page
    assert "Josephine Barnes" in page
    assert "cps@example.org" in page
    answer = send(robin, here(case, "/tell"), service_note="")
    assert answer.status_code == 303
    assert len(db.session.scalars(select(Notice)).all()) == 2
    assert "Notice 1" in robin.get(here(case)).text


def test_a_change_while_looking_sends_nothing(case: Case, robin: Reader) -> None:
    from tests.support.application import hidden_fields

    complete(case)
    where = here(case, "/tell")
    hidden = hidden_fields(robin.get(where).text, where)
    case.record(
        (row := db.session.scalars(select(Appointment).order_by(Appointment.id.desc())).first()).id,  # type: ignore[union-attr]
        Outcome.REASON_NOT_KNOWN,
        replaces=row.attendances[-1],  # type: ignore[union-attr]
        why=LEARNED_MORE,
        at=NOW,
    )
    answer = robin.post(where, data={**hidden, "service_note": ""})
    assert "Something changed while you were looking" in answer.text
    assert db.session.scalars(select(Notice)).all() == []


def test_without_agreement_nobody_can_be_told(case: Case, robin: Reader) -> None:
    case.contacts()
    assert "has not agreed to this being shared" in robin.get(here(case, "/tell")).text


def test_what_may_be_shared_is_asked_and_can_be_withdrawn(case: Case, robin: Reader) -> None:
    answer = send(robin, here(case, "/sharing"), recipients=["cps", "court"], how="in_person", given_on="13 Oct 2026")
    assert answer.status_code == 303
    assert "Agreed 13 October 2026, in person: the CPS and the court" in robin.get(here(case)).text
    form = next(
        f for f in Page(robin.get(here(case, "/sharing")).text).forms if "withdrawal" in f.attributes.get("action", "")
    )
    assert robin.post(form.attributes["action"], data=form.hidden).status_code == 303
    assert "Agreement withdrawn" in robin.get(here(case)).text


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        pytest.param({"how": "in_person", "given_on": "13 Oct 2026"}, "Choose who may be told", id="with nobody"),
        pytest.param(
            {"recipients": "cps", "how": "in_person", "given_on": "14 Oct 2026"}, "after today", id="tomorrow"
        ),
        pytest.param(
            {"recipients": "cps", "how": "in_person", "given_on": "1 Sep 2026"}, "before the arrest", id="before"
        ),
        pytest.param(
            {"recipients": "press", "how": "in_person", "given_on": "13 Oct 2026"}, "one of the answers", id="the press"
        ),
    ],
)
def test_sharing_is_refused_at_its_field(case: Case, robin: Reader, typed: dict[str, str], said: str) -> None:
    assert said in send(robin, here(case, "/sharing"), **typed).text
    assert case.referral.sharing is None


def test_a_new_court_date_moves_everything(case: Case, robin: Reader) -> None:
    answer = send(robin, here(case, "/hearing"), day="24 Nov 2026", time="10am", court="B01ND00")
    assert answer.status_code == 303
    page = robin.get(here(case)).text
    assert "Tue 24 Nov 2026" in page
    assert "Fri 20 Nov (scheme rule)" in page


def test_closing_keeps_the_court_date(case: Case, robin: Reader) -> None:
    answer = send(robin, here(case, "/close"), kind="withdrawn", closed_on="13 Oct 2026", note="Asked to stop")
    assert answer.status_code == 303
    page = robin.get(here(case)).text
    assert "Withdrawn" in page
    assert "Withdrew from the scheme on 13 October 2026." in page
    assert "Asked to stop" not in page
    assert "Tue 3 Nov 2026" in page


def test_a_try_at_contact_is_written_down(case: Case, robin: Reader) -> None:
    case.arrest(
        agreed=None, police_reference="01HT1234627", mobile=None, safe_to_text=case.answers().safe_to_text.NOT_ASKED
    )
    assert "New" in robin.get(here(case)).text
    assert send(robin, here(case, "/attempts"), how="phone", reached="no").status_code == 303
    page = robin.get(here(case)).text
    assert "Trying to reach" in page
    assert "by phone: not reached" in page
    assert send(robin, here(case, "/agreement"), how="phone", given_on="13 Oct 2026").status_code == 303
    assert "Trying to reach" not in robin.get(here(case)).text


def test_told_of_an_appointment(case: Case, robin: Reader) -> None:
    case.book(1, dt.date(2026, 10, 20), at=NOW)
    form = next(f for f in Page(robin.get(here(case)).text).forms if f.attributes.get("action", "").endswith("/told"))
    assert robin.post(form.attributes["action"], data=form.hidden).status_code == 303
    assert case.referral.requirements[0].bookings[0].told_how == "in_person"


def led(robin: Reader, address: str) -> str:
    """Where what an appointment leaves behind is written."""
    answer = robin.get(address)
    assert answer.status_code == 303
    return str(answer.headers["Location"])


def test_trust_asks_for_its_assessment_and_its_plan(case: Case, robin: Reader) -> None:
    case.arrest(
        "TRUST", police_reference="01HT1234627", mobile=None, safe_to_text=case.answers().safe_to_text.NOT_ASKED
    )
    case.attend(1, FIRST)
    case.attend(2, SECOND, hour=11)
    page = robin.get(here(case)).text
    assert "Write the needs assessment" in page
    where = led(robin, here(case, "/requirements/1/assessment"))
    assert send(robin, where.replace("?", "/housing?"), scale="hard", wants="A room").status_code == 303
    empty = send(robin, where, made_on="")
    assert "Enter the day of the assessment" in empty.text
    ticked = {"counts": where.partition("=")[2]}
    assert send(robin, where, made_on="6 Oct 2026", **ticked).headers["Location"] == f"{here(case)}?saved=1"
    where = led(robin, here(case, "/requirements/2/plan"))
    assert send(robin, where, goal="A room", heading="housing").status_code == 303
    agree = where.replace("?", "/agree?")
    missing = send(robin, agree, agreed_on="13 Oct 2026")
    assert "Tick once the plan has been agreed" in missing.text
    ticked = {"counts": where.partition("=")[2]}
    assert send(robin, agree, agreed_on="13 Oct 2026", agreed="yes", **ticked).status_code == 303
    assert "Completed" in robin.get(here(case)).text
    assert robin.get(here(case, "/requirements/2/assessment")).status_code == 404


def test_one_attendance_is_ticked_across(case: Case, robin: Reader) -> None:
    with transaction():
        case.referral.scheme.shares_attendance = True
    first_id = case.referral_id
    case.arrest_again(at=NOW, arrested_on=dt.date(2026, 10, 10), court_day=dt.date(2026, 11, 17))
    second, case.referral_id = case.referral_id, first_id
    case.attend(1, SECOND, hour=12)
    page = robin.get(here(case)).text
    assert "Does this attendance count for another referral too?" in page
    form = next(f for f in Page(page).forms if f.attributes.get("action", "").endswith("/also"))
    other = db.session.get_one(Referral, second)
    robin.post(form.attributes["action"], data={**form.hidden, "also": f"{other.reference}:1"})
    assert db.session.get_one(Referral, second).done == 1
    assert "counts for this referral too" in robin.get(f"/referrals/{other.reference}").text


@pytest.mark.parametrize("rest", ["", "/tell", "/ending", "/release", "/close", "/sharing", "/hearing", "/attempts"])
def test_another_agency_finds_nothing(case: Case, robin: Reader, rest: str) -> None:
    from tests.support.staff import Team

    stranger = Team(case.app, "Harbour Trust").sign_in("worker")
    theirs, nowhere = stranger.get(here(case, rest)), stranger.get(f"/referrals/XXXXXXXX{rest}")
    assert theirs.status_code == nowhere.status_code == 404


def test_a_liaison_sees_the_referral_and_records_nothing(case: Case, robin: Reader, sign_in: SignIn) -> None:
    case.book(1, SECOND)
    lesley = sign_in("liaison")
    page = lesley.get(here(case)).text
    assert "What the court will see now" in page
    assert "/outcome" not in page
    assert lesley.get(here(case, "/close")).status_code in (403, 404)
    assert lesley.get(here(case, "/release")).status_code in (403, 404)


def test_every_look_is_written_down(case: Case, robin: Reader) -> None:
    from casework.kernel.models import Event

    robin.get(here(case))
    record = f"referral:{case.referral.reference}"
    acts = db.session.scalars(select(Event.act).where(Event.record == record)).all()
    assert "consultation" in acts
