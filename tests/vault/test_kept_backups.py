"""Which backups are kept: all of two days, of each day before the newest, none older than 35 days (P32)."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from flask import Flask

from casework.kernel import ledger
from tests.support import house
from web.vault import record

pytestmark = pytest.mark.sqlite
NOON = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)
QUARTER = dt.timedelta(minutes=15)


def counts(*names: str) -> None:
    ledger.path_of(record.LEDGER).write_text("".join(f"{NOON.isoformat()} {name} 00\n" for name in names))


def test_two_days_of_every_quarter_of_an_hour_and_then_one_for_each_day(within: Flask, tmp_path: Path) -> None:
    made = [NOON - n * QUARTER for n in range(40 * 96)]
    for at in made:
        (tmp_path / record.name_for(at, "00ff")).touch()
    counts(*(record.name_for(at, "00ff") for at in made))
    (tmp_path / "somebody's.txt").touch()
    gone = record.forget_old(tmp_path, at=NOON)
    kept = sorted(path.name for path in tmp_path.iterdir() if path.suffix == ".age")
    assert len(kept) + len(gone) == len(made)
    recent = [at for at in made if at >= NOON - 2 * dt.timedelta(days=1)]
    assert len(recent) == 193
    whole = [NOON.date() - dt.timedelta(days=n) for n in range(3, 36)]
    ends = {record.name_for(dt.datetime(day.year, day.month, day.day, 23, 45, tzinfo=dt.UTC), "00ff") for day in whole}
    assert set(kept) == {record.name_for(at, "00ff") for at in recent} | ends
    assert record.forget_old(tmp_path, at=NOON) == [], "and nothing more the next time"
    assert (tmp_path / "somebody's.txt").exists()


def test_one_that_was_not_verified_stands_in_for_none(within: Flask, tmp_path: Path) -> None:
    day = NOON - dt.timedelta(days=5)
    good, spoilt = record.name_for(day, "00aa"), record.name_for(day + QUARTER, "00bb")
    for name in (good, spoilt):
        (tmp_path / name).touch()
    counts(good)
    assert record.forget_old(tmp_path, at=NOON) == []
    assert set(record.forget_old(tmp_path, at=day + dt.timedelta(days=36))) == {good, spoilt}


def test_the_timer_that_is_described_loses_a_quarter_of_an_hour_at_most() -> None:
    assert "OnCalendar=*:0/15\n" in (house.ROOT / "docs/operate/waymark-backup.timer").read_text()
