"""The list filter stands before every read of a request; what reads past it is listed with its reason (P8, P9).

`everybody()` lets the machine read what the presser may not see: free times, counts, an erasure that leaves nothing.
Each use was judged by a person and stands in past_the_filter.txt; a new one, and one that has gone, fails here.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.support import house

FILE = Path(__file__).with_name("past_the_filter.txt")
HOME = "casework.people.services.scope"


def listed() -> dict[str, str]:
    """Each use that was judged, with its reason."""
    lines = [line for line in FILE.read_text().splitlines() if line and not line.startswith("#")]
    return {name.strip(): why.strip() for name, _, why in (line.partition("|") for line in lines)}


def opens(node: ast.AST) -> bool:
    """Whether this calls `everybody`, by its name or through its module, or does by hand what it does."""
    if isinstance(node, ast.Call):
        return getattr(node.func, "id", getattr(node.func, "attr", "")) == "everybody"
    return isinstance(node, ast.Attribute) and node.attr == "everybody" and isinstance(node.ctx, ast.Store)


def uses(tree: ast.AST, within: str) -> Iterator[str]:
    """The function, with its class, of each use."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            yield from uses(node, f"{within}.{node.name}")
            continue
        if opens(node):
            yield within
        yield from uses(node, within)


def found() -> set[str]:
    return {
        use
        for name, path in house.modules()
        if name != HOME and "everybody" in (source := path.read_text())
        for use in uses(ast.parse(source), name)
    }


def test_whatever_reads_past_the_filter_is_listed_with_its_reason() -> None:
    assert found() - set(listed()) == set(), "judge it, and say in past_the_filter.txt why it may"


def test_nothing_is_listed_that_has_gone() -> None:
    assert set(listed()) - found() == set()
    assert [name for name, why in listed().items() if len(why) < 20] == []


def test_a_use_is_seen_however_it_is_reached() -> None:
    source = "class A:\n def f(self):\n  with people.everybody():\n   pass\ndef g():\n with everybody(): pass\n"
    assert list(uses(ast.parse(source), "m")) == ["m.A.f", "m.g"]
    assert list(uses(ast.parse("from x import everybody\ndef h():\n g.everybody = True"), "m")) == ["m.h"]
