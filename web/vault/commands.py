"""`./run waymark rotate-keys`: the keys changed while Waymark is in use."""

from __future__ import annotations

import click
from flask import current_app
from sqlalchemy import Engine

from casework.kernel import clock, rotation
from casework.kernel.columns import ring
from casework.kernel.database import db
from casework.kernel.keyring import KeyringError
from web.demo import place


def engines() -> list[Engine]:
    """Everything that this site's key ring seals: the records, and the pretend people while there are any."""
    pretend: Engine = current_app.extensions["pretend_engine"]
    return [db.engine, pretend] if place.exists() else [db.engine]


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
