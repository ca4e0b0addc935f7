"""An empty Waymark on each database, one after another, to lay something down in and measure."""

from __future__ import annotations

import dataclasses
import tempfile
from collections.abc import Iterator, Sequence

from flask import Flask

from tests.support.databases import Databases
from web.app import create_app
from web.settings import Settings


def sites(kinds: Sequence[str]) -> Iterator[tuple[str, Flask]]:
    """Each kind of database asked for, and a new application on it, gone when the next is asked for."""
    databases = Databases()
    try:
        for kind in kinds:
            with tempfile.TemporaryDirectory() as home:
                url = databases.migrated(kind)
                chosen = Settings.from_environment({"WAYMARK_HOME": home, "DATABASE_URL": url})
                yield kind, create_app(dataclasses.replace(chosen, testing=True))
    finally:
        databases.stack.close()
