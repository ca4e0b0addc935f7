"""Both sides beside each other: every row, how far the audit trail came and whether it is whole, and every status."""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from itertools import zip_longest
from pathlib import Path
from typing import Any

import psycopg

import diversion.services.verifying
import orders.services.verifying
from casework.kernel import audit
from casework.kernel.database import reading
from web.moving import target
from web.moving.shape import Shape
from web.moving.source import AT_ONCE, NoMove
from web.settings import Settings
from web.vault import copying

DIFFERS = "{name} is not the same on both sides, near its row {row}. Nothing was released; run the move again"


@dataclass(frozen=True)
class Standing:
    """How far the audit trail of one side came, its first event that was changed, and each stored status that is not
    what its facts say, worked out from the records of that side."""

    newest: tuple[int, str]
    broken: int | None
    differing: tuple[str, ...]


def rows(here: sqlite3.Connection, there: psycopg.Connection[Any], shape: Shape, step: Callable[[int], None]) -> None:
    """Raises NoMove unless a table holds the same rows on both sides. `step` hears of some thousands at a time."""
    seen = 0
    for mine, other in zip_longest(here.execute(shape.here), target.rows_of(there, shape)):
        if mine is None or other is None or shape.turned(mine) != other:
            raise NoMove(DIFFERS.format(name=shape.name, row=seen + 1))
        seen += 1
        if seen % AT_ONCE == 0:
            step(AT_ONCE)
    step(seen % AT_ONCE)


def standing(settings: Settings, aside: Path, at: dt.datetime, step: Callable[[int], None]) -> Standing:
    """What one side says of itself at a moment (UTC), by Waymark's own reading of it. Nothing is written."""
    with copying.opened(settings, settings.database_url, aside, moving=True), reading():
        found = [
            *diversion.services.verifying.verify(at=at, step=step),
            *orders.services.verifying.verify(at=at, step=step),
        ]
        return Standing(copying.newest(), audit.first_broken(), tuple(found))


def both(source: Settings, to: Settings, room: Path, at: dt.datetime, step: Callable[[str, int], None]) -> Standing:
    """What both sides say of themselves. Raises NoMove where they do not say the same."""
    mine, other = (
        standing(one, room / name, at, partial(step, f"working out every status of the {name}"))
        for one, name in ((source, "source"), (to, "target"))
    )
    for name in ("newest", "broken", "differing"):
        if getattr(mine, name) != getattr(other, name):
            what = "The statuses differ" if name == "differing" else "The audit trails differ"
            raise NoMove(f"{what} between the two sides. Nothing was released; run the move again")
    return mine
