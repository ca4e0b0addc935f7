"""Nothing that a post writes is committed without its line in the trail (domain rule 27): while a test runs that is
named for this post, and of every post while every form is filled in.

`tests/laws/posts.txt` names every address that takes a post, with a test that shows its line or with what it may write
without one and why. A test that is named there fails when it shows that line no more.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from flask import has_request_context, request
from sqlalchemy import Connection, event
from sqlalchemy.engine import Engine

FILE = Path(__file__).parents[1] / "laws" / "posts.txt"
_TRAIL = {"event", "event_record", "event_words", "gate"}
NOBODYS = _TRAIL | {"form_key", "held_post", "request_count", "sign_in", "sign_in_try"}
"""The trail itself and how far it is anchored, which any line may note once a minute has passed; and what is kept of
the request: its key, its count, its session, and what waits behind a lock."""
DRAWN = "tests/web/test_every_form.py::test_no_form_breaks_or_half_saves_whatever_is_typed"
STRICT = ("tests/web/test_every_form.py", "tests/laws/test_posts.py")
LOOKS = frozenset({"consultation"})
SAID: set[str] = set()
"""The views whose posts left a line since the test began."""
WATCHED: list[str] = []
"""The test that runs now, where it is named in the list, fills in every form, or is about the list itself."""
_WRITES = re.compile(r"\s*(?:INSERT(?: OR \w+)? INTO|UPDATE|DELETE FROM)\s+\"?(\w+)", re.IGNORECASE)


class NoLine(AssertionError):
    """A post was about to be kept of which the audit trail knows nothing."""


@cache
def listed() -> dict[str, tuple[str, frozenset[str], str]]:
    """For each view that takes a post: the test that shows its line, what it may write without one, and why."""
    lines = [line for line in FILE.read_text().splitlines() if line and not line.startswith("#")]
    cells = [[cell.strip() for cell in line.split("|")] for line in lines]
    return {view: (test, frozenset(quiet.replace(",", " ").split()), why) for view, test, quiet, why in cells}


@cache
def shown_by(test: str) -> frozenset[str]:
    """The views whose lines this test is named for; of what fills in every form, those differ from run to run."""
    return frozenset(view for view, (named, _, _) in listed().items() if named == test and named != DRAWN)


def begin(test: str) -> None:
    """Another test: what was said before is forgotten."""
    SAID.clear()
    WATCHED[:] = [test] if shown_by(test) or test.startswith(STRICT) else []


@contextmanager
def every_post_is_watched() -> Iterator[None]:
    """Whatever connection commits: one that wrote for a post must have written its line as well."""
    heard = (("before_cursor_execute", _wrote), ("commit", _judge), ("rollback", _forget))
    for name, listener in heard:
        event.listen(Engine, name, listener)
    yield
    for name, listener in heard:
        event.remove(Engine, name, listener)


def _wrote(connection: Connection, _cursor: Any, statement: str, given: Any, context: Any, many: bool) -> None:
    if not has_request_context() or (found := _WRITES.match(statement)) is None:
        return
    tables, acts = connection.info.setdefault("trail", (set(), set()))
    tables.add(found[1])
    if found[1] == "event":
        rows = getattr(context, "compiled_parameters", None) or [
            dict(zip(_columns(statement), row, strict=True)) for row in (given if many else [given])
        ]
        acts.update(str(row["act"]) for one in rows for row in json.loads(one.get("rows_of_many", "null")) or [one])


def _columns(statement: str) -> list[str]:
    return statement[statement.index("(") + 1 : statement.index(")")].split(", ")


def _judge(connection: Connection) -> None:
    tables, acts = connection.info.pop("trail", (set(), set()))
    if not tables or not has_request_context() or request.method in {"GET", "HEAD", "OPTIONS"}:
        return
    view = request.endpoint or ""
    if acts - LOOKS:
        SAID.add(view)
    elif _is_tried(view) and (silent := _silent(tables - NOBODYS, listed().get(view, ("", frozenset(), ""))[1])):
        raise NoLine(f"A post to {view} wrote {sorted(silent)} and left no line in the audit trail")


def _is_tried(view: str) -> bool:
    """Whether the test that runs is about this post's line."""
    return any(test.startswith(STRICT) or view in shown_by(test) for test in WATCHED)


def _silent(wrote: set[str], quiet: frozenset[str]) -> set[str]:
    return set() if "*" in quiet else wrote - quiet


def _forget(connection: Connection) -> None:
    if not connection.invalidated:
        connection.info.pop("trail", None)
