"""Making a backup: copied, opened, looked through, sealed, opened again, and only then called one (promises C.13)."""

from __future__ import annotations

import datetime as dt
import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select

from casework.kernel import ledger, rotation
from casework.kernel.columns import ring
from casework.kernel.database import db, reading
from casework.people.models import Person, SafeguardingRecord
from web.settings import Settings
from web.vault import bundle, copying, record, sealing
from web.vault.bundle import NoBackup

NO_KEY = (
    "BACKUP_KEYS is not set: a backup is sealed to public keys. Make a pair with ./run waymark backup-keys FILE, "
    "on a computer that is not this one if you can"
)


@dataclass(frozen=True)
class Made:
    """A backup on the disk. `broken` is the first event of the audit trail that was changed: then it is not counted
    as verified, and nothing older is removed."""

    path: Path
    seq: int
    broken: int | None
    removed: list[str]


def make(settings: Settings, *, at: dt.datetime) -> Made:
    """Make a verified backup of this moment (UTC) in the folder for backups, and remove those kept no longer.

    Raises NoBackup or SealError, and leaves no file, when it cannot be made or does not open.
    """
    keys = sealing.recipients(settings.backup_keys)
    if not keys:
        raise NoBackup(NO_KEY)
    _settle_erasures(at)
    folder = settings.backup_path
    with copying.folder_in(folder, "making") as room:
        copied = copying.take(settings, room, at.isoformat())
        bundle.pack(room / "box", copied.about, room / "copy", _ledgers())
        (room / "copy").unlink()
        digest = sealing.seal(room / "box", room / "sealed", keys)
        path = folder / record.name_for(at, secrets.token_hex(2))
        _to_the_disk(room / "sealed")
        os.replace(room / "sealed", path)
    if copied.broken is not None:
        return Made(path, copied.about.seq, copied.broken, [])
    record.verified(path.name, digest, at=at)
    rotation.forget_retired(ring(), at=at)
    return Made(path, copied.about.seq, None, record.forget_old(folder, at=at))


def _settle_erasures(at: dt.datetime) -> None:
    """An erasure that was cut short was committed or was not; while this database is here, it can be said which."""
    with reading():
        open_ones = ledger.unsettled()
        here = {
            reference
            for record_ in (Person, SafeguardingRecord)
            for reference in db.session.scalars(select(record_.reference).where(record_.reference.in_(open_ones)))
        }
    for one in open_ones:
        ledger.settle(one, at=at, gone=one not in here)


def _ledgers() -> dict[str, bytes]:
    paths = {name: ledger.path_of(name) for name in bundle.LEDGERS}
    return {name: path.read_bytes() for name, path in paths.items() if path.is_file()}


def _to_the_disk(path: Path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())
