"""How rooms above hear that something about a person changed, in the same transaction, without this room knowing them.

`web` wires the watchers once, for the pages and for the worker: what was planned for the old number or the withdrawn
agreement is stopped in the same commit (promises B8, R18).
"""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import Protocol, cast

from flask import Flask, current_app

from casework.kernel.actors import Actor
from casework.people.models import Person

_KEY = "people.watchers"


class Changed(StrEnum):
    """What changed."""

    IDENTITY = "identity"
    CONTACT = "contact"
    AGREEMENTS = "agreements"
    CIRCUMSTANCES = "circumstances"


class Watcher(Protocol):
    """Called inside the writing transaction; may raise Refused to stop the change."""

    def __call__(self, person: Person, what: Changed, *, by: Actor, at: dt.datetime) -> None: ...


def watch(app: Flask, watcher: Watcher) -> None:
    """Call `watcher` on every change from now on."""
    app.extensions.setdefault(_KEY, []).append(watcher)


def tell(person: Person, what: Changed, *, by: Actor, at: dt.datetime) -> None:
    """Let every watcher follow a change that is about to be committed."""
    for watcher in cast("list[Watcher]", current_app.extensions.get(_KEY, [])):
        watcher(person, what, by=by, at=at)
