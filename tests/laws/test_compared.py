"""docs/compared.md is true as far as a machine can see: every file and bench of ours that it names is there, and every
source stands in its list with a repository, a file and a commit."""

from __future__ import annotations

import re

from tests.support import house

PAGE, _, SOURCES = (house.ROOT / "docs/compared.md").read_text().partition("\n## Sources\n")
KEY = r"\b(?:CC|CB|RM|MP|AR|GN|SP)\d+\b"
LISTED = re.findall(rf"^\| ({KEY}) \| ([\w.-]+/[\w.-]+) \| (.+?) \| (.+?) \|$", SOURCES, re.MULTILINE)


def test_every_file_of_ours_that_is_named_is_there() -> None:
    named = set(re.findall(r"`([\w./-]+/[\w./-]+)`", PAGE)) - {"./run"}
    assert len(named) > 50
    assert sorted(path for path in named if not (house.ROOT / path).exists()) == []


def test_every_bench_that_is_named_is_one() -> None:
    rows = [line.rstrip(" |").rpartition("| ")[2] for line in PAGE.splitlines() if line.startswith("| measured: ")]
    named = {row.strip("`") for row in rows if row not in ("Bench", "none yet")}
    benches = "".join(path.read_text() for path in (house.ROOT / "tests/bench").glob("*.py"))
    assert named >= {"texts", "today", "imports"}
    assert [name for name in sorted(named) if f'"{name}"' not in benches] == []


def test_every_source_is_listed_once_and_used() -> None:
    keys = [key for key, *_ in LISTED]
    assert len(keys) == len(set(keys))
    assert set(keys) == set(re.findall(KEY, PAGE))


def test_every_source_has_its_file_and_commit() -> None:
    rows = [line for line in SOURCES.splitlines() if re.match(r"\| [A-Z]{2}\d", line)]
    assert len(rows) == len(LISTED) > 50
    issues = [one for one in LISTED if one[2].startswith("issue ")]
    assert [one for one in LISTED if one not in issues and not re.match(r"`[^`]+`", one[2])] == []
    assert [one for one in LISTED if one not in issues and not re.fullmatch(r"[0-9a-f]{8,40}", one[3])] == []
