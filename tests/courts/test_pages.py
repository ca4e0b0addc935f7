"""Another court date, and what came of one, through the browser's own requests."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from flask import Flask

from casework.courts import services
from casework.courts.models import Hearing
from casework.kernel.database import db, transaction
from casework.people.models import Person
from casework.people.services import circumstances
from tests.people.cast import AT, TODAY, add_jo, other_agency
from tests.people.test_pages import error_at
from tests.support.application import Reader, hidden_fields
from tests.support.staff import Team

SignIn = Callable[[str], Reader]
NEW = {"court": "thames mags", "day": "8 Dec 2026", "time": "10am", "matter": "Theft"}
EXCUSED = {
    "kind": "excused",
    "decided_by": "District Judge Moss",
    "decided_on": "21/11/26",
    "reference": "e-mail of 21 November",
    "result_code": "",
    "day": "",
    "time": "",
    "court": "",
}


@pytest.fixture(autouse=True)
def _today() -> Any:
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture
def jo(within: Flask, team: Team) -> Person:
    return add_jo(team.actor("worker"))


@pytest.fixture
def hearing(team: Team, jo: Person) -> Hearing:
    with transaction():
        return services.schedule_hearing(
            jo, court_code="B01ND00", day=dt.date(2026, 12, 8), time=dt.time(10), by=team.actor("worker"), at=AT
        )


def test_another_court_date_counts_as_another_matter(jo: Person, sign_in: SignIn) -> None:
    answer = sign_in("liaison").form(f"/people/{jo.reference}/hearings/new", data=NEW)
    assert answer.headers["Location"] == f"/people/{jo.reference}?saved=1"
    kept = services.hearings_of(jo)[0]
    assert (kept.court_code, kept.day, kept.other_matter, kept.matter) == (
        "B01ND00",
        dt.date(2026, 12, 8),
        True,
        "Theft",
    )


@pytest.mark.parametrize(
    ("changed", "field", "says"),
    [
        ({"court": ""}, "court", "Enter the court"),
        ({"court": "Newport"}, "court", "Hampshire or Newport"),
        ({"court": "Tames"}, "court", "Thames Magistrates"),
        ({"court": "Atlantis"}, "court", "No court has this name"),
        ({"court": "Camberwell Green"}, "court", "has closed"),
        ({"day": ""}, "day", "Enter the court date"),
        ({"day": "8 Dec 2031"}, "day", "Check the year"),
        ({"time": ""}, "time", "Enter the time"),
        ({"day": "28 Mar 2027", "time": "1:30am"}, "time", "does not exist"),
    ],
)
def test_what_cannot_be_listed_is_refused_at_its_field(
    jo: Person, sign_in: SignIn, changed: dict[str, str], field: str, says: str
) -> None:
    answer = sign_in("worker").form(f"/people/{jo.reference}/hearings/new", data=NEW | changed)
    assert answer.status_code == 200
    assert says in error_at(answer.text, field).replace("&#39;", "'")
    assert 'value="Theft"' in answer.text
    assert services.hearings_of(jo) == []


def test_excused_shows_who_when_and_reference(hearing: Hearing, sign_in: SignIn) -> None:
    client = sign_in("liaison")
    assert client.form(f"/hearings/{hearing.reference}", data=EXCUSED).status_code == 303
    shown = client.get(f"/hearings/{hearing.reference}").text
    assert "Need not attend this hearing" in shown
    assert "District Judge Moss, 21 November 2026, reference e-mail of 21 November" in shown
    assert "only when a worker releases it" in shown


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"kind": ""}, "kind"),
        ({"kind": "ended"}, "result_code"),
        ({"kind": "ended", "result_code": "1144"}, "result_code"),
        ({"kind": "ended", "result_code": "9999"}, "result_code"),
        ({"decided_by": ""}, "decided_by"),
        ({"decided_on": "22/11/26"}, "decided_on"),
        ({"reference": ""}, "reference"),
        ({"kind": "went_ahead"}, "kind"),
        ({"kind": "adjourned"}, "day"),
        ({"kind": "adjourned", "day": "22 Dec 2026"}, "time"),
        ({"kind": "adjourned", "day": "8 Dec 2026", "time": "10am"}, "day"),
        ({"kind": "adjourned", "day": "22 Dec 2026", "time": "10am", "court": "Newport"}, "court"),
    ],
)
def test_what_is_missing_is_refused_at_its_field(
    hearing: Hearing, sign_in: SignIn, changed: dict[str, str], field: str
) -> None:
    answer = sign_in("liaison").form(f"/hearings/{hearing.reference}", data=EXCUSED | changed)
    assert answer.status_code == 200
    assert error_at(answer.text, field)
    db.session.rollback()
    assert db.session.get_one(Hearing, hearing.id).outcome is None


def test_put_off_leads_to_the_new_date(jo: Person, hearing: Hearing, sign_in: SignIn) -> None:
    client = sign_in("liaison")
    data = EXCUSED | {"kind": "adjourned", "day": "22 Dec 2026", "time": "2pm", "court": "Croydon"}
    answer = client.form(f"/hearings/{hearing.reference}", data=data)
    later = services.hearings_of(jo)[0]
    assert answer.headers["Location"] == f"/hearings/{later.reference}?saved=1"
    assert (later.court_code, later.time) == ("B01EF00", dt.time(14))
    old = client.get(f"/hearings/{hearing.reference}").text
    assert "Put off to another day" in old
    assert "Need not attend" not in old
    assert "<form" not in old.split("<main", 1)[1]


def test_a_correction_keeps_what_was_said_before(hearing: Hearing, sign_in: SignIn) -> None:
    client = sign_in("liaison")
    address = f"/hearings/{hearing.reference}"
    client.form(address, data=EXCUSED)
    assert client.form(address, data=EXCUSED | {"kind": "ended", "result_code": "2053"}).status_code == 303
    shown = client.get(address).text
    assert "Discontinuance (2053)" in shown
    assert "Corrected" in shown


def test_a_page_left_open_is_told(hearing: Hearing, sign_in: SignIn) -> None:
    client, colleague = sign_in("liaison"), sign_in("worker")
    address = f"/hearings/{hearing.reference}"
    mine = hidden_fields(client.get(address).text, address)
    colleague.form(address, data=EXCUSED)
    answer = client.post(address, data={**mine, **EXCUSED, "kind": "will_not_take_place"})
    assert answer.status_code == 409
    assert "The court excused attendance" in answer.text


def test_a_warrant_shows_on_the_person(team: Team, jo: Person, sign_in: SignIn) -> None:
    with transaction():
        today = services.schedule_hearing(
            jo, court_code="B01ND00", day=TODAY, time=dt.time(10), by=team.actor("worker"), at=AT
        )
    data = EXCUSED | {"kind": "warrant", "decided_by": "The court", "reference": ""}
    assert sign_in("liaison").form(f"/hearings/{today.reference}", data=data).status_code == 303
    assert [row.kind for row in circumstances(jo, TODAY)] == ["warrant"]


def test_another_agencys_hearing_is_the_same_404_as_none(team: Team, hearing: Hearing, sign_in: SignIn) -> None:
    stranger = other_agency(team).sign_in("worker")
    assert stranger.get(f"/hearings/{hearing.reference}").status_code == 404
    assert stranger.get("/hearings/ZZZZZZZZ").status_code == 404
    assert sign_in("administrator").get(f"/hearings/{hearing.reference}").status_code == 404


def test_a_result_is_recorded_by_its_words_with_who_and_when(hearing: Hearing, sign_in: SignIn) -> None:
    client = sign_in("liaison")
    ended = EXCUSED | {"kind": "ended", "result_code": "discontinued"}
    assert client.form(f"/hearings/{hearing.reference}?back=today", data=ended).headers["Location"] == "/today?saved=1"
    shown = client.get(f"/hearings/{hearing.reference}").text
    assert "Discontinuance (2053)" in shown
    assert "Recorded by Lesley Marsh, Sat 21 Nov" in shown


@pytest.mark.parametrize(
    ("typed", "says"),
    [("bail", "Type more of one of these"), ("zebra", "No court result has these words")],
)
def test_words_of_several_results_or_none_are_asked_again(
    hearing: Hearing, sign_in: SignIn, typed: str, says: str
) -> None:
    answer = sign_in("liaison").form(f"/hearings/{hearing.reference}", data=EXCUSED | {"result_code": typed})
    assert says in error_at(answer.text, "result_code")
    assert f'value="{typed}"' in answer.text


def test_what_ended_by_mistake_is_put_off_after_all(jo: Person, hearing: Hearing, sign_in: SignIn) -> None:
    client = sign_in("liaison")
    client.form(f"/hearings/{hearing.reference}", data=EXCUSED)
    data = EXCUSED | {"kind": "adjourned", "day": "22 Dec 2026", "time": "2pm"}
    assert client.form(f"/hearings/{hearing.reference}", data=data).status_code == 303
    db.session.rollback()
    assert [row.kind for row in db.session.get_one(Hearing, hearing.id).outcomes] == ["excused", "adjourned"]
    assert services.hearings_of(jo)[0].day == dt.date(2026, 12, 22)
