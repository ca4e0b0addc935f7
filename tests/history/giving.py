"""A manager at the import page: the presses from a file to its end."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from typing import Any

from werkzeug.test import TestResponse

from casework.kernel.database import db
from diversion.history.models import ImportJob
from tests.history.paper import GOOD, spreadsheet
from tests.support.application import Reader, hidden_fields
from tests.support.staff import Team


def sheet(*rows: dict[str, str]) -> bytes:
    """A spreadsheet of good lines with some cells changed."""
    return spreadsheet(*[GOOD | row for row in rows]).encode()


def named(family: str, given: str, born: str, custody: str, **more: str) -> dict[str, str]:
    return {"Surname": family, "Forename": given, "DOB": born, "Custody ref": custody, **more}


SELECTED = re.compile(r' name="([^"]+)".*?<option value="([^"]*)" selected', re.DOTALL)


@dataclass
class Desk:
    """The manager's own screen."""

    reader: Reader
    address: str = ""

    @classmethod
    def of(cls, team: Team) -> Desk:
        return cls(team.sign_in("manager"))

    def give(self, data: bytes, name: str = "history.csv") -> TestResponse:
        """Choose a file; what is answered."""
        hidden = hidden_fields(self.reader.get("/imports").text, "/imports")
        answer = self.reader.post("/imports", data=hidden | {"file": (io.BytesIO(data), name)})
        if answer.status_code == 303:
            self.address = answer.headers["Location"].removesuffix("/columns")
        return answer

    def match(self, **changed: str) -> TestResponse:
        """Take the columns as they were guessed, but for some."""
        page = self.reader.get(f"{self.address}/columns").text
        chosen = dict(
            pair for part in page.split("<select")[1:] for pair in SELECTED.findall(part.split("</select>")[0])
        )
        return self.reader.post(
            f"{self.address}/columns", data=hidden_fields(page, f"{self.address}/columns") | chosen | changed
        )

    def given(self, data: bytes) -> str:
        """A file given and matched as guessed: the page that shows what would come of it."""
        assert self.give(data).status_code == 303
        assert self.match().status_code == 303
        return self.look()

    def look(self) -> str:
        return self.reader.get(self.address).text

    def post(self, where: str = "", **data: Any) -> TestResponse:
        """Press the button of a form of the page, with some of its boxes filled in."""
        page = self.reader.get(f"{self.address}{'' if where in _ACTS else where}").text
        return self.reader.post(f"{self.address}{where}", data=hidden_fields(page, f"{self.address}{where}") | data)

    def insist(self) -> TestResponse:
        """Start, though the page offers no button for it."""
        page = self.reader.get("/imports").text
        tokens = {name: page.split(f'name="{name}" value="')[1].split('"')[0] for name in ("csrf_token", "form_key")}
        return self.reader.post(self.address, data=tokens)

    @property
    def job(self) -> ImportJob:
        db.session.rollback()
        return db.session.query(ImportJob).filter_by(reference=self.address.rpartition("/")[2]).one()


_ACTS = {"/undo", "/drop", "/seen", "/on"}
