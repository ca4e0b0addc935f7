"""No page is found by counting past the others, and nothing is read at one go without a bound (issue 7, point 3)."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
ROOMS = ("casework", "reminders", "notices", "diversion", "orders", "monitoring", "web")
BY_OFFSET = re.compile(r"\.offset\(|\bOFFSET\b|\.slice\(|\.paginate\(")
WHOLE_TABLE = re.compile(r"select\(func\.count\(\)\)\.select_from\([A-Z]\w+\)\)")


def _lines() -> list[tuple[str, str]]:
    files = (path for room in ROOMS for path in sorted((ROOT / room).rglob("*.py")))
    return [(str(path.relative_to(ROOT)), line) for path in files for line in path.read_text().splitlines()]


@pytest.mark.parametrize(
    ("line", "law"),
    [
        ("rows.limit(50).offset((page - 1) * 50)", BY_OFFSET),
        ('text("SELECT id FROM event LIMIT 50 OFFSET 500000")', BY_OFFSET),
        ("db.session.scalar(select(func.count()).select_from(Event))", WHOLE_TABLE),
    ],
)
def test_it_would_be_seen(line: str, law: re.Pattern[str]) -> None:
    assert law.search(line)


def test_no_page_is_found_by_an_offset() -> None:
    assert [(file, line) for file, line in _lines() if BY_OFFSET.search(line)] == []


def test_no_whole_table_is_counted() -> None:
    assert [(file, line) for file, line in _lines() if WHOLE_TABLE.search(line)] == []
