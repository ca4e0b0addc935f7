"""A different word in every sealed text of the database, so that whoever reads one gives away what they read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from flask import Flask, g

from casework.kernel.columns import Encrypted
from casework.kernel.database import Base, db, transaction
from casework.people.models import Person

_SPOKEN = re.compile(r"Zq\d{5}q")
_DIGITS = re.compile(r"\+?4?4?\d[\d ]{8,}")
_NUMBERS = re.compile(r"mobile|number$|phone|from_number|to_number")
_LEFT = frozenset({"sign_in", "second_factor", "held_post"})
_KEPT = frozenset({"notice.seen_key", "address_check.key"})
"""What only its owner is ever asked for, and keys that are looked up by their hash."""


@dataclass
class Canaries:
    """Where each word stands: table, column and row."""

    places: dict[str, tuple[str, str, int]] = field(default_factory=dict)
    names: set[str] = field(default_factory=set)
    """What the people were called before: it still stands in frozen documents."""

    def sing(self, text: str) -> set[tuple[str, str]]:
        """The columns whose words are in this text, as (table, column)."""
        found = {self.places[word][:2] for word in set(_SPOKEN.findall(text)) if word in self.places}
        found |= {("notice", "document") for name in self.names if name in text}
        for digits in _DIGITS.findall(text) if "7700" in text.replace(" ", "") else ():
            plain = re.sub(r"\D", "", digits).removeprefix("44").removeprefix("0")
            if plain in self.places:
                found.add(self.places[plain][:2])
        return found


def plant(app: Flask, engine: Any) -> Canaries:
    """Write a word of its own into each sealed text of the pretend people's database."""
    made = Canaries()
    with app.app_context():
        g.pretend = engine
        with transaction():
            names = db.session.execute(sa.select(Person.id, Person.given_name, Person.family_name)).all()
            made.names = {f"{given} {family}" for _, given, family in names if given and family}
            for table, column in _sealed():
                _plant(made, table, column)
    return made


def _sealed() -> Iterator[tuple[sa.Table, sa.Column[Any]]]:
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            sealed = isinstance(column.type, Encrypted) and column.type.kind is str
            if sealed and table.name not in _LEFT and f"{table.name}.{column.name}" not in _KEPT:
                yield table, column


def _plant(made: Canaries, table: sa.Table, column: sa.Column[Any]) -> None:
    (key,) = table.primary_key.columns
    for id, value in db.session.execute(sa.select(key, column)).all():
        if value and not value.startswith(("{", "[")):
            word = f"Zq{len(made.places):05}q"
            if _NUMBERS.search(column.name):
                word = f"77009{len(made.places):05}"
            made.places[word] = (table.name, column.name, id)
            said = f"+44{word}" if word.startswith("77") else _instead(column.name, word)
            db.session.execute(sa.update(table).where(key == id).values({column.name: said}))


def _instead(name: str, word: str) -> str:
    return f"{word}@example.org" if "email" in name else word
