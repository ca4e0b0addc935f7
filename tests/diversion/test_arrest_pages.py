"""The new arrest page (wireframe 7): nine fields, four for somebody known, and everything typed is kept."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import time_machine
from sqlalchemy import func, select

from casework.courts import services as courts
from casework.courts.models import Hearing
from casework.kernel.database import db, transaction
from casework.people.models import Person, SafeguardingRecord
from diversion.models import Referral, Scheme
from reminders.models import Text
from tests.diversion.conftest import ARRESTED, COURT_DAY, Case, on
from tests.support.application import Reader
from tests.support.reading import Page
from tests.support.staff import Team

pytestmark = pytest.mark.sqlite
SignIn = Callable[[str], Reader]
TYPED = {
    "name": "Josephine Barnes",
    "date_of_birth": "3 Feb 95",
    "mobile": "07700 900123",
    "safe_to_text": "yes",
    "arrested": "today",
    "police_reference": "01 HT 12345/26",
    "court": "B01ND00",
    "court_date": "2026-11-03",
    "court_time": "10am",
    "agreed": "in_person",
}


@pytest.fixture(autouse=True)
def on_the_day() -> Iterator[None]:
    with time_machine.travel(on(ARRESTED, 14), tick=True):
        yield


@pytest.fixture
def robin(case: Case, sign_in: SignIn) -> Reader:
    case.scheme()
    return sign_in("worker")


def post(robin: Reader, where: str = "/arrests/new", **changes: Any) -> Any:
    return robin.form(where, data={**TYPED, **changes})


def count(table: Any) -> int:
    return db.session.scalar(select(func.count()).select_from(table)) or 0


def test_nine_fields_on_one_page(robin: Reader) -> None:
    page = robin.get("/arrests/new").text
    for number in range(1, 10):
        assert f"{number}. " in page
    assert "10. " not in page


def test_the_court_that_was_set_up_is_chosen_before_anybody_was_ever_listed(team: Team, robin: Reader) -> None:
    with transaction():
        courts.add_contact(
            kind="court",
            name="Listing office",
            email="list@example.org",
            court_codes=["B01ND00"],
            by=team.actor("administrator"),
            at=on(ARRESTED),
        )
    assert '<option value="B01ND00" selected>' in robin.get("/arrests/new").text


def test_a_new_arrest_begins_with_the_scheme_used_last(case: Case, robin: Reader) -> None:
    post(robin)
    case.scheme("TRUST")
    referral = db.session.scalars(select(Referral)).one()
    with transaction():
        for scheme in db.session.scalars(select(Scheme).where(Scheme.id != referral.scheme_id)):
            scheme.name = "A scheme that comes first in the alphabet"
    (form,) = [one for one in Page(robin.get("/arrests/new").text).forms if "police_reference" in one.names]
    assert form.hidden["scheme"] == referral.scheme.reference


def test_an_arrest_is_saved_by_saying_how_they_agreed(robin: Reader) -> None:
    answer = post(robin)
    assert answer.status_code == 303
    referral = db.session.scalars(select(Referral)).one()
    assert answer.headers["Location"].startswith(f"/referrals/{referral.reference}")
    assert (referral.person.given_name, referral.person.family_name) == ("Josephine", "Barnes")
    assert referral.urn == "01HT1234526"
    assert referral.hearing is not None
    assert referral.hearing.day == COURT_DAY
    assert referral.agreement is not None


def test_not_yet_makes_a_new_referral_without_agreement(robin: Reader) -> None:
    post(robin, agreed="not_yet")
    referral = db.session.scalars(select(Referral)).one()
    assert referral.agreement is None
    assert referral.status == "new"


def test_pressing_twice_has_one_effect(robin: Reader) -> None:
    hidden = robin.get("/arrests/new")
    from tests.support.application import hidden_fields

    body = {**hidden_fields(hidden.text, "/arrests/new"), **TYPED}
    first, second = robin.post("/arrests/new", data=body), robin.post("/arrests/new", data=body)
    assert first.headers["Location"] == second.headers["Location"]
    assert (count(Person), count(Referral)) == (1, 1)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        pytest.param({"name": ""}, "Enter their name", id="no name"),
        pytest.param({"date_of_birth": "31/02/1995"}, "date", id="31 February"),
        pytest.param({"date_of_birth": "1899"}, "date", id="1899"),
        pytest.param({"mobile": "020 7946 0123"}, "landline", id="a landline"),
        pytest.param({"arrested": "other", "arrested_on": ""}, "Enter the day of the arrest", id="no day"),
        pytest.param({"court": ""}, "Choose the court", id="no court"),
        pytest.param({"court_date": "other", "court_day": "1 Sep 2026"}, "must be after the arrest", id="court before"),
        pytest.param({"mobile": "", "safe_to_text": "yes"}, "Enter the mobile number", id="safe, but no number"),
        pytest.param({"name": "Jo\u202eBarnes"}, "hidden characters", id="right to left override"),
    ],
)
def test_refused_at_the_field_with_everything_typed_kept(robin: Reader, changes: dict[str, str], said: str) -> None:
    answer = post(robin, **changes)
    assert answer.status_code == 200
    assert said in answer.text
    assert "01 HT 12345/26" in answer.text
    assert (count(Person), count(Referral), count(Hearing)) == (0, 0, 0)


@pytest.mark.parametrize(
    "name", ["O'Brien-Łukasz", "Null", "Robert'); DROP TABLE person;--", "<script>alert(1)</script>"]
)
def test_any_name_is_kept_literally(robin: Reader, name: str) -> None:
    assert post(robin, name=f"Ann {name}").status_code == 303
    person = db.session.scalars(select(Person)).one()
    assert f"{person.given_name} {person.family_name}".strip() == f"Ann {name}"


def test_under_18_keeps_nothing_but_who_was_told(robin: Reader) -> None:
    """R4."""
    answer = post(robin, date_of_birth="30 Sep 2008")
    assert "Under 18: this cannot be an offence" in answer.text
    assert "No referral has been made" in answer.text
    hidden = next(form.hidden for form in Page(answer.text).forms if form.posts_to("/arrests/safeguarding"))
    told = {
        "name": "Josephine Barnes",
        "told_who": "Tower Hamlets children's duty team",
        "told_on": "29 Sep 2026",
        "told_at": "1:30pm",
        "date_of_birth": "30 Sep 2008",
        "offence_on": "29 Sep 2026",
    }
    kept = robin.post("/arrests/safeguarding", data={**hidden, **told})
    assert kept.status_code == 303
    row = db.session.scalars(select(SafeguardingRecord)).one()
    assert (row.reason, row.told_who) == ("under_18", "Tower Hamlets children's duty team")
    assert "Nothing else was kept" in robin.get(kept.headers["Location"]).text
    assert [count(table) for table in (Person, Referral, Hearing, Text)] == [0, 0, 0, 0]


def test_safeguarding_without_who_was_told_is_refused(robin: Reader) -> None:
    answer = post(robin, date_of_birth="30 Sep 2008")
    hidden = next(form.hidden for form in Page(answer.text).forms if form.posts_to("/arrests/safeguarding"))
    again = robin.post("/arrests/safeguarding", data={**hidden, "name": "Josephine", "told_on": "29 Sep 2026"})
    assert "Enter who was told" in again.text
    assert count(SafeguardingRecord) == 0


@pytest.mark.parametrize(
    ("changes", "title"),
    [
        pytest.param({"date_of_birth": ""}, "Age not known: stop here", id="not known"),
        pytest.param({"age_doubted": "yes"}, "Age in doubt: stop here", id="doubted"),
    ],
)
def test_an_age_not_known_stops_and_lets_one_go_back(robin: Reader, changes: dict[str, str], title: str) -> None:
    answer = post(robin, **changes)
    assert title in answer.text
    form = next(form for form in Page(answer.text).forms if form.posts_to("/arrests/new") and "back" in form.hidden)
    back = robin.post("/arrests/new", data=form.hidden)
    assert "01 HT 12345/26" in back.text
    assert "There is a problem" not in back.text
    assert count(Person) == 0


def test_the_same_person_is_asked_about_and_never_joined_by_itself(robin: Reader) -> None:
    """R6."""
    post(robin)
    asked = post(robin, arrested="today", police_reference="01HT1234627")
    assert "Is this the same person?" in asked.text
    assert count(Referral) == 1
    person = db.session.scalars(select(Person)).one()
    form = next(form for form in Page(asked.text).forms if form.posts_to("/arrests/new"))
    hidden = {**form.hidden, "safe_to_text": "yes"}
    answer = robin.post("/arrests/new", data={**hidden, "same_as": person.reference})
    assert answer.status_code == 303
    assert (count(Person), count(Referral)) == (1, 2)


def test_somebody_else_of_the_same_name_is_somebody_else(robin: Reader) -> None:
    post(robin)
    asked = post(robin, police_reference="01HT1234627", mobile="07700 900124")
    form = next(form for form in Page(asked.text).forms if form.posts_to("/arrests/new"))
    answer = robin.post("/arrests/new", data={**form.hidden, "same_as": "nobody"})
    assert answer.status_code == 303
    assert (count(Person), count(Referral)) == (2, 2)


def test_a_repeat_arrest_asks_four_things_and_the_agreement(robin: Reader) -> None:
    post(robin)
    person = db.session.scalars(select(Person)).one()
    where = f"/arrests/new?person={person.reference}"
    page = robin.get(where).text
    assert "1. Arrested" in page
    assert "4. Court date" in page
    assert "6. " not in page
    names = {name for form in Page(page).forms if form.posts_to(where) for name in form.names}
    assert {"name", "date_of_birth", "mobile", "safe_to_text"}.isdisjoint(names)
    again = {k: v for k, v in TYPED.items() if k in names} | {"police_reference": "", "agreed": "phone"}
    assert robin.form(where, data=again).status_code == 303
    assert (count(Person), count(Referral)) == (1, 2)


def test_trust_asks_what_opting_in_at_court_needs(case: Case, robin: Reader) -> None:
    where = f"/arrests/new?scheme={case.scheme('TRUST').reference}"
    page = robin.get(where).text
    assert "Legal advice was offered" in page
    assert "Opting in is not an admission" in page
    missing = robin.form(where, data={**TYPED, "agreed": "at_court", "opted_in_on": "29 Sep 2026"})
    assert "Offer legal advice" in missing.text
    given = {"opted_in_on": "29 Sep 2026", "legal_advice": "yes", "bail": "conditional", "agreed": "at_court"}
    assert robin.form(where, data={**TYPED, **given}).status_code == 303
    referral = db.session.scalars(select(Referral)).one()
    assert referral.opt_in is not None
    assert referral.opt_in.adjourned_to == COURT_DAY


def test_an_ended_scheme_takes_nobody(case: Case, robin: Reader) -> None:
    with transaction():
        case.scheme().ended_at = on(ARRESTED)
    assert "No scheme takes referrals yet" in robin.get("/arrests/new").text


def test_a_liaison_records_no_arrest(case: Case, sign_in: SignIn) -> None:
    assert sign_in("liaison").get("/arrests/new").status_code in (403, 404)


def test_foreign_fields_are_ignored(robin: Reader) -> None:
    post(robin, agency_id="99", status="completed", version="999", done="2")
    referral = db.session.scalars(select(Referral)).one()
    assert (referral.status, referral.done, referral.version) == ("in_progress", 0, referral.version)
    assert referral.agency_id != 99


def test_a_number_somebody_else_has_asks_whether_the_phone_is_shared(robin: Reader) -> None:
    """R13."""
    post(robin)
    another = {"name": "Mia Turner", "date_of_birth": "1 May 1990", "police_reference": ""}
    asked = post(robin, **another)
    assert "Somebody else has this number too" in asked.text
    assert "Someone else may see this phone" in asked.text
    assert "Barnes" not in asked.text
    assert post(robin, **another, shared_phone="yes").status_code == 303


def test_a_known_persons_safe_contact_is_not_written_over(robin: Reader) -> None:
    from casework.people import services as people

    post(robin)
    person = db.session.scalars(select(Person)).one()
    asked = post(robin, mobile="07700 900199", safe_to_text="no", police_reference="01HT1234627")
    form = next(form for form in Page(asked.text).forms if form.posts_to("/arrests/new"))
    assert robin.post("/arrests/new", data={**form.hidden, "same_as": person.reference}).status_code == 303
    contact = people.safe_contact(db.session.get_one(Person, person.id))
    assert contact is not None
    assert (contact.mobile, contact.safe_to_text) == ("+447700900123", "yes")


def test_where_two_dates_of_birth_differ_the_younger_one_decides(robin: Reader) -> None:
    post(robin)
    person = db.session.scalars(select(Person)).one()
    with transaction():
        db.session.get_one(Person, person.id).date_of_birth = dt.date(2008, 9, 30)
    where = f"/arrests/new?person={person.reference}"
    answer = robin.form(
        where, data={"arrested": "today", "court": "B01ND00", "court_date": "2026-11-03", "agreed": "phone"}
    )
    assert "Under 18: this cannot be an offence" in answer.text
