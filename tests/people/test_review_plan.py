"""Whom to decide about and whom to search is looked for among the people of the agency, whatever else the site holds
(F5, F7)."""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from flask import Flask

from casework.kernel.actors import Actor
from casework.kernel.database import db, transaction
from casework.people import services as people
from casework.people.services import erasing, known, reviewing
from tests.people.cast import AT, JO, TODAY, add_jo
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
    assert "SEARCH of_agency USING COVERING INDEX ix_person_made (agency_id=? AND created_at<?)" in plan


@pytest.mark.sqlite
def test_a_page_of_the_list_asks_about_so_many_people_at_most_and_the_next_goes_on(
    within: Flask, team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    by, long_ago = team.actor("manager"), AT - dt.timedelta(days=3000)
    old = [add_old(by, long_ago) for _ in range(2)]
    with _asked() as few:
        reviewing.review_list(by=by, today=TODAY)
    young = [add_jo(by) for _ in range(5)]
    last = add_old(by, long_ago)
    with transaction():
        erasing.ask(young[1], erasing.Ground.ASKED, "", by=by, at=AT)
    with _asked() as many:
        assert _listed(by, 0) == ([*old, young[1].id, last], None)
    assert len(many) == len(few)
    for plan in [_plan(*one) for one in few if "of_agency" in one[0]]:
        assert any(line.startswith("SEARCH of_agency USING COVERING INDEX ix_person_of_agency") for line in plan), plan
        assert not any("SCAN person" in line for line in plan), plan
    monkeypatch.setattr(reviewing, "MOST_ASKED", 3)
    assert _listed(by, 0) == (old, young[0].id)
    assert _listed(by, young[0].id) == ([young[1].id], young[3].id)
    assert _listed(by, young[3].id) == ([last], None)


def _listed(by: Actor, after: int) -> tuple[list[int], int | None]:
    page = reviewing.review_list(by=by, today=TODAY, after=after)
    return [one.record.id for one in page.rows], page.next_after


def add_old(by: Actor, at: dt.datetime) -> int:
    with transaction():
        return people.add_person(**JO, by=by, at=at).id


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
