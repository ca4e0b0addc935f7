"""A backup is copied, opened, sealed and opened again; what does not open, or is another site's, is not put back."""

from __future__ import annotations

import datetime as dt
import secrets
import sqlite3
import threading
from contextlib import closing
from pathlib import Path

import pytest
import sqlalchemy as sa

from casework.accounts.models import Agency
from casework.accounts.services import add_agency
from casework.kernel import audit, clock, gate, ledger, rotation
from casework.kernel.audit import Act
from casework.kernel.columns import ring
from casework.kernel.database import db, transaction
from casework.people.models import Person
from reminders.models import TextsOff
from tests.vault.site import Site, run
from web.vault import bundle, copying, record, sealing
from web.vault.bundle import NoBackup
from web.vault.commands import backup_keys
from web.vault.sealing import SealError

NOON = dt.datetime(2026, 7, 1, 11, 0, tzinfo=dt.UTC)


def happen(name: str = "Lantern") -> Agency:
    with transaction():
        made = add_agency(name, at=NOON)
        audit.record(Act.CONFIGURATION, "agency", by=None, at=NOON)
    return made


def person(name: str) -> str:
    with transaction():
        agency = db.session.scalars(sa.select(Agency)).first() or add_agency("Lantern", at=NOON)
        db.session.flush()
        made = Person(
            agency_id=agency.id,
            given_name=name,
            family_name="Blake",
            date_of_birth=dt.date(1990, 2, 28),
            created_at=NOON,
        )
        db.session.add(made)
        db.session.flush()
    return made.reference


def agencies() -> list[str]:
    db.session.rollback()
    return list(db.session.scalars(sa.select(Agency.name).order_by(Agency.id)))


def names() -> list[str]:
    db.session.rollback()
    return list(db.session.scalars(sa.select(Person.given_name).order_by(Person.id)))


def test_a_restored_database_is_that_of_then_and_lets_nothing_leave(site: Site) -> None:
    happen("Lantern")
    person("Zoë")
    file = site.backup()
    happen("Beacon")
    gate.fix()
    done = site.restore(file)
    assert done.exit_code == 0, done.output
    assert (agencies(), names()) == (["Lantern"], ["Zoë"])
    assert gate.why_closed() == gate.RESTORED
    assert "kept as" in done.output
    assert audit.first_broken() is None
    assert (site.keys / "anchor.log.closed").exists(), "when it was noticed is known from here on"


def test_even_the_newest_one_lets_nothing_leave(site: Site) -> None:
    happen()
    gate.fix()
    assert site.restore(site.backup()).exit_code == 0
    assert gate.why_closed() == gate.RESTORED
    with transaction():
        gate.let_go()
    gate.start_again(clock.now())
    assert gate.why_closed() is None


def test_who_was_erased_or_said_stop_since_is_erased_and_left_alone_again(site: Site) -> None:
    erased = person("Zoë")
    person("Ada")
    file = site.backup()
    with ledger.erasing([erased], at=clock.now()):
        pass
    with transaction():
        db.session.add(TextsOff(number_index=b"n" * 32, why="stop", at=clock.now()))
    assert site.restore(file).exit_code == 0
    assert names() == ["Ada"]
    assert list(db.session.scalars(sa.select(TextsOff.number_index))) == [b"n" * 32]


@pytest.mark.sqlite
def test_a_machine_that_lost_everything_takes_the_ledgers_of_a_newer_backup(site: Site) -> None:
    erased = person("Zoë")
    older = site.backup()
    with ledger.erasing([erased], at=clock.now()):
        pass
    newer = site.backup()
    there = site.elsewhere("there")
    done = site.restore(older, "--ledgers-from", str(newer), settings=there)
    assert done.exit_code == 0, done.output
    with copying.opened(there, there.database_url):
        assert names() == []
        assert gate.why_closed() == gate.NO_ANCHOR


@pytest.mark.sqlite
def test_a_backup_from_before_a_change_of_keys_is_read_by_the_retired_one(site: Site) -> None:
    person("Zoë")
    file = site.backup()
    rotation.rotate([db.engine], ring(), at=clock.now())
    assert site.restore(file).exit_code == 0
    assert names() == ["Zoë"]
    assert rotation.still_old(db.engine, 2) == 0


