"""`./run waymark rotate-keys`, `backup`, `backup-keys` and `restore`."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from sqlalchemy.exc import SQLAlchemyError

import reminders.services
from casework.kernel import audit, clock, gate, ledger, rotation
from casework.kernel.audit import Act
from casework.kernel.columns import ring
from casework.kernel.database import reading, transaction
from casework.kernel.keyring import KeyringError
from casework.people.services.erasing import erase_again
from web.settings import Settings
from web.vault import backing_up, copying, restoring, sealing
from web.vault.bundle import About, NoBackup
from web.vault.sealed import engines
from web.vault.sealing import SealError


@click.command("rotate-keys")
def rotate_keys() -> None:
    """Give the key ring a new key and rewrite everything sealed with the old one.

    Waymark may be in use meanwhile. Ended at any moment, it goes on where it was when it is asked again; exit 1 where
    something cannot be opened by any key, and then the old key stays.
    """
    try:
        turned = rotation.rotate(engines(), ring(), at=clock.now(), tell=lambda line: click.echo(line, err=True))
    except KeyringError as wrong:
        raise click.ClickException(str(wrong)) from wrong
    click.echo(f"Key {turned.active} seals everything. Values rewritten: {turned.rewritten}.")
    click.echo("Make a new copy of the key ring, kept apart from the database and its backups.", err=True)
    if turned.left:
        raise click.ClickException(
            f"{turned.left} values cannot be opened by any key on the ring. The old key stays on it until they can."
        )


@contextmanager
def _said() -> Iterator[None]:
    """What stands in the way is said in one sentence."""
    try:
        yield
    except (NoBackup, SealError, KeyringError, OSError) as wrong:
        raise click.ClickException(str(wrong)) from wrong
    except SQLAlchemyError as wrong:
        why = str(getattr(wrong, "orig", wrong)).partition("\n")[0]
        raise click.ClickException(f"The database cannot be used: {why}") from wrong


@click.command("backup-keys")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def backup_keys(file: Path) -> None:
    """Make a pair of keys for backups: the private half into FILE, the public half for BACKUP_KEYS.

    Make one pair each for two people, who keep FILE off this machine: it opens every backup, and BACKUP_KEYS may name
    both public halves.
    """
    private, public = sealing.new_pair()
    with _said(), os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
        out.write(f"# The private half of a backup key of Waymark’s. Public half: {public}\n{private}\n")
    click.echo(public)
    click.echo(f"Take {file} off this machine, and put the line above in BACKUP_KEYS.", err=True)


@click.command()
@click.pass_obj
def backup(settings: Settings) -> None:
    """Make a backup while Waymark is in use: copied, opened, looked through, sealed, and opened again.

    Prints its file. Those kept no longer are removed once a newer one is verified. The key ring is in none of
    them. Exit 1 where the audit trail was changed: the backup is kept, and counts as not verified.
    """
    at = clock.now()
    with _said():
        made = backing_up.make(settings, at=at)
    if made.broken is not None:
        raise click.ClickException(f"{made.path} was made, but the audit trail was changed at event {made.broken}.")
    with transaction():
        detail = {"did": "backup", "event": str(made.seq)}
        audit.record(Act.CONFIGURATION, "backup", by=None, at=at, compartment="settings", detail=detail)
    click.echo(made.path)


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--key", "key_file", required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--ledgers-from", type=click.Path(exists=True, dir_okay=False, path_type=Path), default=None)
@click.pass_obj
def restore(settings: Settings, file: Path, key_file: Path, ledgers_from: Path | None) -> None:
    """Put the backup FILE in the place of the database, opened with the private half in the file given by --key.

    Stop Waymark first. The current database is kept aside. Nothing leaves until two administrators have released it;
    who was erased or asked for no more texts since is erased and left alone again. On a machine that has lost its
    small ledgers, --ledgers-from takes them from a newer backup than FILE.
    """
    at = clock.now()
    with _said(), copying.folder_in(_beside(settings), "restoring") as room:
        about, ledgers = restoring.read_box(settings, file, key_file, room)
        our_ring = restoring.must_be_ours(settings, about)
        if ledgers_from is not None:
            _, ledgers = restoring.read_box(settings, ledgers_from, key_file, room / "newer")
        restoring.keep_ledgers(settings, ledgers)
        with restoring.ready(settings, about, our_ring, room) as url:
            broken = _catch_up(settings, url, about, at)
            aside = restoring.put_in_place(settings, url, at)
    _tell(settings, about, aside, broken)


def _beside(settings: Settings) -> Path:
    """Where there is room for the copy, on the same disk as the database."""
    return copying.file_of(settings.database_url).parent if settings.is_sqlite else settings.home


def _catch_up(settings: Settings, url: str, about: About, at: dt.datetime) -> int | None:
    """Erase again and leave alone again what the backup does not know of; the first event that was changed, or None."""
    with copying.opened(settings, url):
        with reading():
            broken = restoring.look_through(about)
        with transaction():
            erased = erase_again(ledger.erased(), at=at)
            off = reminders.services.switch_off_again(at)
            detail = {"did": "restored", "event": str(about.seq), "erased": str(erased), "off": str(off)}
            audit.record(Act.CONFIGURATION, "backup", by=None, at=at, compartment="settings", detail=detail)
    return broken


def _tell(settings: Settings, about: About, aside: str, broken: int | None) -> None:
    with copying.opened(settings, settings.database_url):
        click.echo(f"The database is that of {about.taken_at}. {gate.why_closed()}.")
    if aside:
        click.echo(f"The one before is kept as {aside}. Remove it when nobody needs it any more.", err=True)
    if broken is not None:
        click.echo(f"Its audit trail was changed at event {broken}: ask before you release it.", err=True)
