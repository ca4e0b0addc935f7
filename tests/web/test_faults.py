"""Faults in the middle of every page say nothing of anybody: not to the reader, not in a log (promises P28, U8).

Each page that a colleague reaches is asked for again while one of its questions to the database fails, in words that
hold everything it was asked with; and what the pages log when nothing fails is read too (O7, ASVS 16.5).

The last test has the same pages of the same colleagues: how often each asks, when far more stands on it.
"""

from __future__ import annotations

import logging
import random
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import g
from sqlalchemy import select
from sqlalchemy.exc import OperationalError
from werkzeug.test import TestResponse

from casework.accounts.models import Staff
from casework.accounts.rules import Role
from casework.kernel.database import db
from casework.people.models import Person, SafeContact
from tests.support.asked import more_often, walked
from tests.support.databases import Databases
from tests.support.many import crowd
from tests.support.rounds import Rounds, Visitor, service

pytestmark = [pytest.mark.sqlite, pytest.mark.timeout(600)]
CANARY = "Quetzalcoatl"
AGENT = f"Mozilla\r\n\x1b[31m {CANARY}"
FAULTS = 300


@pytest.fixture(scope="module")
def made(
    all_databases: Databases, compiled_templates: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Rounds]:
    """The pretend people's service with a colleague of each role signed in."""
    with service(all_databases, tmp_path_factory.mktemp("faults"), compiled_templates) as app:
        yield Rounds(app)


def private(rounds: Rounds) -> re.Pattern[str]:
    """Every name and number of the pretend people, and what was typed or raised."""
    with rounds.app.app_context():
        g.pretend, g.intent = rounds.engine, "read"
        names = [name for row in db.session.execute(select(Person.given_name, Person.family_name)) for name in row]
        numbers = list(db.session.scalars(select(SafeContact.mobile)))
        emails = list(db.session.scalars(select(Staff.email)))
    words = {one for one in [*names, *numbers, *emails, CANARY] if one and len(one) > 3}
    return re.compile(r"\b(" + "|".join(re.escape(one) for one in sorted(words)) + r")\b")


class Failing:
    """The database of the pretend people fails at the nth question of the next request."""

    def __init__(self, engine: sa.Engine) -> None:
        self.engine, self.left, self.asked, self.kind = engine, 0, 0, 0

    def __call__(self, _connection: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        self.asked += 1
        self.left -= 1
        if self.left == 0:
            said = f"{CANARY} {parameters} {statement}"
            raise OperationalError(statement, parameters, Exception(said)) if self.kind else RuntimeError(said)


@contextmanager
def failing(engine: sa.Engine) -> Iterator[Failing]:
    made = Failing(engine)
    sa.event.listen(engine, "before_cursor_execute", made)
    try:
        yield made
    finally:
        sa.event.remove(engine, "before_cursor_execute", made)


def careless(rounds: Rounds, role: Role) -> Visitor:
    """The same colleague in a browser to which faults are shown as the public sees them."""
    client = rounds.clients[role]
    client.environ_base.pop("waymark.raise", None)
    client.environ_base["HTTP_USER_AGENT"] = AGENT
    return client


def is_page(answer: TestResponse) -> bool:
    return answer.mimetype == "text/html"


def test_three_hundred_faults_say_nothing_of_anybody(
    made: Rounds, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    names, found, faults = private(made), list[str](), 0
    caplog.set_level(logging.DEBUG)
    for logger in ("sqlalchemy.engine", "sqlalchemy.pool", "sqlalchemy.orm"):
        caplog.set_level(logging.WARNING, logger)  # as in life: nothing turns statements on
    roles = (Role.WORKER, Role.LIAISON, Role.MANAGER, Role.ADMINISTRATOR, Role.PARTNER)
    clients = {role: careless(made, role) for role in roles}
    visited = [(role, address) for role in roles for address, answer in made.pages(role, 1) if is_page(answer)]
    with failing(made.engine) as fault:
        while faults < FAULTS:
            role, address = visited[faults % len(visited)]
            client = clients[role]
            fault.asked = fault.left = 0
            client.get(address)
            fault.kind, fault.left = faults % 2, random.randint(1, max(1, fault.asked))
            answer = client.get(address)
            faults += 1
            if answer.status_code >= 500 and (said := names.search(answer.text)):
                found.append(f"{address} answered {answer.status_code} with {said[0]}")
            if answer.status_code >= 500 and "Content-Security-Policy" not in answer.headers:
                found.append(f"{address} answered {answer.status_code} without its headers")
    captured = capfd.readouterr()
    for line in [record.getMessage() + str(record.exc_text or record.exc_info or "") for record in caplog.records]:
        if said := names.search(line):
            found.append(f"a log line holds {said[0]}: {line[:200]}")
    found += [f"printed {said}" for said in names.findall(captured.out + captured.err)]
    assert sorted(set(found)) == []
    assert len({address for _, address in visited}) > 60


def test_no_page_asks_more_often_when_five_times_as_much_stands_on_it(made: Rounds) -> None:
    """Everybody is laid down four times more, in the same agency and with the same workers (issue 7, point 3)."""
    for client in made.clients.values():
        client.environ_base["waymark.raise"] = "yes"
    pages = walked(made)
    assert len(pages) > 80
    try:
        with made.engine.begin() as connection:
            crowd(connection, 4)
        assert more_often(made, pages) == {}
    finally:
        made.put_back()