@pytest.mark.sqlite
def test_a_changed_or_shortened_file_is_refused_wherever_it_was_changed(site: Site) -> None:
    """O3."""
    happen()
    whole = site.backup().read_bytes()
    before = site.folder / "spoilt"
    for spoilt in [_flipped(whole, at) for at in (0, 40, 300, len(whole) // 2, len(whole) - 1)] + [
        whole[:length] for length in (0, 20, 400, len(whole) // 2, len(whole) - 1)
    ]:
        before.write_bytes(spoilt)
        done = site.restore(before)
        assert done.exit_code == 1
        assert "does not open" in done.output
    assert agencies() == ["Lantern"]
    assert gate.why_closed() is None


def _flipped(whole: bytes, at: int) -> bytes:
    return whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :]


@pytest.mark.sqlite
def test_a_backup_of_another_site_is_refused(site: Site) -> None:
    """O3."""
    happen()
    gate.fix()
    with closing(sqlite3.connect(copying.file_of(site.settings.database_url))) as connection, connection:
        connection.execute("UPDATE gate SET site = 'another'")
    other = site.backup()
    with closing(sqlite3.connect(copying.file_of(site.settings.database_url))) as connection, connection:
        connection.execute("UPDATE gate SET site = ?", (site.keys.joinpath("anchor.log").read_text().split()[0],))
    done = site.restore(other)
    assert (done.exit_code, "another site" in done.output) == (1, True)
    assert gate.why_closed() is None


@pytest.mark.sqlite
def test_without_the_key_ring_or_with_another_nothing_is_put_back(site: Site) -> None:
    happen()
    file, there = site.backup(), site.elsewhere("there")
    (there.home / "keys" / "keyring.json").unlink()
    done = site.restore(file, settings=there)
    assert (done.exit_code, "key ring" in done.output) == (1, True)
    other = site.folder / "other"
    other.write_text(sealing.new_pair()[0])
    assert "does not open" in site.restore(file, key=other).output
    other.write_text("nothing\n")
    assert "not the private half" in site.restore(file, key=other).output


def test_nothing_is_put_back_while_waymark_is_running(site: Site) -> None:
    happen()
    file = site.backup()
    happen("Beacon")
    engine = sa.create_engine(site.settings.database_url, poolclass=sa.NullPool)
    with engine.connect() as running:
        running.execute(sa.text("SELECT count(*) FROM agency"))
        done = site.restore(file)
    assert (done.exit_code, "still running" in done.output) == (1, True)
    assert agencies() == ["Lantern", "Beacon"]


@pytest.mark.sqlite
def test_a_database_that_nobody_can_read_any_more_is_replaced(site: Site) -> None:
    happen()
    file, current = site.backup(), copying.file_of(site.settings.database_url)
    from casework.kernel.database import dispose

    dispose(site.app)
    current.write_bytes(b"This is no database. " * 1000)
    assert site.restore(file).exit_code == 0
    assert agencies() == ["Lantern"]
    assert [path.name for path in current.parent.glob("*.before-*")]


@pytest.mark.sqlite
def test_a_copy_made_under_writers_is_whole(site: Site) -> None:
    happen("first")
    ended = threading.Event()

    def write() -> None:
        with site.app.app_context():
            while not ended.is_set():
                happen(secrets.token_hex(8))

    writer = threading.Thread(target=write)
    writer.start()
    try:
        files = [site.backup() for _ in range(3)]
    finally:
        ended.set()
        writer.join()
    for file in files:
        about, count = _inside(site, file)
        assert count > 1
        assert about.seq == count


def _inside(site: Site, file: Path) -> tuple[bundle.About, int]:
    room = site.folder / secrets.token_hex(4)
    room.mkdir()
    sealing.unseal(file, room / "box", sealing.identities(site.key))
    about, _ = bundle.unpack(room / "box", room / "copy")
    with closing(sqlite3.connect(room / "copy")) as connection:
        assert connection.execute("SELECT copied_at FROM gate").fetchone() != (None,)
        return about, int(connection.execute("SELECT count(*) FROM event").fetchone()[0])


@pytest.mark.sqlite
def test_backups_are_kept_for_35_days(site: Site) -> None:
    now = clock.now()
    old, young = (site.settings.backup_path / record.name_for(now - dt.timedelta(days=n), "ab12") for n in (36, 34))
    site.settings.backup_path.mkdir(parents=True)
    for path in (old, young):
        path.write_bytes(b"")
    other = site.settings.backup_path / "notes.txt"
    other.write_text("keep")
    made = site.backup()
    assert {path.name for path in site.settings.backup_path.iterdir()} == {made.name, young.name, "notes.txt"}
    assert made.stat().st_mode & 0o777 == 0o600
    newest = record.last_verified(site.app)
    assert newest is not None
    assert abs(newest - now) < dt.timedelta(minutes=1)


@pytest.mark.sqlite
def test_nothing_counts_as_a_backup_that_does_not_open(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealing, "opened_digest", lambda *_: "something else")
    with pytest.raises(SealError, match="does not open"):
        site.backup()
    assert list(site.settings.backup_path.iterdir()) == []
    assert record.last_verified(site.app) is None


@pytest.mark.sqlite
def test_a_damaged_database_is_no_backup(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    happen()
    with transaction():
        db.session.execute(sa.text("PRAGMA writable_schema=1"))
        db.session.execute(sa.text("UPDATE sqlite_schema SET rootpage = 3 WHERE name = 'agency'"))
    with pytest.raises(NoBackup):
        site.backup()


@pytest.mark.sqlite
def test_a_backup_is_sealed_to_keys_or_not_made(site: Site) -> None:
    from dataclasses import replace

    for keys, said in [("", "BACKUP_KEYS"), ("age1nonsense", "age1")]:
        site.settings = replace(site.settings, backup_keys=keys)
        with pytest.raises((NoBackup, SealError), match=said):
            site.backup()


@pytest.mark.sqlite
def test_either_of_two_people_opens_it(site: Site) -> None:
    from dataclasses import replace

    happen()
    second = site.folder / "second"
    made = run(backup_keys, str(second), settings=site.settings)
    assert second.stat().st_mode & 0o777 == 0o600
    public = made.stdout.strip()
    site.settings = replace(site.settings, backup_keys=f"{site.settings.backup_keys}, {public}")
    file = site.backup()
    assert site.restore(file, key=second).exit_code == 0
    assert run(backup_keys, str(second), settings=site.settings).exit_code == 1, "it never writes over a key"
