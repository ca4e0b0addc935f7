"""Every table that leads to a person is claimed by one room, so that nothing of anybody can be forgotten (P31)."""

from __future__ import annotations

from itertools import pairwise

import sqlalchemy as sa

from casework.kernel.database import Base
from casework.people.models import Person
from casework.people.services.records import leading_to_a_person, of, table_of
from tests.support import house
from web.services.records import EVERY_ROOM

CLAIMED = [table_of(model) for room in EVERY_ROOM for model in room.tables]


def test_every_table_that_leads_to_a_person_is_claimed_by_exactly_one_room() -> None:
    holding = {table.name for table in leading_to_a_person(list(Base.metadata.tables.values()))}
    names = [table.name for table in CLAIMED]
    assert set(names) == holding
    assert len(names) == len(set(names))


def test_a_table_that_nobody_claims_is_seen() -> None:
    planted = sa.MetaData()
    sa.Table("person", planted, sa.Column("id", sa.Integer, primary_key=True))
    diary = sa.Table(
        "diary", planted, sa.Column("id", sa.Integer, primary_key=True), sa.Column("who", sa.ForeignKey("person.id"))
    )
    page = sa.Table(
        "diary_page", planted, sa.Column("id", sa.Integer, primary_key=True), sa.Column("of", sa.ForeignKey("diary.id"))
    )
    weather = sa.Table("weather", planted, sa.Column("id", sa.Integer, primary_key=True))
    assert leading_to_a_person([diary, page, weather]) == [diary, page]


def test_a_room_claims_only_tables_of_its_own() -> None:
    for room in EVERY_ROOM:
        homes = {model.__module__.rpartition(".models")[0].split(".")[-1] for model in room.tables}
        assert homes <= {room.room}


def test_rooms_stand_in_the_order_in_which_rows_can_be_deleted() -> None:
    at = {table.name: place for place, room in enumerate(EVERY_ROOM) for table in map(table_of, room.tables)}
    for table in CLAIMED:
        for key in table.foreign_keys:
            if key.column.table.name in at:
                assert at[table.name] <= at[key.column.table.name], f"{table.name} is deleted after what it names"
    rows = [room for row in house.rows() for room in row]
    places = [next(n for n, name in enumerate(rows) if name.split(".")[-1] == room.room) for room in EVERY_ROOM]
    assert all(one <= two for one, two in pairwise(places))


def test_each_table_finds_the_rows_of_one_person() -> None:
    for table in CLAIMED:
        said = str(sa.select(sa.func.count()).where(of(table, 7)).compile(compile_kwargs={"literal_binds": True}))
        assert " = 7" in said, table.name
    assert str(of(table_of(Person), 7)) == "person.id = :id_1"


def test_what_is_left_out_of_a_bundle_or_said_in_words_is_a_column_there_is() -> None:
    columns = {f"{table.name}.{column.name}" for table in CLAIMED for column in table.columns}
    for room in EVERY_ROOM:
        assert room.aside <= columns, room.aside - columns
        assert set(room.words) <= columns
        assert all(hasattr(model, "charge_name") for model in room.charged)
