"""The pages of cases meetings, by those who plan, put forward, come, and owe something (4.15-4.17)."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable

import pytest
import time_machine
from flask import Flask

from casework.accounts.models import Agency
from casework.accounts.rules import AgencyKind
from casework.kernel.database import db, transaction
from casework.kernel.models import Event
from casework.meetings.models import CasesAction, CasesItem
from casework.people.models import Person
from tests.people.cast import add_jo
from tests.support.application import Reader, hidden_fields
from tests.support.staff import Team

SignIn = Callable[[str], Reader]
NOON = dt.datetime(2026, 11, 21, 12, tzinfo=dt.UTC)
ASKED = {
    "day": "3/12/2026",
    "time": "10am",
    "place": "The Hub",
    "chair": "Sam Okafor",
    "services": "Mill Street Clinic",
}
PUT = {
    "reason": "health",
    "brief": "Who can see Jo this week?",
    "support": "Wants a methadone script",
    "basis": "agreement",
    "until": "1/3/2027",
}


def follow(client: Reader, address: str, **data: object) -> str:
    """Fill in the form of a page; the page that it leads to."""
    done = client.form(address, data=data)
    assert done.status_code == 303, re.findall(r"error-summary__list.*?</ul>", done.text, re.S)
    return str(done.headers["Location"]).partition("?")[0]


def bodies(page: str) -> dict[str, str]:
    """The bodies that can be ticked, by name."""
    found = re.findall(r'name="to"[^>]*value="(\w+)".*?<label[^>]*>\s*([^<]+?)\s*<', page, re.S)
    return {name: value for value, name in found}


def pressed(client: Reader, page: str, address: str) -> int:
    """The button of a page that posts to the address; the answer's status."""
    return client.post(address, data=hidden_fields(client.get(page).text, address)).status_code


@pytest.mark.sqlite
def test_a_meeting_is_changed_what_was_put_to_it_too_and_nothing_of_it_takes_place(
    app: Flask, team: Team, sign_in: SignIn
) -> None:
    with time_machine.travel(NOON, tick=False):
        with app.app_context():
            jo = add_jo(team.actor("worker")).reference
        worker = sign_in("worker")
        meeting = follow(worker, "/cases-meetings/new", name="Street cases", **ASKED)
        follow(worker, f"{meeting}/change", **{**ASKED, "place": "The Ark"})
        assert "The Ark" in worker.get(meeting).text
        put = f"/people/{jo}{meeting}"
        to = list(bodies(worker.get(put).text).values())
        follow(worker, put, **PUT, to=to, agreed_on="20/11/2026", how="phone")
        with app.app_context():
            item = f"/cases-meetings/items/{db.session.scalars(db.select(CasesItem)).one().reference}"
        follow(worker, item, reason="health", brief="Who can see Jo on Friday?", support="")
        assert "Who can see Jo on Friday?" in worker.get(meeting).text
        assert pressed(worker, item, f"{item}/removal") == 303
        assert "Who can see Jo on Friday?" not in worker.get(meeting).text
        assert pressed(worker, meeting, f"{meeting}/cancellation") == 303
        assert "/cancellation" not in worker.get(meeting).text


