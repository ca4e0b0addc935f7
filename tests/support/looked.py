"""Whoever a page names has been looked at: one line of the trail says by whom, when, on which page and why (P10)."""

from __future__ import annotations

import sqlite3
from collections import Counter
from contextlib import closing

from flask import Flask, g
from sqlalchemy import select
from werkzeug.test import TestResponse

from casework.kernel.database import db, reading
from casework.people.models import Person
from casework.people.rules import names

LOOKS = {"consultation", "disclosure", "export"}


class Looked:
    """The pretend people's trail, read on from where it was last read."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.file = app.extensions["settings"].pretend_path
        self.known = self._known()
        self.seq = 0
        self.new()

    def _known(self) -> dict[str, str]:
        """What gives each of the pretend people away, by whom: a reference, or a name that only one of them has."""
        said: dict[str, set[str]] = {}
        with self.app.app_context():
            g.pretend = self.app.extensions["pretend_engine"]
            with reading():
                for one in db.session.scalars(select(Person)):
                    short = names.short_name(one.known_as or one.given_name, one.family_name)
                    for word in (one.reference, f"{one.given_name} {one.family_name}", short):
                        said.setdefault(word, set()).add(one.reference)
        return {word: next(iter(whose)) for word, whose in said.items() if len(whose) == 1}

    def new(self) -> list[tuple[str, str, str, str]]:
        """Each record named by each look since the last time, with the look's act, page and reason."""
        with closing(sqlite3.connect(self.file)) as connection:
            rows = connection.execute(
                "select e.act, e.record, e.route, e.reason from event e where e.seq > ?1 "
                "union all select e.act, r.record, e.route, e.reason "
                "from event e join event_record r on r.seq = e.seq where e.seq > ?1",
                (self.seq,),
            ).fetchall()
            self.seq = connection.execute("select coalesce(max(seq), 0) from event").fetchone()[0]
        return [row for row in rows if row[0] in LOOKS]

    def faults(self, endpoint: str, answer: TestResponse) -> list[str]:
        """Everybody on this page of whom the trail does not say exactly once, with this page and a reason, that they
        were looked at. Who reads the trail itself meets references only."""
        named = Counter(record for _, record, route, reason in self.new() if route == endpoint and reason)
        words = answer.text if (answer.mimetype or "").startswith("text/") else ""
        if endpoint == "audit.index":
            return [f"{endpoint} names {word}" for word, whose in self.known.items() if word != whose and word in words]
        return sorted(
            f"{reference} is named by {endpoint} and looked at {named[f'person:{reference}']} times in the trail"
            for reference in {whose for word, whose in self.known.items() if word in words}
            if named[f"person:{reference}"] != 1
        )
