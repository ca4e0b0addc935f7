"""Law 4: only the edges open a transaction or commit: views, jobs, commands, the worker, and the kernel for them."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

import pytest

from tests.support import house

EDGES = {"views", "jobs", "commands"}
FRONT = {
    "web.worker",  # the process that jobs run in
    "web.cli",  # the commands of no room
    "web.demo.place",  # the pretend people's own file, filled before anybody can see it
    "web.guarding",  # what is posted is counted before any view is asked
    "web.vault.postgresql",  # gives a restored database the name of the other: of no room, and of no table
    "web.sessions",  # the looks that are written before each page leaves
}
METHODS = {"commit", "begin", "transaction"}
A_DATABASE = re.compile(r"(session|engine|connection|database|db)\b", re.IGNORECASE)  # a savepoint is the caller's own


def is_edge(module: str) -> bool:
    return module in FRONT or module.startswith("casework.kernel.") or not EDGES.isdisjoint(module.split("."))


def openings(source: str) -> Iterator[str]:
    """Where a transaction is opened or committed, as `line: call`."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        of_a_database = isinstance(node.func, ast.Attribute) and A_DATABASE.search(ast.unparse(node.func.value))
        if isinstance(node.func, ast.Attribute) and node.func.attr in METHODS and of_a_database:
            yield f"{node.lineno}: .{node.func.attr}()"
        if isinstance(node.func, ast.Name) and node.func.id == "transaction":
            yield f"{node.lineno}: transaction()"


def test_only_the_edges_open_a_transaction() -> None:
    found = {
        f"{path.relative_to(house.ROOT)}:{where}"
        for module, path in house.modules()
        if not is_edge(module)
        for where in openings(path.read_text())
    }
    assert found == set()


@pytest.mark.parametrize(
    "line",
    [
        "db.session.commit()",
        "with db.session.begin(): pass",
        "with transaction(): pass",
        "with database.transaction(): pass",
    ],
)
def test_each_way_of_opening_one_is_seen(line: str) -> None:
    assert list(openings(line))


@pytest.mark.parametrize(
    ("module", "edge"),
    [
        ("diversion.views.arrests", True),
        ("reminders.jobs", True),
        ("web.commands", True),
        ("web.worker", True),
        ("casework.kernel.pages", True),
        ("diversion.services", False),
        ("casework.people.services.contact", False),
        ("web.app", False),
    ],
)
def test_what_an_edge_is(module: str, edge: bool) -> None:
    assert is_edge(module) is edge
