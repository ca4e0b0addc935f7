"""Reading the audit trail: the data protection lead all of it without names, managers that of one person (C.9)."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from casework.kernel import audit, clock
from casework.kernel.audit import Act
from casework.kernel.database import db, transaction
from casework.kernel.models import Event
from tests.people.cast import add_jo
from tests.support.application import Reader
from tests.support.staff import Team


def _events() -> list[Event]:
    db.session.rollback()
    return list(db.session.scalars(select(Event).order_by(Event.seq)))


def test_the_data_protection_lead_reads_who_did_what_and_no_name(
    within: Flask, team: Team, sign_in: Callable[[str], Reader]
) -> None:
    jo = add_jo(team.actor("worker"))
    sign_in("worker").get(f"/people/{jo.reference}")
    page = sign_in("data-protection").get("/audit").text
    assert f"person:{jo.reference}" in page
    assert "Robin Hale" in page
    assert "Barnes" not in page
    assert "people_front.person" in page


@pytest.mark.sqlite
def test_a_record_is_not_the_data_protection_leads(within: Flask, team: Team, sign_in: Callable[[str], Reader]) -> None:
    jo = add_jo(team.actor("worker"))
    lead = sign_in("data-protection")
    for address in ("", "/looked-at", "/contact", "/messages"):
        assert lead.get(f"/people/{jo.reference}{address}").status_code == 404


def test_it_is_asked_by_person_colleague_act_and_day(
    within: Flask, team: Team, sign_in: Callable[[str], Reader]
) -> None:
    jo, sam = add_jo(team.actor("worker")), add_jo(team.actor("worker"))
    for role in ("worker", "manager"):
        sign_in(role).get(f"/people/{jo.reference}")
    sign_in("worker").get(f"/people/{sam.reference}")
    lead = sign_in("data-protection")
    assert f"person:{sam.reference}" not in lead.get(f"/audit?person={jo.reference.lower()}").text
    morgan = team.staff_of(team.email("manager")).reference
    seen = lead.get(f"/audit?person={jo.reference}&colleague={morgan}&act=consultation").text
    assert seen.count("wm-row__say") == 1
    assert "Nothing of this kind" in lead.get(f"/audit?person={jo.reference}&act=erasure").text
    assert "Nothing of this kind" in lead.get(f"/audit?person={jo.reference}&last=1+Jan+2020").text


@pytest.mark.sqlite
@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("person=nobody", "A reference has 8 letters and digits"),
        ("first=soon", "From"),
        ("first=3/2/2026&last=2/2/2026", "The last day must not be before the first"),
        ("act=nonsense", "Choose one of the answers listed"),
    ],
)
def test_a_question_that_cannot_be_read_is_answered_at_its_box(
    sign_in: Callable[[str], Reader], question: str, said: str
) -> None:
    page = sign_in("data-protection").get(f"/audit?{question}").text
    assert "There is a problem" in page
    assert said in page
    assert "wm-row__say" not in page


def test_reading_it_is_itself_on_record_with_what_was_asked(within: Flask, sign_in: Callable[[str], Reader]) -> None:
    sign_in("data-protection").get("/audit?act=erasure")
    last = _events()[-1]
    assert (last.act, last.record, last.route) == ("consultation", "audit", "audit.index")
    assert last.detail == {"act": "erasure"}


def test_older_events_are_on_the_next_pages_each_once(
    within: Flask, team: Team, sign_in: Callable[[str], Reader]
) -> None:
    with transaction():
        for number in range(120):
            audit.record(Act.ALTERATION, f"person:{number}", by=team.actor("worker"), at=clock.now())
    lead, address, seen = sign_in("data-protection"), "/audit?act=alteration", list[str]()
    while address:
        page = lead.get(address).text
        seen += [part.split("<")[0] for part in page.split('wm-row__why">person:')[1:]]
        address = (
            page.split('">Older events')[0].rpartition('href="')[2].replace("&amp;", "&") if "Older ev" in page else ""
        )
    assert seen == [str(number) for number in reversed(range(120))]


@pytest.mark.sqlite
def test_nobody_else_reads_the_trail(sign_in: Callable[[str], Reader]) -> None:
    for role in ("worker", "supervisor", "liaison", "manager", "administrator", "partner"):
        assert sign_in(role).get("/audit").status_code == 404


def test_a_manager_reads_who_has_looked_at_one_person(
    within: Flask, team: Team, sign_in: Callable[[str], Reader]
) -> None:
    jo = add_jo(team.actor("worker"))
    sign_in("worker").get(f"/people/{jo.reference}")
    manager = sign_in("manager")
    assert f"/people/{jo.reference}/looked-at" in manager.get(f"/people/{jo.reference}").text
    page = manager.get(f"/people/{jo.reference}/looked-at").text
    assert "<strong>Looked at</strong>" in page
    assert "Robin Hale" in page
    assert "Morgan Pike" in page
    assert sign_in("worker").get(f"/people/{jo.reference}/looked-at").status_code == 404


def test_a_page_is_one_look_whatever_it_was_put_together_from(
    within: Flask, team: Team, sign_in: Callable[[str], Reader]
) -> None:
    jo = add_jo(team.actor("worker"))
    worker, before = sign_in("worker"), len(_events())
    worker.get(f"/people/{jo.reference}/contact")
    (event,) = _events()[before:]
    assert (event.act, event.record) == ("consultation", f"person:{jo.reference}")
    assert event.reason == "caseload"
    assert event.route
