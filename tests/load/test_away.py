"""The database is away altogether, from a request's first question on: the page is true and keeps what was typed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import wraps

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.exc import OperationalError, PendingRollbackError

from casework.kernel import audit
from casework.kernel.database import db
from casework.kernel.refused import Refused
from casework.people.models import Circumstance
from tests.diversion.conftest import Case
from tests.load.page import keeps, kept_form
from tests.support.application import hidden_fields
from tests.support.rounds import Visitor
from tests.support.staff import Team
from web.cookies import COOKIE

pytestmark = pytest.mark.sqlite
TYPED = {"kind": "hospital", "since": "1/6/2026", "until": "2/6/2026", "place": "not known", "note": "Her sister rang"}


@pytest.fixture
def case(within: Flask, team: Team) -> Case:
    return Case(within, team)


@contextmanager
def away(app: Flask, begins_with: int = 1) -> Iterator[None]:
    """Nothing answers, from this transaction on."""
    begun = 0

    def refuse(*_: object) -> None:
        nonlocal begun
        begun += 1
        if begun >= begins_with:
            raise OperationalError("BEGIN", {}, Exception("server closed the connection unexpectedly"))

    with app.app_context():
        engine = db.engine
    sa.event.listen(engine, "begin", refuse)
    try:
        yield
    finally:
        sa.event.remove(engine, "begin", refuse)


def careless(app: Flask, key: str = "") -> Visitor:
    """A browser that is shown a fault as the public sees it, and of which nobody reads the pages meanwhile."""
    client = Visitor(app, app.response_class)
    client.environ_base.pop("waymark.raise", None)
    if key:
        client.set_cookie(COOKIE, key, secure=True, domain="localhost")
    return client


def notes() -> list[str]:
    db.session.rollback()
    return list(db.session.scalars(sa.select(Circumstance.note)))


@pytest.mark.parametrize("begins_with", [1, 2, 3, 4, 5])
def test_what_was_typed_while_the_database_is_away_is_sent_again_by_one_press(
    app: Flask, case: Case, team: Team, begins_with: int
) -> None:
    case.arrest()
    robin, page = careless(app, team.key("worker")), f"/people/{case.person.reference}/circumstances"
    typed = {**hidden_fields(robin.get(page).text, page), **TYPED}
    with away(app, begins_with):
        answer = robin.post(page, data=typed)
        assert answer.status_code == 503
        assert keeps(answer.text, page, typed)
        assert "<dd>Her sister rang</dd>" in answer.text
        assert robin.get("/today").status_code == 503
    action, again = kept_form(answer.text)
    assert (action, robin.post(action, data=again).status_code) == (page, 303)
    assert notes() == ["Her sister rang"], "once, also where it had been saved before the line was cut"
    assert audit.first_broken() is None


def test_a_stranger_is_shown_nothing_of_it(app: Flask) -> None:
    client = careless(app)
    page = client.get("/sign-in").text
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert token is not None
    with away(app):
        answer = client.post("/f", data={"csrf_token": token[1], "code": "ABCD-2345"})
    assert answer.status_code == 503
    assert "ABCD-2345" not in answer.text
    assert "Try again" not in answer.text


def stumbles(
    app: Flask, case: Case, team: Team, monkeypatch: pytest.MonkeyPatch, fall: Callable[[], str]
) -> tuple[Visitor, str, dict[str, str]]:
    """A form whose post falls over something while the database is away, who posts it, and what."""
    case.arrest()
    robin, page = careless(app, team.key("worker")), f"/people/{case.person.reference}/circumstances"
    typed = {**hidden_fields(robin.get(page).text, page), **TYPED}
    usual = app.view_functions["people.circumstances"]
    monkeypatch.setitem(app.view_functions, "people.circumstances", wraps(usual)(lambda **_: fall()))
    return robin, page, typed


@pytest.mark.parametrize("over", [KeyError("what was not read"), PendingRollbackError("its session", code="8s2b")])
def test_whatever_falls_over_a_lost_line_says_so_and_keeps_what_was_typed(
    app: Flask, case: Case, team: Team, monkeypatch: pytest.MonkeyPatch, over: Exception
) -> None:
    def fall() -> str:
        with away(app):
            try:
                db.session.rollback()
                db.session.execute(sa.text("SELECT 1"))
            except OperationalError:
                raise over  # noqa: B904
        return "never"

    robin, page, typed = stumbles(app, case, team, monkeypatch, fall)
    answer = robin.post(page, data=typed)
    assert (answer.status_code, keeps(answer.text, page, typed)) == (503, True)


@pytest.mark.parametrize("over", [KeyError("ours"), Refused("Not so")])
def test_a_page_of_failure_that_the_database_goes_away_under_is_this_page(
    app: Flask, case: Case, team: Team, monkeypatch: pytest.MonkeyPatch, over: Exception
) -> None:
    """Those pages look who is signed in, too: whoever posted was answered with no page of ours at all."""
    gone = ExitStack()

    def fall() -> str:
        db.session.rollback()
        gone.enter_context(away(app))
        raise over

    robin, page, typed = stumbles(app, case, team, monkeypatch, fall)
    with gone:
        answer = robin.post(page, data=typed)
    assert (answer.status_code, keeps(answer.text, page, typed)) == (503, True)
