"""Who asked for an assessment or a plan: a programme says so, and is given it when it is done (house, Layout)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol, cast

from flask import Flask, current_app

from casework.care.models import CarePlan, NeedsAssessment
from casework.kernel.actors import Actor
from casework.people.models import Person

_KEY = "care.wanting"


class Document(StrEnum):
    """What may be asked for."""

    ASSESSMENT = "assessment"
    PLAN = "plan"


@dataclass(frozen=True)
class Wanted:
    """Something that waits for one of these: what it is called, where it is seen, on which London day they came.

    `usual` says that it is still under way, so that it is ticked at first where it is the only one.
    """

    subject: str
    title: str
    url: str
    day: dt.date | None = None
    usual: bool = True


class Wanting(Protocol):
    """A programme whose appointments leave an assessment or a plan behind."""

    def wanted(self, person: Person, what: Document, *, by: Actor) -> list[Wanted]:
        """What of it waits for one."""

    def give(self, subject: str, made: NeedsAssessment | CarePlan, *, by: Actor, at: dt.datetime) -> None:
        """Here it is. Raises NotFound for a subject that waits for nothing."""


def want_with(app: Flask, *programmes: Wanting) -> None:
    """Let these programmes ask."""
    app.extensions[_KEY] = programmes


def wanted(person: Person, what: Document, *, by: Actor) -> list[Wanted]:
    """Everything of this person that waits for such a document."""
    return [one for programme in _programmes() for one in programme.wanted(person, what, by=by)]


def give(subject: str, made: NeedsAssessment | CarePlan, *, by: Actor, at: dt.datetime) -> None:
    """Give a finished document to what a worker ticked."""
    for programme in _programmes():
        programme.give(subject, made, by=by, at=at)


def _programmes() -> tuple[Wanting, ...]:
    return cast("tuple[Wanting, ...]", current_app.extensions.get(_KEY, ()))
