"""After a restore: the red line on every page, and the two administrators who let the database go on (promises P18)."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from casework.kernel import audit, clock, gate
from casework.kernel.audit import Act
from casework.kernel.database import transaction
from tests.support.application import Reader, hidden_fields
from tests.support.staff import Team

pytestmark = pytest.mark.sqlite
SignIn = Callable[..., Reader]


@pytest.fixture
def gone_back(app: Flask, team: Team) -> None:
    """As after a restore: the anchor knows of an event that this database does not have."""
    with app.app_context():
        with transaction():
            audit.record(Act.CONFIGURATION, "closed day:1", by=None, at=clock.now())
        gate.fix()
        path = app.extensions["anchor"].path
        last = path.read_text().splitlines()[-1].split()
        path.write_text(" ".join([last[0], str(int(last[1]) + 50), "ab" * 32, last[3]]) + "\n")
        app.extensions["anchor"].shown = None  # what the top of the page remembers for some seconds
        assert gate.why_closed() == gate.WENT_BACK


def another_administrator(app: Flask, team: Team) -> Reader:
    team.second_administrator()
    return team.sign_in_as("uma@example.org")


def press_release(client: Reader, *, from_page: str) -> TestResponse:
    fields = hidden_fields(client.get(from_page).text, "/admin/gate/release")
    return client.post("/admin/gate/release", data=fields)


@pytest.mark.usefixtures("gone_back")
def test_everybody_sees_that_nothing_leaves(sign_in: SignIn) -> None:
    assert "No texts or notices are leaving." in sign_in("worker").get("/today").text


@pytest.mark.usefixtures("gone_back")
def test_two_administrators_release_it(app: Flask, team: Team, sign_in: SignIn) -> None:
    first = sign_in("administrator")
    asked = first.form("/admin/gate", data={"why": "Tuesday night’s backup, because the disk failed"})
    assert asked.status_code == 303
    page = first.get("/admin/gate").text
    assert "Another administrator must agree" in page
    assert "/admin/gate/release" not in page
    second = another_administrator(app, team)
    assert press_release(second, from_page="/admin/gate").status_code == 303
    with app.app_context():
        assert gate.why_closed() is None
    assert "No texts or notices are leaving." not in second.get("/admin").text


@pytest.mark.usefixtures("gone_back")
def test_the_one_who_asked_cannot_also_agree(sign_in: SignIn, app: Flask) -> None:
    client = sign_in("administrator")
    client.form("/admin/gate", data={"why": "A backup"})
    answer = client.post("/admin/gate/release", data=hidden_fields(client.get("/admin").text, "/lock"))
    assert "Another administrator must agree" in answer.text
    with app.app_context():
        assert gate.why_closed() == gate.WENT_BACK


@pytest.mark.usefixtures("gone_back")
def test_a_release_says_why(sign_in: SignIn) -> None:
    answer = sign_in("administrator").form("/admin/gate", data={"why": " "})
    assert "Say which copy was restored" in answer.text


def test_with_nothing_held_back_the_page_says_so(sign_in: SignIn) -> None:
    client = sign_in("administrator")
    assert "Nothing is held back" in client.get("/admin/gate").text
    assert "Nothing waits to be checked" in sign_in("worker").get("/messages/check").text
