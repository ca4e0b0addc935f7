"""A spreadsheet named to climb out of its folder is read, and its name is used for nothing (case C15)."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask

from tests.history.giving import Desk, named, sheet
from tests.support.staff import Team

ADA = named("Farrow", "Ada", "3 Feb 1980", "HT/0001/09")
NAMES = ("../../climbs.csv", "climbs.csv\\0.exe", "climbs" * 1_000, "..\\..\\climbs.csv", "/climbs.csv")


@pytest.mark.sqlite
def test_a_name_meant_to_climb_names_no_file_and_stands_nowhere(within: Flask, team: Team) -> None:
    """C15: nothing on the disk has it, the record of the file does not, and no page says it."""
    home = Path(within.extensions["settings"].home)
    desk = Desk.of(team)
    for name in NAMES:
        assert desk.give(sheet(ADA), name).status_code == 303, name[:20]
        assert "climbs" not in desk.reader.get(f"{desk.address}/columns").text
        assert "climbs" not in str(vars(desk.job))
    for folder in (home, home.parent):
        assert list(folder.rglob("*climbs*")) == []
    assert not Path("/climbs.csv").exists()
