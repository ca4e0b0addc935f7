"""Today asks the database as often for two hundred people as for two, and says how many more there are (ux 5.4)."""

from __future__ import annotations

import contextvars
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from flask import Flask
from sqlalchemy import event

from casework.kernel import clock
from casework.kernel.database import db, transaction
from casework.kernel.worklists import MOST_ROWS
from tests.support.crowded import fill
from tests.support.morning import lay
from tests.support.staff import Team
from web.services.day_sheet import day_sheet
from web.services.my_courts import follow
from web.services.today import Worklist, worklist


@contextmanager
def counted() -> Iterator[list[str]]:
    asked: list[str] = []

    def ask(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        asked.append(statement)

    event.listen(db.engine, "before_cursor_execute", ask)
    try:
        yield asked
    finally:
        event.remove(db.engine, "before_cursor_execute", ask)


def look(app: Flask, team: Team, role: str) -> tuple[Worklist, list[str]]:
    """What a page of this role reads, in a context of its own, as a request has."""

    def read() -> tuple[Worklist, list[str]]:
        with app.app_context():
            by, now = team.actor(role), clock.now()
            with counted() as asked:
                made = worklist(by=by, mine=False, now=now)
                day_sheet(by=by, mine=False, now=now)
            return made, asked

    return contextvars.Context().run(read)


def test_two_hundred_take_no_more_queries_than_two(app: Flask, team: Team) -> None:
    by, roles = team.actor("worker"), ("worker", "liaison", "manager")
    with app.app_context():
        fill(30, by=by)
    few = {role: look(app, team, role)[1] for role in roles}
    with app.app_context():
        fill(200, done=40, appointments=100, by=by)
    many = {role: look(app, team, role) for role in roles}
    assert {role: len(asked) for role, (_made, asked) in many.items()} == {r: len(a) for r, a in few.items()}
    assert all(len(group.rows) <= MOST_ROWS for made, _asked in many.values() for group in made.groups)
    groups = {group.title: group.count for group in many["worker"][0].groups}
    assert groups["Attendance to record"] == 20
    assert groups["See in person"] > MOST_ROWS
    client = team.sign_in("worker")
    page = client.get("/today?who=team").text
    assert "Attendance to record (20)" in page
    assert "And 8 more<" in page
    for title, key in (("Running out of time", "running_out"), ("See in person", "see_in_person")):
        assert f"/today?who=team&amp;group={key}" in page
        alone = client.get(f"/today?who=team&group={key}").text.partition("<main")[2]
        shown = alone.count("wm-row__say")
        assert MOST_ROWS < shown <= groups[title]
        assert f"{title} ({shown})" in alone
        assert alone.count("<h2") == 1
    assert "Attendance to record (20)" in client.get("/today?who=team&group=no_such_group").text


@pytest.mark.sqlite
def test_a_liaisons_own_courts_come_first(app: Flask, team: Team) -> None:
    with app.app_context():
        fill(200, by=team.actor("worker"))
    before = to_tell(app, team)
    with app.app_context(), transaction():
        follow(before[-1], by=team.actor("liaison"), at=clock.now())
    after = to_tell(app, team)
    assert len(set(before)) > 1
    assert after[0] == before[-1] != before[0]


def to_tell(app: Flask, team: Team) -> list[str]:
    """The courts of the rows that say who is to be told, as the liaison's Today shows them."""
    made = look(app, team, "liaison")[0]
    return [row.url.split("/")[2] for group in made.groups if group.title == "Tell CPS and court" for row in group.rows]


def test_a_morning_of_orders_releases_and_notices_asks_as_often_for_many_as_for_few(app: Flask, team: Team) -> None:
    """Orders, a court list, releases that stand, notices nobody acknowledged: nothing is asked for row by row."""
    by, boss, roles = team.actor("worker"), team.actor("supervisor"), ("worker", "supervisor", "liaison", "manager")
    counts = []
    for live, listed in ((60, 20), (120, 60)):
        with app.app_context():
            fill(live, by=by)
            lay(listed, orders=listed, by=by, supervisor=boss)
        counts.append({role: len(look(app, team, role)[1]) for role in roles})
    # Among the few one part may find nothing to ask about: never one statement more for each row.
    assert {role: asked - counts[0][role] <= 1 for role, asked in counts[1].items()} == dict.fromkeys(roles, True)
