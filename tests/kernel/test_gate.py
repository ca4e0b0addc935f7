"""The gate: a database that went back in time sends nothing until two people have released it (promises C.6)."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from casework.kernel import anchor, audit, clock, gate
from casework.kernel.audit import Act
from casework.kernel.database import db, dispose, transaction
from casework.kernel.models import Event, Gate
from tests.support.tampering import unguard
from web.app import create_app

pytestmark = pytest.mark.sqlite


def happen(times: int = 1) -> None:
    for _ in range(times):
        with transaction():
            audit.record(Act.CONFIGURATION, "closed day:1", by=None, at=clock.now())


def file_of(app: Flask) -> Path:
    return Path(str(sa.make_url(app.config["SQLALCHEMY_DATABASE_URI"]).database))


def anchor_of(app: Flask) -> Path:
    path: Path = app.extensions["anchor"].path
    return path


def backup(app: Flask, to: Path) -> Path:
    with db.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    shutil.copyfile(file_of(app), to)
    return to


def restore(app: Flask, copy: Path) -> None:
    dispose(app)
    for file in file_of(app).parent.glob(f"{file_of(app).name}*"):
        file.unlink()
    shutil.copyfile(copy, file_of(app))


def test_a_new_database_is_open_and_stays_open_as_it_grows(within: Flask) -> None:
    assert gate.why_closed() is None
    happen()
    gate.fix()
    happen(3)
    assert gate.why_closed() is None


def test_yesterdays_database_is_closed(within: Flask, tmp_path: Path) -> None:
    happen(3)
    copy = backup(within, tmp_path / "copy.db")
    happen()
    gate.fix()
    restore(within, copy)
    assert gate.why_closed() == gate.WENT_BACK


def test_it_cannot_open_itself_by_growing_past_its_anchor(within: Flask, tmp_path: Path) -> None:
    happen(3)
    copy = backup(within, tmp_path / "copy.db")
    happen(2)
    gate.fix()
    restore(within, copy)
    happen(gate.EVENTS + 20)
    gate.fix()
    assert gate.why_closed() == gate.WENT_BACK


def test_the_newest_database_put_back_is_open_again(within: Flask, tmp_path: Path) -> None:
    happen(3)
    old = backup(within, tmp_path / "old.db")
    happen()
    gate.fix()
    new = backup(within, tmp_path / "new.db")
    restore(within, old)
    assert gate.why_closed()
    restore(within, new)
    assert gate.why_closed() is None


def test_an_altered_event_closes_it(within: Flask) -> None:
    happen(3)
    gate.fix()
    with transaction():
        unguard(db.session.connection())
        db.session.execute(sa.update(Event).where(Event.seq == 3).values(digest=bytes(32)))
    assert gate.why_closed() == gate.WENT_BACK


@pytest.fixture
def elsewhere(settings_for: Callable[..., Any], tmp_path: Path) -> Callable[[Path], Flask]:
    """Another machine, with its own home, given a copy of a database."""

    def start(copy: Path) -> Flask:
        settings = settings_for(
            waymark_home=str(tmp_path / "elsewhere"), database_url=f"sqlite:///{tmp_path / 'elsewhere.db'}"
        )
        shutil.copyfile(copy, tmp_path / "elsewhere.db")
        return create_app(settings, pages=False)

    return start


def test_a_copy_on_a_machine_without_an_anchor_is_closed(
    within: Flask, tmp_path: Path, elsewhere: Callable[[Path], Flask]
) -> None:
    happen()
    there = elsewhere(backup(within, tmp_path / "copy.db"))
    with there.app_context():
        assert gate.why_closed() == gate.NO_ANCHOR
    dispose(there)


def test_a_copy_put_over_a_newly_installed_site_is_closed(
    within: Flask, tmp_path: Path, elsewhere: Callable[[Path], Flask], all_databases: Any
) -> None:
    fresh = Path(str(sa.make_url(all_databases.empty("sqlite")).database))
    from web import schema

    schema.upgrade(f"sqlite:///{fresh}")
    dispose(elsewhere(fresh))  # starts once, empty: its anchor names its own site
    happen()
    there = elsewhere(backup(within, tmp_path / "copy.db"))
    with there.app_context():
        assert gate.why_closed() == gate.OTHER_SITE
    dispose(there)


def test_after_a_release_the_older_database_is_the_newest(within: Flask, tmp_path: Path) -> None:
    happen(3)
    copy = backup(within, tmp_path / "copy.db")
    happen(5)
    gate.fix()
    newest = backup(within, tmp_path / "newest.db")
    restore(within, copy)
    gate.start_again(clock.now())
    assert gate.why_closed() is None
    happen()
    gate.fix()
    assert gate.why_closed() is None
    restore(within, newest)
    assert gate.why_closed() == gate.WENT_BACK, "two databases cannot both be the newest"


def test_what_another_database_anchored_is_not_noted_in_this_one(within: Flask, tmp_path: Path) -> None:
    """A process that goes on after a restore: else no release could open the gate again."""
    happen(3)
    copy = backup(within, tmp_path / "copy.db")
    happen(5)
    gate.fix()
    restore(within, copy)
    happen()
    assert _noted() == 0
    gate.start_again(clock.now())
    assert gate.why_closed() is None


def test_a_release_opens_a_database_that_lost_the_event_it_had_noted(within: Flask) -> None:
    happen(5)
    gate.fix()
    happen()
    assert _noted() == 5
    with transaction():
        unguard(db.session.connection())
        db.session.execute(sa.delete(Event).where(Event.seq > 3))
    assert gate.why_closed() == gate.WENT_BACK
    with transaction():
        audit.record(Act.CONFIGURATION, "gate", by=None, at=clock.now())
        gate.let_go()
    gate.start_again(clock.now())
    assert gate.why_closed() is None
    gate.fix()
    happen()
    assert _noted() == 4


def _noted() -> int:
    return db.session.scalar(sa.select(Gate.anchored)) or 0


def test_the_trail_is_anchored_after_a_hundred_events(within: Flask) -> None:
    happen(gate.EVENTS + 1)
    mark = anchor.newest(anchor_of(within))
    assert mark is not None
    assert mark.seq >= gate.EVENTS


def test_a_line_cut_short_by_a_crash_is_passed_over(within: Flask) -> None:
    happen()
    gate.fix()
    with anchor_of(within).open("a") as file:
        file.write("0123456789abcdef 9")
    assert gate.why_closed() is None


@pytest.mark.parametrize("spoil", [lambda path: path.mkdir(), lambda path: path.symlink_to(path)], ids=["a", "b"])
def test_an_anchor_that_cannot_be_read_closes_it(within: Flask, spoil: Callable[[Path], None]) -> None:
    happen()
    anchor_of(within).unlink()
    spoil(anchor_of(within))
    assert gate.why_closed() == gate.UNREADABLE
