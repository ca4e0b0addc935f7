"""An empty Waymark on each database, one after another, to lay something down in and measure."""

from __future__ import annotations

import dataclasses
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack

from flask import Flask

from casework.kernel.database import dispose
from tests.support.databases import Databases
from web.app import create_app
from web.settings import Settings

ROOMY = ("shared_buffers=512MB", "max_wal_size=4GB", "checkpoint_timeout=30min", "maintenance_work_mem=256MB")
"""What a PostgreSQL that holds millions of rows is given."""


def sites(kinds: Sequence[str]) -> Iterator[tuple[str, Flask]]:
    """Each kind of database asked for, and a new application on it, gone when the next is asked for."""
    for kind, (app,) in several(kinds, 1):
        yield kind, app


def several(kinds: Sequence[str], many: int, *, great: bool = False) -> Iterator[tuple[str, tuple[Flask, ...]]]:
    """So many of each kind side by side, to be measured in turns. A `great` one lies on the disk, not in memory."""
    for kind in kinds:
        with ExitStack() as stack:
            databases = Databases(*(ROOMY if great else ()), in_memory=not great)
            stack.callback(databases.stack.close)
            yield kind, tuple(_site(stack, databases, kind) for _ in range(many))


def _site(stack: ExitStack, databases: Databases, kind: str) -> Flask:
    home = stack.enter_context(tempfile.TemporaryDirectory())
    url = databases.migrated(kind)
    chosen = Settings.from_environment({"WAYMARK_HOME": home, "DATABASE_URL": url})
    app = create_app(dataclasses.replace(chosen, testing=True))
    stack.callback(dispose, app)
    return app
