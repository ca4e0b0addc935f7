"""A reference that is taken is drawn again, whatever kind of record it is for: nobody sees a fault of ours for it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from types import SimpleNamespace

import pytest
import sqlalchemy as sa
from flask import Flask

from casework.accounts import services as accounts
from casework.accounts.models import Agency
from casework.accounts.rules import Role
from casework.appointments.models import Place
from casework.kernel import clock, columns, references
from casework.kernel.columns import Referenced
from casework.kernel.database import Base, transaction
from diversion.history.services.bulk import put_referenced
from tests.support import house
from web.app import create_app

KINDS = sorted((one.class_ for one in Base.registry.mappers if issubclass(one.class_, Referenced)), key=str)
TAKEN, FREE = "AAAAAAAA", "BBBBBBBB"
NO_ROW = {"casework.accounts.exports._begin", "monitoring.views.leaving._document.begin"}
"""The number of an export is the name of a file and of a line in the trail; no table keeps it."""


def draw(monkeypatch: pytest.MonkeyPatch, *drawn: str) -> None:
    """What chance says next."""
    one_by_one = iter(drawn)
    monkeypatch.setattr(columns, "reference", lambda: next(one_by_one))


def test_what_is_taken_is_drawn_again(within: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    with transaction():
        draw(monkeypatch, TAKEN, TAKEN, FREE, TAKEN, FREE, "CCCCCCCC")
        first, second = (accounts.add_agency(name, at=clock.now()) for name in ("Harbour", "Anchor"))
        third = accounts.add_agency("Quay", at=clock.now())
        assert [first.reference, second.reference, third.reference] == [TAKEN, FREE, "CCCCCCCC"]


def test_many_at_once_differ_from_each_other_and_from_what_is_there(
    within: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    with transaction():
        agency = accounts.add_agency("Harbour", at=clock.now())
        rows = [{"name": name, "text_name": "Harbour", "agency_id": agency.id} for name in ("Quay", "Anchor")]
        draw(monkeypatch, TAKEN, FREE, TAKEN, FREE, "CCCCCCCC", FREE, "DDDDDDDD")
        assert {reference for _, reference in put_referenced(Place, rows)} == {TAKEN, FREE}
        assert {reference for _, reference in put_referenced(Place, rows)} == {"CCCCCCCC", "DDDDDDDD"}


def test_what_the_actor_may_not_see_is_taken_all_the_same(within: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    with transaction():
        agency = accounts.add_agency("Harbour", at=clock.now())
        asked = clock.now()
        staff = accounts.add_staff(agency, name="Nia Fox", email="nia@example.org", roles=[Role.WORKER], at=asked)
        draw(monkeypatch, staff.reference, FREE)
        assert references.unused(type(staff)) == [FREE]


@pytest.mark.parametrize("kind", KINDS, ids=lambda one: one.__name__)
def test_each_kind_is_drawn_before_it_is_written(kind: type[Base], monkeypatch: pytest.MonkeyPatch) -> None:
    asked = list[str]()

    def taken(table: sa.Table, drawn: set[str]) -> set[str]:
        asked.append(table.name)
        return drawn & {TAKEN}

    monkeypatch.setattr(references, "_taken", taken)
    draw(monkeypatch, TAKEN, FREE)
    row = kind()
    references._draw(SimpleNamespace(new=[row]), None, None)
    assert row.reference == FREE  # type: ignore[attr-defined]
    assert asked == [kind.__tablename__] * 2


def calls(tree: ast.AST, within: str) -> Iterator[str]:
    """The function of each bare draw."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            yield from calls(node, f"{within}.{node.name}")
            continue
        if isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", "")) == "reference":
            yield within
        yield from calls(node, within)


def test_nothing_draws_for_a_row_without_asking_whether_it_is_taken() -> None:
    drawn = {
        use
        for name, path in house.modules()
        if name != references.__name__ and "reference()" in (source := path.read_text())
        for use in calls(ast.parse(source), name)
    }
    assert drawn == NO_ROW


def test_there_are_many_kinds() -> None:
    assert Agency in KINDS, f"{create_app.__name__} knows every model"
    assert len(KINDS) > 40
