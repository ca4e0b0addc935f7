"""The guide to importing says what the code does (house law 11)."""

from __future__ import annotations

import re
from pathlib import Path

from diversion.history.rules import words
from diversion.history.rules.sheet import HEADINGS, MOST_BYTES, MOST_ROWS

GUIDE = (Path(__file__).parents[2] / "docs/importing.md").read_text(encoding="utf-8")


def cells() -> dict[str, str]:
    return dict(re.findall(r"^\| ([^|]+) \| ([^|]+) \|$", GUIDE, re.MULTILINE))


def test_every_heading_is_in_the_guide_and_no_other() -> None:
    named = [heading for cell in cells() if cell != "Heading" for heading in cell.split(", ")]
    assert named == [heading for heading in GUIDE_ORDER if heading in HEADINGS]
    assert set(named) == set(HEADINGS)


GUIDE_ORDER = [*HEADINGS[:14], "1st appt", "2nd appt", "1st outcome", "2nd outcome", *HEADINGS[18:]]


def test_every_outcome_ending_and_answer_of_the_guide_is_understood() -> None:
    for said in cells()["1st outcome, 2nd outcome"].removesuffix(", or nothing").split(", "):
        words.outcome(said)
    for said in cells()["Case ending, Ending date"].removesuffix(", or nothing").split(", "):
        assert words.ending(said)
    for said in cells()["Safe to text"].split(", "):
        words.safe_to_text(said)


def test_the_limits_are_those_of_the_code() -> None:
    assert f"At most {MOST_ROWS:,} rows and {MOST_BYTES // 2**20} MB" in GUIDE
