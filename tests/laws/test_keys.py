"""Law 5: a foreign key points down the house, or stays in its room; never up and never sideways."""

from __future__ import annotations

import importlib

import sqlalchemy as sa

from casework.kernel.database import Base
from tests.support import house

for name, _path in house.modules():
    if name.rpartition(".")[2] == "models" or ".models." in name:
        importlib.import_module(name)


def rooms() -> dict[str, str]:
    """Each table and the room of the class that maps it."""
    return {
        table.name: house.room_of(mapper.class_.__module__)
        for mapper in Base.registry.mappers
        for table in mapper.tables
        if isinstance(table, sa.Table)
    }


def test_every_table_belongs_to_a_room() -> None:
    assert set(Base.metadata.tables) == set(rooms())


def test_every_key_points_down_or_stays_at_home() -> None:
    of = rooms()
    wrong = {
        f"{key.parent} ({of[table.name]}) points at {key.column} ({of[key.column.table.name]})"
        for table in Base.metadata.tables.values()
        for key in table.foreign_keys
        if not points_down(of[table.name], of[key.column.table.name])
    }
    assert wrong == set()


def points_down(room: str, other: str) -> bool:
    return room == other or house.row_of(other) > house.row_of(room)


def test_up_and_sideways_are_told_from_down() -> None:
    assert points_down("orders", "casework.people")
    assert points_down("orders", "orders")
    assert not points_down("casework.people", "orders")
    assert not points_down("orders", "diversion")
    assert not points_down("casework.care", "casework.courts")
