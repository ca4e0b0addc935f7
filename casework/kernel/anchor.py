"""The anchor: how far the audit trail had come, kept outside the database and its backups (promises C.6 and C.7).

A database that has gone back in time, by a restore, a snapshot or a copied file, does not know it. The anchor does:
a small file that only grows, each line synced to the disk, naming the site, the number of an event and its digest.
"""

from __future__ import annotations

import datetime as dt
import os
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

TAIL = 64 * 1024
RELEASED = "released"


@dataclass(frozen=True)
class Mark:
    """One line: at this moment (UTC) the trail of this site stood at event `seq` with this digest, in hex.

    `released` says that two people let a database that had gone back start from here: older lines no longer count.
    """

    site: str
    seq: int
    digest: str
    at: dt.datetime
    released: bool = False

    def line(self) -> str:
        """As it stands in the file."""
        words = [self.site, str(self.seq), self.digest or "-", self.at.isoformat()]
        return " ".join([*words, RELEASED] if self.released else words) + "\n"


def read(line: str) -> Mark | None:
    """A line of the file; None for one that a crash cut short."""
    parts = line.split()
    try:
        mark = Mark(parts[0], int(parts[1]), parts[2].strip("-"), dt.datetime.fromisoformat(parts[3]))
    except (IndexError, ValueError):
        return None
    if len(parts) > 4:
        return Mark(mark.site, mark.seq, mark.digest, mark.at, released=parts[4] == RELEASED)
    return mark


@lru_cache(2048)
def _known(line: str) -> Mark | None:
    return read(line)


def newest(path: Path) -> Mark | None:
    """How far the trail had come: the highest number since the last release, whatever order processes wrote in.

    None where there is no anchor. Raises OSError when it is there and cannot be read.
    """
    try:
        with path.open("rb") as file:
            file.seek(max(0, path.stat().st_size - TAIL))
            text = file.read().decode("ascii", "replace")
    except FileNotFoundError:
        return None
    return _highest(text)


@lru_cache(4)
def _highest(text: str) -> Mark | None:
    """By its text, so that a file nobody has added to is read but not judged again."""
    best: Mark | None = None
    for mark in filter(None, map(_known, text.splitlines())):
        if best is None or mark.released or mark.site != best.site or mark.seq >= best.seq:
            best = mark
    return best


def since_release(path: Path) -> tuple[Mark | None, dict[int, str]]:
    """The release by two people that the trail counts from, if there was one, and every digest written down since for
    the site of the newest line, by the number of its event. Raises OSError when the file cannot be read."""
    site, start = "", None
    found: dict[int, str] = {}
    for mark in filter(None, map(read, path.read_text("ascii", "replace").splitlines())):
        if mark.released or mark.site != site:
            site, start, found = mark.site, mark if mark.released else None, {}
        found[mark.seq] = mark.digest
    return start, {seq: digest for seq, digest in found.items() if seq}


def append(path: Path, mark: Mark) -> None:
    """Add one line and see it to the disk before returning. Raises OSError when that cannot be done."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    made = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        os.write(made, mark.line().encode("ascii"))
        os.fsync(made)
    finally:
        os.close(made)
