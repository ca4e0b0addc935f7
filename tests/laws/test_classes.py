"""Every column has a class (ASVS 14.1): sealed, or plain for a reason that is written down beside its name.

Numbers, moments and yes or no are plain by what they are. Any other column must be `Encrypted`, or stand in
column_classes.txt with one of the classes below; a new one that does neither fails here.
"""

from __future__ import annotations

import importlib
from pathlib import Path

import pytest
import sqlalchemy as sa

from casework.kernel.columns import Encrypted, Instant
from casework.kernel.database import Base
from tests.support import house

for name, _path in house.modules():
    if name.rpartition(".")[2] == "models" or ".models." in name:
        importlib.import_module(name)

CLASSES = {
    "code": "one of a few words that the program knows",
    "fixed": "words that the program wrote itself, without a name, a number or anything typed",
    "reference": "random, or a number of another system that leads to nobody without it",
    "index": "a keyed fingerprint, for looking up equal values only",
    "hash": "of something random or of a password: it cannot be turned back",
    "machine": "which process, file or message it was",
    "service": "about the service, a court, a place or a scheme, typed by staff of it and of nobody's life",
    "day": "a day that says nothing about who",
    "public key": "made to be known",
}
PLAIN = (sa.Integer, sa.Boolean, Instant, sa.Time)
FILE = Path(__file__).with_name("column_classes.txt")


def columns() -> dict[str, sa.Column[object]]:
    return {
        f"{table.name}.{column.name}": column for table in Base.metadata.tables.values() for column in table.columns
    }


def classed() -> dict[str, str]:
    lines = [line.split(maxsplit=1) for line in FILE.read_text().splitlines() if line and not line.startswith("#")]
    return {line[0]: line[1] for line in lines}


def asked() -> set[str]:
    """The columns that are neither sealed nor plain by what they are."""
    return {name for name, column in columns().items() if not isinstance(column.type, (Encrypted, *PLAIN))}


def test_every_column_is_sealed_or_has_a_class() -> None:
    assert asked() - set(classed()) == set(), (
        "seal it with Encrypted(...), or say in column_classes.txt why it is plain"
    )


def test_no_class_is_left_of_a_column_that_is_gone_or_sealed() -> None:
    assert set(classed()) - asked() == set()


@pytest.mark.parametrize("said", sorted(set(classed().values())))
def test_every_class_is_known(said: str) -> None:
    assert said in CLASSES


def test_every_sealed_column_is_bound_to_its_own_place() -> None:
    for place, column in columns().items():
        if isinstance(column.type, Encrypted):
            assert column.type.place == place
    assert sum(isinstance(column.type, Encrypted) for column in columns().values()) > 90


WORDS = [
    "name",
    "given_name",
    "family_name",
    "known_as",
    "note",
    "mobile",
    "phone",
    "email",
    "date_of_birth",
    "body",
    "words",
]


@pytest.mark.parametrize("word", WORDS)
def test_what_is_called_like_somebodys_is_sealed(word: str) -> None:
    service = {place for place, said in classed().items() if said in {"service", "code"}}
    open_ones = {place for place, column in columns().items() if not isinstance(column.type, Encrypted)}
    assert {place for place in open_ones if place.split(".")[1] == word} <= service


def test_a_blind_index_is_looked_up_for_equality_and_nothing_else() -> None:
    """Never sorted, compared or searched by part: the database could learn the order of what is sealed."""
    names = {place.split(".")[1] for place, said in classed().items() if said == "index"}
    indexes = {name for name in names if name.endswith("_index")}
    assert len(indexes) > 3
    for _module, path in house.modules():
        source = path.read_text()
        for index in indexes:
            for wrong in ("like(", "ilike(", "startswith(", "contains(", "between("):
                assert f"{index}.{wrong}" not in source, f"{path.name}: {index}.{wrong}"
