"""The command line: `./run waymark COMMAND`. Every command brings the database up first."""

from __future__ import annotations

import sys
from pathlib import Path

import click
from alembic.util import CommandError
from flask import Flask
from sqlalchemy.exc import SQLAlchemyError

import diversion.services.verifying
import orders.services.verifying
from casework.accounts import services as accounts
from casework.kernel import audit, clock, keyring
from casework.kernel.database import UnsafeDatabase, dispose, reading, transaction
from casework.kernel.keyring import KeyringError
from diversion.commands import import_history
from monitoring.commands import figures
from web import schema, starting
from web.app import create_app
from web.moving.commands import move
from web.rules.starting import WELL
from web.settings import BadSetting, Settings
from web.vault.commands import backup, backup_keys, restore, rotate_keys

BARE = {"backup-keys", "check", "move", "restore"}
"""Commands that must do their work where there is no database that could be opened."""


class _Waymark(click.Group):
    """Runs a command inside the application, on a database that stands at this version."""

    def invoke(self, ctx: click.Context) -> object:
        if BARE.intersection([*ctx._protected_args, *ctx.args][:1]):
            ctx.obj = _settings()
            return super().invoke(ctx)
        settings, app = _open()
        ctx.obj = settings
        try:
            with app.app_context():
                return super().invoke(ctx)
        finally:
            _close(app)


def _settings() -> Settings:
    """The settings alone. What is wrong with them is said in one sentence."""
    try:
        return Settings.of_this_process()
    except BadSetting as wrong:
        raise click.ClickException(str(wrong)) from wrong


def _open() -> tuple[Settings, Flask]:
    """The settings and the application on its migrated database; what stands in the way is said in one sentence."""
    settings = _settings()
    try:
        settings.home.mkdir(parents=True, exist_ok=True, mode=0o700)
        schema.upgrade(settings.database_url, ring=keyring.found(settings.keyring_path))
        return settings, create_app(settings, pages=False)
    except (KeyringError, UnsafeDatabase, schema.WrongSchema, OSError) as wrong:
        raise click.ClickException(starting.when_not(settings, wrong)) from wrong
    except CommandError as newer:
        raise click.ClickException("The database was written by another version of Waymark. Use that one.") from newer
    except SQLAlchemyError as wrong:
        why = str(getattr(wrong, "orig", wrong)).partition("\n")[0]
        raise click.ClickException(f"The database cannot be used: {why}") from wrong


def _close(app: Flask) -> None:
    dispose(app)


@click.group(cls=_Waymark)
@click.option("--called-from", type=click.Path(path_type=Path), hidden=True, help="Where relative paths start.")
def waymark(called_from: Path | None) -> None:
    """Waymark from the command line."""


@waymark.command()
def migrate() -> None:
    """Bring the database up to this version."""
    click.echo("The database is up to date.", err=True)


@waymark.command()
@click.option("--serving", is_flag=True, help="Look whether the port is free as well.")
@click.pass_obj
def check(settings: Settings, serving: bool) -> None:
    """Look whether Waymark can start here, and say everything that stands in the way; exit 1 where anything does.

    Nothing is changed. Each look ends within ten seconds, whatever does not answer.
    """
    if found := starting.problems(settings, serving=serving):
        raise click.ClickException("\n".join(found))
    click.echo(WELL)


@waymark.command()
@click.pass_obj
def welcome(settings: Settings) -> None:
    """Print the key for setting up, while nobody has set up yet."""
    with reading():
        ready = accounts.is_set_up()
    if ready:
        return
    with transaction():
        key = accounts.make_set_up_key(at=clock.now())
    click.echo(
        f"Nothing is set up yet. Look around with pretend people at {settings.public_url}\n"
        f"or set up your service with this key, good for 30 minutes: {key}",
        err=True,
    )


@waymark.command("check-audit")
def check_audit() -> None:
    """Walk the audit trail from its first line; exit 1 where it was changed."""
    with reading():
        broken = audit.first_broken()
    if broken is not None:
        raise click.ClickException(f"The audit trail was changed at event {broken}.")
    click.echo("The audit trail is whole.")


@waymark.command()
def verify() -> None:
    """Work every stored status out again and print what differs; exit 1 where anything does."""
    with reading():
        at = clock.now()
        found = [*diversion.services.verifying.verify(at=at), *orders.services.verifying.verify(at=at)]
    for line in found:
        click.echo(line)
    if found:
        raise click.ClickException("Stored and derived differ. The worker states again what only time has changed.")
    click.echo("Every stored status is what its facts say.", err=True)


waymark.add_command(import_history)
waymark.add_command(figures)
for _command in (rotate_keys, backup, backup_keys, restore, move):
    waymark.add_command(_command)


if __name__ == "__main__":
    sys.exit(waymark(prog_name="./run waymark"))