@pytest.mark.sqlite
def test_a_meeting_from_its_plan_to_what_became_of_it(app: Flask, team: Team, sign_in: SignIn) -> None:
    with time_machine.travel(NOON, tick=False):
        met = Team(app, "Met Vice")
        with app.app_context(), transaction():
            police = db.session.get_one(Agency, met.agency_id)
            police.kind, asked = AgencyKind.POLICE.value, police.reference
        with app.app_context():
            jo = add_jo(team.actor("worker")).reference
        worker, officer = sign_in("worker"), met.sign_in("liaison")
        empty = worker.form("/cases-meetings/new", data={**ASKED, "services": ""}).text
        assert "Enter what these meetings are called" in empty or "Ask at least one other agency" in empty
        assert 'value="The Hub"' in empty, "what was typed is still there"
        meeting = follow(worker, "/cases-meetings/new", name="Street cases", agencies=[asked], **ASKED)
        assert "Nobody stands here for you." in officer.get(meeting).text
        put = f"/people/{jo}{meeting}"
        named = bodies(worker.get(put).text)
        assert set(named) == {"Met Vice", "Mill Street Clinic"}
        refused = worker.form(put, data={**PUT, "to": list(named.values())}).text
        assert "No agreement to this is recorded. Ask them, then enter the day they agreed" in refused
        assert "Wants a methadone script" in refused
        follow(worker, put, **PUT, to=list(named.values()), agreed_on="20/11/2026", how="phone")
        theirs, own = officer.get(meeting).text, worker.get(meeting).text
        assert "Who can see Jo this week?" in theirs
        assert "methadone" not in theirs
        assert f"/people/{jo}" not in theirs
        assert officer.get(f"/people/{jo}").status_code == 404
        assert "Read by Met Vice, Mill Street Clinic." in own
        clinic = re.findall(rf"{meeting}/sheet/\w+", own)[0]
        sheet = worker.get(clinic).text
        assert "methadone" in sheet
        assert "For Mill Street Clinic." in sheet
        shared = worker.get(f"/people/{jo}/shares").text
        assert "What was written of them for a cases meeting" in shared
        withdrawal = re.findall(rf"/people/{jo}/agreements/\w+/withdrawal", worker.get(f"/people/{jo}/agreements").text)
        assert withdrawal, "it can be taken back where every agreement is"
    with time_machine.travel(NOON + dt.timedelta(days=12, hours=1), tick=False):
        worker, officer = sign_in("worker"), met.sign_in("liaison")
        with app.app_context():
            item = db.session.scalars(db.select(CasesItem)).one().reference
        follow(worker, f"/cases-meetings/items/{item}/minutes", came_of="again", words="In a hostel now")
        form = worker.get(f"/cases-meetings/items/{item}/actions").text
        owes = re.findall(r'<option value="(\w+)"[^>]*>\s*Met Vice', form)[0]
        action = {"what": "Look for the silver car", "body": owes, "by_when": "3/12/2026"}
        follow(worker, f"/cases-meetings/items/{item}/actions", **action)
        follow(worker, f"{meeting}/attendance", came=[], who="Robin Hale, Lantern")
        today = officer.get("/today").text
        assert "Somebody Lantern Project put forward" in today
        assert "Joanna" not in today
        address = re.findall(r"/cases-meetings/actions/\w+", today)[0]
        blank = officer.form(address, data={"state": "carried"}).text
        assert "Enter the day until which it is carried on" in blank
        follow(officer, address, state="done", note="Stopped on Friday")
        assert "Somebody Lantern Project put forward" not in officer.get("/today").text
        assert "In a hostel now" not in officer.get(meeting).text
        minutes = worker.get(f"{meeting}/sheet").text
        assert {"In a hostel now", "Robin Hale, Lantern"} <= {one.strip(" .") for one in re.split(r"[<>:]", minutes)}
        nxt = follow(worker, f"{meeting}/next", **{**ASKED, "day": "7/1/2027"})
        assert "Still open from before" not in worker.get(nxt).text, "it was done"
        stranger = Team(app, "Elsewhere").sign_in("manager")
        for where in (meeting, f"{meeting}/sheet", f"/cases-meetings/items/{item}"):
            assert stranger.get(where).status_code == 404
    with app.app_context():
        about = f"cases-meeting:{meeting.split('/')[-1]}"
        looks = db.session.scalars(db.select(Event).where(Event.record == about)).all()
        told = [one for one in looks if one.act == "disclosure"]
        assert {one.detail["to"] for one in told} >= {asked, clinic.split("/")[-1]}
        assert all(one.detail["basis"] == f"{item} agreement" for one in told)
        assert db.session.scalars(db.select(CasesAction.state)).all() == ["done"]
        assert db.session.scalars(db.select(Person.reference)).all() == [jo]
