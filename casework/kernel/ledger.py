"""Small ledgers beside the keys that outlive a restore: keyed hashes and moments, never a name (promises C.7)."""

from __future__ import annotations

import datetime as dt
import logging
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
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
    made = os.open(path_of(name), os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        os.write(made, (("\n" if _cut_short(made) else "") + " ".join(words) + "\n").encode("ascii"))
        os.fsync(made)
    finally:
        os.close(made)


def _cut_short(made: int) -> bool:
    """Whether a crash cut the last line short: then the next one begins anew, and is not lost with it."""
    size = os.fstat(made).st_size
    return size > 0 and os.pread(made, 1, size - 1) != b"\n"


def lines(name: str) -> Iterator[list[str]]:
    """Every line, oldest first, in its words; none where there is no ledger."""
    path = path_of(name)
    if path.is_file():
        yield from (line.split() for line in path.read_text("ascii", "replace").splitlines())


def last(name: str, *known: str) -> dict[str, str]:
    """The last word on each that a ledger names, of the words `known`; a line that a crash cut short says nothing."""
    whole = (words for words in lines(name) if len(words) == 3 and moment(words[1]) and words[2] in known)
    return {words[0]: words[2] for words in whole}


ERASED = "erased"


@contextmanager
def erasing(references: Sequence[str], *, at: dt.datetime) -> Iterator[None]:
    """Around the transaction that erases people: `at` is UTC, and what stands in the file are random references.

    `began` is on the disk before anything is erased, `done` after the commit, `undone` when the work was refused.
    Raises OSError before anything is erased where the ledger cannot be written: an erasure that a restore would take
    back is none (promises C.7, P31). Of pretend people nothing is kept.
    """
    if g.get("pretend") is not None:
        yield
        return
    _note(references, at, "began")
    try:
        yield
    except BaseException:
        _note(references, at, "undone")
        raise
    _note(references, at, "done")


def _note(references: Sequence[str], at: dt.datetime, what: str) -> None:
    for one in references:
        _append(ERASED, (one, at.isoformat(), what))


def erased() -> list[str]:
    """Who was erased, by the last word on each: done, or begun and cut short, which a restore takes for done."""
    return [one for one, what in _last().items() if what != "undone"]


def unsettled() -> list[str]:
    """Those whose erasure was begun and cut short: whether it was committed only the database knows."""
    return [one for one, what in _last().items() if what == "began"]


def settle(reference: str, *, at: dt.datetime, gone: bool) -> None:
    """Say how an erasure that was cut short ended: whether the database still holds that person."""
    _note([reference], at, "done" if gone else "undone")


def _last() -> dict[str, str]:
    return last(ERASED, "began", "done", "undone")


def moment(word: str) -> dt.datetime | None:
    """The moment (UTC) that a word of a ledger gives; None where a crash cut the line short."""
    try:
        return dt.datetime.fromisoformat(word)
    except ValueError:
        return None


def path_of(name: str) -> Path:
    """Where a ledger is: beside the anchor."""
    path: Path = current_app.extensions["anchor"].path
    return path.with_name(f"{name}.log")
