"""What was measured on what: the machine, the versions, the database's settings."""

from __future__ import annotations

import os
import platform
import sqlite3
from importlib.metadata import version


def machine() -> dict[str, str]:
    """In words, for the head of a table; nothing that names the machine or its owner."""
    return {
        "processors": f"{os.cpu_count()} x {platform.machine()}",
        "load": f"{os.getloadavg()[0]:.1f} when begun",
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
        **{name: version(name) for name in ("sqlalchemy", "psycopg", "twilio")},
    }
