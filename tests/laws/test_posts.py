"""Whatever a post changes leaves a line in the audit trail, in the same transaction (domain rule 27, P10, C.9).

The list goes by the application's own addresses, so that no form can be forgotten. That the line is there is shown by
the test that is named, which fails when it shows it no more; while it runs, this post may write nothing without a line,
and while every form is filled in no post may (tests/support/trail).
"""

from __future__ import annotations

import ast

import pytest
from flask import Flask
from sqlalchemy import select

from casework.accounts.models import Agency
from casework.kernel import audit, clock, gate
from casework.kernel.audit import Act
from casework.kernel.database import Base, db, transaction
from casework.kernel.models import Gate
from tests.support import house, trail
from tests.support.trail import NoLine, listed

pytestmark = pytest.mark.sqlite
UNSAFE = {"POST", "PUT", "PATCH", "DELETE"}


def is_there(test: str) -> bool:
    path, _, name = test.partition("::")
    tree = ast.parse((house.ROOT / path).read_text())
    return any(isinstance(node, ast.FunctionDef) and node.name == name for node in tree.body)


def test_every_address_that_takes_a_post_is_listed_and_no_other(app: Flask) -> None:
    views = {rule.endpoint for rule in app.url_map.iter_rules() if UNSAFE & (rule.methods or set())}
    assert views - set(listed()) == set(), "name the test that shows its line in posts.txt, or say why there is none"
    assert set(listed()) - views == set()
    assert len(views) > 200


def test_each_is_shown_by_a_test_or_says_why_it_leaves_no_line(app: Flask) -> None:
    for view, (test, quiet, why) in listed().items():
        assert is_there(test) if test else len(why) > 20, view
        assert not quiet or len(why) > 20, f"{view}: say why these may be written without a line"
        assert quiet <= {*Base.metadata.tables, "*"}, view


def _write(app: Flask, address: str, method: str) -> None:
    with app.test_request_context(address, method=method), transaction():
        now = clock.now()
        db.session.add(Agency(name="Harbour", kind="charity", created_at=now, confirmed_at=now))


def test_a_post_that_leaves_no_line_is_seen_and_keeps_nothing(app: Flask) -> None:
    with pytest.raises(NoLine, match=r"diversion\.new_arrest wrote \['agency'\]"):
        _write(app, "/arrests/new", "POST")
    with app.app_context():
        assert db.session.query(Agency).count() == 0


def test_a_look_that_notes_how_far_the_trail_is_anchored_is_no_change(app: Flask) -> None:
    """It does so once a minute has passed: a slow run must not be red for it."""
    with app.app_context(), transaction():
        audit.record(Act.CONSULTATION, "search", by=None, at=clock.now())
    with app.app_context():
        gate.fix()
    with app.test_request_context("/arrests/new", method="POST"), transaction():
        audit.record(Act.CONSULTATION, "search", by=None, at=clock.now())
    with app.app_context():
        assert db.session.scalar(select(Gate.anchored)) == 1


def test_a_test_that_shows_no_line_any_more_is_seen() -> None:
    named = next(test for test, _, _ in listed().values() if test)
    assert trail.shown_by(named)
    assert trail.shown_by("tests/laws/test_posts.py::test_nothing_of_the_kind") == frozenset()
