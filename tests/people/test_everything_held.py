"""Subject access: everything held about one person, to read, to print and as data, less what is about others (P27)."""

from __future__ import annotations

import io
import json
import subprocess
import zipfile
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from casework.kernel import clock
from casework.kernel.database import db, transaction
from casework.kernel.models import Event
from casework.people import services as people
from casework.people.models import Person
from casework.people.rules.circumstances import CircumstanceKind
from tests.people.cast import add_jo
from tests.support.staff import Team

pytestmark = pytest.mark.sqlite


def pdf_words(held: bytes, *command: str) -> str:
    read = subprocess.run(command or ("pdftotext", "-", "-"), input=held, capture_output=True, check=True)
    return read.stdout.decode()


def test_everything_held_leaves_in_one_readable_file(within: Flask, team: Team) -> None:
    robin = team.actor("worker")
    jo, _ana = add_jo(robin), add_jo(robin, given_name="Ana", family_name="Popescu", known_as="")
    with transaction():
        people.record_circumstance(
            db.session.get_one(Person, jo.id),
            CircumstanceKind.HOSPITAL,
            since=clock.today(),
            place="St Thomas",
            note="Ana Popescu brought her, told Robin Hale",
            by=robin,
            at=clock.now(),
        )
    morgan = team.sign_in("manager")
    page = f"/people/{jo.reference}/everything"
    assert "Choose why" in morgan.form(page, data={"known": "yes"}).text
    answer = morgan.form(page, data={"reason": "asked", "known": "yes"})
    assert answer.mimetype == "application/zip"
    with zipfile.ZipFile(io.BytesIO(answer.data)) as folder:
        shown = folder.read(f"{jo.reference}/read-me.html").decode()
        data = json.loads(folder.read(f"{jo.reference}/data.json"))
    assert "St Thomas" in shown
    assert "3 February 1995" in shown
    for hidden in ("Popescu", "Robin Hale"):
        assert hidden not in shown
        assert hidden not in json.dumps(data)
    assert {one["title"] for one in data["sections"]} >= {"Who you are", "What was going on in your life"}
    db.session.rollback()
    event = db.session.scalars(select(Event).where(Event.act == "export")).one()
    assert (event.record, event.detail["export"]) == (f"person:{jo.reference}", data["number"])
    assert "asked to see" in event.why


def test_an_entry_about_somebody_else_is_left_out_and_says_why(within: Flask, team: Team) -> None:
    robin = team.actor("worker")
    jo = add_jo(robin)
    with transaction():
        for note in ("Her sister Ruth is in hiding", "She likes the choir"):
            person = db.session.get_one(Person, jo.id)
            said: dict[str, Any] = {"since": clock.today(), "place": "Mill House", "note": note}
            people.record_circumstance(person, CircumstanceKind.BAIL_CONDITION, **said, by=robin, at=clock.now())
    morgan = team.sign_in("manager")
    page = f"/people/{jo.reference}/everything/read"
    shown = morgan.get(page).text
    assert "in hiding" in shown
    assert "bail condition" in shown
    assert "leave-person" not in shown, "who they are themselves is never about somebody else"
    assert "Choose why" in morgan.form(page, data={"known": "yes", "leave-circumstance-1": "others"}).text
    answer = morgan.form(page, data={"reason": "asked", "known": "yes", "leave-circumstance-1": "nonsense"})
    assert "Choose one of the reasons" in answer.text
    answer = morgan.form(page, data={"reason": "asked", "known": "yes", "leave-circumstance-1": "others"})
    with zipfile.ZipFile(io.BytesIO(answer.data)) as folder:
        held = {name.rpartition(".")[2]: folder.read(name) for name in folder.namelist()}
    words = pdf_words(held["pdf"])
    assert set(held) == {"html", "pdf", "json"}
    for text in (held["html"].decode(), held["json"].decode(), words):
        assert "in hiding" not in text
        assert "choir" in text
        assert "somebody else, who has not agreed" in " ".join(text.split())
    assert "1 entry was left out" in " ".join(words.split())
    assert "Tagged:          yes" in pdf_words(held["pdf"], "pdfinfo", "-"), "so that it can be read aloud"
    db.session.rollback()
    event = db.session.scalars(select(Event).where(Event.act == "export")).one()
    assert event.detail["left out: others"] == "1"
    assert "hiding" not in str(event.detail)
