"""Whom to decide about and whom to search is looked for among the people of the agency, whatever else the site holds
(F5, F7)."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from flask import Flask

from casework.kernel.database import db
from casework.people.services import known, reviewing
from tests.people.cast import TODAY
from tests.support.staff import Team


@pytest.mark.sqlite
def test_nobody_of_another_agency_is_read(within: Flask, team: Team) -> None:
    by = team.actor("manager")
    with _asked() as asked:
        reviewing.anything_to_review(by=by, today=TODAY)
    plans = [_plan(*one) for one in asked if one[0].startswith("SELECT person.")]
    (plan,) = plans
    assert plan[0].startswith("SEARCH person USING")
    assert plan[0].endswith("rowid=?)")
    assert "SEARCH of_agency USING COVERING INDEX ix_person_of_agency (agency_id=?)" in plan


@pytest.mark.sqlite
def test_whether_anybody_changed_since_a_search_is_read_from_one_index_alone(within: Flask, team: Team) -> None:
    with _asked() as asked:
        known._mark(team.actor("worker").agency_id)
        known._stands(team.actor("worker").agency_id)
    mark, aliases, stands = [_plan(*one) for one in asked if "FROM person" in one[0] or "JOIN person" in one[0]]
    for plan in (mark, stands):
        people = [line for line in plan if "person" in line]
        assert people, plan
        assert all("USING COVERING INDEX ix_person_of_agency" in line for line in people), plan
    assert not any("SCAN person" in line for line in aliases)


@contextlib.contextmanager
def _asked() -> Iterator[list[tuple[str, tuple[object, ...]]]]:
    found: list[tuple[str, tuple[object, ...]]] = []

    def note(_connection: object, _cursor: object, statement: str, parameters: tuple[object, ...], *_: object) -> None:
        found.append((statement, parameters))

    engine = db.engine
    sa.event.listen(engine, "before_cursor_execute", note)
    yield found
    sa.event.remove(engine, "before_cursor_execute", note)


def _plan(statement: str, parameters: tuple[object, ...]) -> list[str]:
    rows = db.session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
    return [str(row[-1]) for row in rows]
