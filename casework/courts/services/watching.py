"""How rooms above hear of hearings, in the same transaction, without this room knowing them.

`web` wires the watchers once, for the pages and for the worker: a referral follows its court date (domain rule 5), and
what was planned to be said of the old one is stopped.
"""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import Protocol, cast

from flask import Flask, current_app

from casework.courts.models import Hearing
from casework.kernel.actors import Actor

_KEY = "courts.watchers"


class Happened(StrEnum):
    """What happened to a hearing. After PUT_OFF, the hearing told of is the new one; it names the one it follows. After
    TAKEN_BACK, what was decided of it turned out to be recorded in error, and it stands again."""

    LISTED = "listed"
    SETTLED = "settled"
    PUT_OFF = "put_off"
    TAKEN_BACK = "taken_back"


class Watcher(Protocol):
    """Called inside the writing transaction; may raise Refused to stop the change."""

    def __call__(self, hearing: Hearing, what: Happened, *, by: Actor, at: dt.datetime) -> None: ...


def watch(app: Flask, watcher: Watcher) -> None:
    """Call `watcher` on every change from now on."""
    app.extensions.setdefault(_KEY, []).append(watcher)


def tell(hearing: Hearing, what: Happened, *, by: Actor, at: dt.datetime) -> None:
    """Let every watcher follow a change that is about to be committed."""
    for watcher in cast("list[Watcher]", current_app.extensions.get(_KEY, [])):
        watcher(hearing, what, by=by, at=at)
