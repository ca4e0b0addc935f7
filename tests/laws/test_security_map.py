"""docs/security.md is true: every promise, ASVS item and case of abuse has its line, and every test it names is there.

Test files are parsed, not imported, so that this costs nothing. A case counts as tested when the test, or its file's
first words, name it; a case without a test says why in decision 49.
"""

from __future__ import annotations

import ast
import re
from functools import cache

import pytest

from tests.support import house

PAGE = (house.ROOT / "docs/security.md").read_text()
DECISION = next((house.ROOT / "docs/decisions").glob("0049-*.md")).read_text()
NAMED = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")
ROWS = {line.split("|")[1].strip(): line for line in PAGE.splitlines() if line.startswith("| ") and "---" not in line}
CASES = {"L": 23, "R": 18, "C": 15, "B": 18, "T": 13, "S": 18, "W": 17, "X": 10, "Q": 8, "U": 9, "O": 8}
ALL_CASES = [f"{letter}{number}" for letter, last in CASES.items() for number in range(1, last + 1)]
CHECKLIST = """1.1.1-2, 1.2.1-3; 1.2.4; 1.2.5, 1.3.2; 1.2.9, 1.3.12; 1.2.10; 1.3.3, 1.4.2; 1.3.6; 1.3.7; 1.5.2;
2.1.1-3, 2.2.1-3; 2.3.1; 2.3.2, 2.4.1; 2.3.3; 2.3.4; 2.3.5; 3.2.1, 5.4.1-2; 3.3.1-4;
3.4.1-6, 3.4.8; 3.5.1, 3.5.3; 3.5.4; 3.7.2; 4.1.1, 4.1.4; 4.1.3, 15.3.4; 4.2.1; 5.2.1-3, 5.3.2;
6.1.1, 6.3.1; 6.1.2, 6.2.1-12; 6.3.2; 6.3.3-4; 6.3.8; 6.4.1-4; 6.4.6; 6.5.1-5, 6.5.6; 6.6.1;
7.1.1-2, 7.3.1-2; 7.2.1-4; 7.4.1-5; 7.5.1-2, 7.5.3; 8.1.1-2; 8.2.1-3; 8.3.1; 8.3.2; 8.4.1;
11.1.1-2; 11.2.1-3, 11.3.1-3, 11.4.1-2; 11.3.4; 11.5.1; 12.1.1, 12.2.1, 12.3.1-2; 13.2.1-4;
13.3.1-2; 13.4.1-5; 14.1.1-2; 14.2.1; 14.2.2, 14.3.1-3; 14.2.6, 15.3.1; 14.2.7; 15.1.1-2, 15.2.1;
15.2.3; 15.3.3; 15.3.5, 15.3.7; 15.4.2; 16.1.1, 16.2.1-5; 16.3.1-4, 16.3.2; 16.4.1-3; 16.5.1-3;
16.5.4"""
ITEMS = [item.strip() for item in CHECKLIST.replace("\n", " ").split(";")]


@cache
def parsed(path: str) -> tuple[ast.Module, str]:
    """A test file, and its text."""
    source = (house.ROOT / path).read_text()
    return ast.parse(source), source


def found(path: str, name: str) -> str:
    """What a test and its file say of themselves; "" where there is no such test."""
    if not (house.ROOT / path).exists():
        return ""
    tree, source = parsed(path)
    for node in tree.body:
        if isinstance(node, ast.FunctionDef) and node.name == name:
            decorators = " ".join(ast.get_source_segment(source, one) or "" for one in node.decorator_list)
            words = f"{ast.get_docstring(tree)} {ast.get_docstring(node)} {decorators} {name.upper()}"
            return words.replace("_", " ")
    return ""


def names(said: str, case: str) -> bool:
    """Whether words name a case: "B6", or "B4 to B9" and "L7-L10" around it."""
    if re.search(rf"\b{case}\b", said):
        return True
    spans = re.findall(rf"\b{case[0]}(\d+)(?: to |-){case[0]}(\d+)\b", said)
    return any(int(first) <= int(case[1:]) <= int(last) for first, last in spans)


def test_every_test_that_is_named_is_there() -> None:
    assert [f"{path}::{name}" for path, name in NAMED.findall(PAGE) if not found(path, name)] == []
    assert len(NAMED.findall(PAGE)) > 250


@pytest.mark.parametrize("wanted", [[f"P{number}" for number in range(1, 35)], ITEMS, ALL_CASES])
def test_every_promise_item_and_case_has_its_line(wanted: list[str]) -> None:
    assert [one for one in wanted if one not in ROWS] == []
    assert [one for one in wanted if not NAMED.search(ROWS[one]) and "decision 49" not in ROWS[one]] == []


def test_every_case_is_named_by_its_test_or_explained() -> None:
    untrue = []
    for case in ALL_CASES:
        tests = NAMED.findall(ROWS[case])
        explained = re.search(rf"^\* \*\*{case}\*\*", DECISION, re.MULTILINE)
        if not any(names(found(*one), case) for one in tests) and not explained:
            untrue.append(case)
    assert untrue == []


def test_a_span_of_cases_is_read_as_each_of_them() -> None:
    assert names("promises B4 to B9", "B6")
    assert names("L7-L10, L19", "L9")
    assert not names("B4 to B9", "B10")
    assert not names("B1 is another", "B11")
