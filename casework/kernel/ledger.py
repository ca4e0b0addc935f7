"""Small ledgers beside the keys that outlive a restore: keyed hashes and moments, never a name (promises C.7)."""

from __future__ import annotations

import datetime as dt
import logging
import os
from collections.abc import Iterator
from pathlib import Path

from flask import current_app, g

log = logging.getLogger("waymark.ledger")


def write(name: str, *words: str) -> None:
    """Add one line to a ledger and see it to the disk. Nothing of pretend people is kept.

    It never stands in the way of what it repeats: where it cannot be written, that is logged and the work goes on.
    """
    if g.get("pretend") is not None:
        return
    try:
        _append(name, words)
    except OSError as error:
        log.error("The ledger %s could not be written: %s", name, type(error).__name__)


def _append(name: str, words: tuple[str, ...]) -> None:
    made = os.open(_path(name), os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        os.write(made, (" ".join(words) + "\n").encode("ascii"))
        os.fsync(made)
    finally:
        os.close(made)


def lines(name: str) -> Iterator[list[str]]:
    """Every line, oldest first, in its words; none where there is no ledger."""
    path = _path(name)
    if path.is_file():
        yield from (line.split() for line in path.read_text("ascii", "replace").splitlines())


def moment(word: str) -> dt.datetime | None:
    """The moment (UTC) that a word of a ledger gives; None where a crash cut the line short."""
    try:
        return dt.datetime.fromisoformat(word)
    except ValueError:
        return None


def _path(name: str) -> Path:
    path: Path = current_app.extensions["anchor"].path
    return path.with_name(f"{name}.log")
