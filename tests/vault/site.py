"""One site with a backup key: backups made of it, and put back, by the commands themselves."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import click
from click.testing import CliRunner, Result
from flask import Flask

from casework.kernel import clock
from casework.kernel.database import db, dispose
from web.settings import Settings
from web.vault import backing_up, sealing
from web.vault.commands import restore


class Site:
    """The application of a test, and what an operator does with it."""

    def __init__(self, app: Flask, folder: Path) -> None:
        self.app, self.folder = app, folder
        self.key = folder / "private"
        private, public = sealing.new_pair()
        self.key.write_text(f"# kept elsewhere\n{private}\n")
        self.settings: Settings = replace(app.extensions["settings"], backup_keys=public)

    @property
    def keys(self) -> Path:
        return self.settings.home / "keys"

    def backup(self) -> Path:
        """Make one, as `./run waymark backup` does."""
        db.session.rollback()
        return backing_up.make(self.settings, at=clock.now()).path

    def restore(self, file: Path, *more: str, settings: Settings | None = None, key: Path | None = None) -> Result:
        """Put one back with Waymark stopped."""
        dispose(self.app)
        words = [str(file), "--key", str(key or self.key), *more]
        return run(restore, *words, settings=settings or self.settings)

    def elsewhere(self, name: str, url: str = "") -> Settings:
        """Another machine to which somebody brought the key ring and nothing else."""
        home = self.folder / name
        (home / "keys").mkdir(parents=True, mode=0o700)
        shutil.copyfile(self.keys / "keyring.json", home / "keys" / "keyring.json")
        (home / "keys" / "keyring.json").chmod(0o600)
        return replace(self.settings, home=home, database_url=url or f"sqlite:///{home / 'waymark.db'}")


def run(command: click.Command, *words: str, settings: Settings) -> Result:
    """Run one command with these settings; a fault of ours is raised as it is."""
    done = CliRunner().invoke(command, list(words), obj=settings)
    if done.exception and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done
