"""A made-up programme for the tests of this room: it says what a test tells it to say."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from flask import Flask

from notices import services
from notices.rules import CheckFirst, ContactKind, Statement
from notices.rules.statement import About
from notices.services.ends import Listed

SCHEME = "scheme:K7Q3XWZ2"


@dataclass
class Says:
    """What would be told now, by subject; everybody in it is listed on the day of their hearing."""

    now: dict[str, Statement | CheckFirst] = field(default_factory=dict)
    asked: int = 0

    def say(self, *statements: Statement | CheckFirst) -> None:
        self.now |= {one.subject: one for one in statements}

    def statements(
        self, subjects: Collection[str], *, agency_id: int, today: date, now: datetime
    ) -> dict[str, Statement | CheckFirst]:
        self.asked += 1
        return {subject: self.now[subject] for subject in subjects if subject in self.now}

    def listed(self, *, agency_id: int, first: date, everybody_until: date, court_code: str = "") -> list[Listed]:
        rows = [_listed(one) for one in self.now.values()]
        soon = [one for one in rows if one.day >= first and (one.day <= everybody_until or one.completed_on)]
        return [one for one in soon if court_code in ("", one.court_code)]

    def scheme_names(self, agency_id: int) -> list[tuple[str, str]]:
        return [(SCHEME, "Safe Exit")]

    def scheme_tells(self, agency_id: int) -> dict[str, frozenset[ContactKind]]:
        return {SCHEME: frozenset({ContactKind.CPS, ContactKind.COURT})}


def _listed(one: Statement | CheckFirst) -> Listed:
    assert one.hearing_day is not None
    done = isinstance(one, Statement) and one.sentence.startswith("Completed.")
    return Listed(one.subject, one.court_code, one.hearing_day, one.hearing_day if done else None)


def unrecorded(said: Statement, *days: date) -> CheckFirst:
    """The same person, with an appointment nobody has recorded."""
    return CheckFirst(
        days=days or (date(2026, 10, 9),), **{name: getattr(said, name) for name in About.__annotations__}
    )


def installed(app: Flask, **more: Any) -> Says:
    """Notices speak for this programme alone."""
    says = Says()
    services.install(
        app,
        public_url="https://waymark.example.org",
        smtp_from="notices@lantern.example.org",
        programmes=(says,),
        court_days=(says,),
        **more,
    )
    return says
