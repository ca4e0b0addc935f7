"""Which backups there are, how long they are kept, and when one was last verified."""

from __future__ import annotations

import datetime as dt
import re
from collections import deque
from pathlib import Path

from flask import Flask

from casework.kernel import ledger

KEPT, ALL_KEPT = dt.timedelta(days=35), dt.timedelta(days=2)
LATEST = 1_000
"""Lines of the ledger that are looked at for the newest: ten days of one every quarter of an hour."""
LEDGER = "backups"
_NAME = re.compile(r"waymark-(\d{8}T\d{6}Z)-[0-9a-f]{4}\.backup\.age")


def name_for(at: dt.datetime, mark: str) -> str:
    """What a backup of this moment (UTC) is called; `mark` tells two of one second apart."""
    return f"waymark-{at:%Y%m%dT%H%M%SZ}-{mark}.backup.age"


def verified(name: str, digest: str, *, at: dt.datetime) -> None:
    """Note that a backup was made and opened. `at` is UTC, `digest` the SHA-256 of its file in hex."""
    ledger.write(LEDGER, at.isoformat(), name, digest)


def last_verified(app: Flask) -> dt.datetime | None:
    """When the newest backup was made that was opened and found whole (UTC); None where there was none."""
    with app.app_context():
        lines = deque(ledger.lines(LEDGER), maxlen=LATEST)
        moments = [found for words in lines if len(words) == 3 and (found := ledger.moment(words[0]))]
    return max(moments, default=None)


def forget_old(folder: Path, *, at: dt.datetime) -> list[str]:
    """Remove the backups that are kept no longer at this moment (UTC), now that a newer one is verified; their names.

    All of the last two days are kept, of each earlier day (UTC) the newest, and none that is older than 35 days. One
    that was not verified stands in for none, and stays until then.
    """
    made = sorted((when, path) for path in folder.iterdir() if (when := _made_at(path)))
    count = {words[1] for words in ledger.lines(LEDGER) if len(words) == 3}
    newest = {when.date(): path.name for when, path in made if path.name in count}
    spare = {path for when, path in made if path.name in count - set(newest.values()) and when < at - ALL_KEPT}
    old = [path for when, path in made if when < at - KEPT or path in spare]
    for path in old:
        path.unlink()
    return [path.name for path in old]


def _made_at(path: Path) -> dt.datetime | None:
    found = _NAME.fullmatch(path.name)
    return dt.datetime.strptime(found[1], "%Y%m%dT%H%M%SZ").replace(tzinfo=dt.UTC) if found else None
