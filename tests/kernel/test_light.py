"""Light rows: what is set is written, whatever was not read stays as it was, and what is sealed stays closed."""

from __future__ import annotations

import pytest
from sqlalchemy import bindparam, event, select, update

from casework.accounts.models import Agency
from casework.kernel import clock, light
from casework.kernel.database import db, transaction
from casework.people.models import Person


@pytest.fixture
def people(within: object) -> list[int]:
    with transaction():
        now = clock.now()
        agency = Agency(name="Lantern Project", kind="charity", phone="", created_at=now, confirmed_at=now)
        db.session.add(agency)
        db.session.flush()
        made = [_person(agency.id, name) for name in ("Joanna", "Mary", "Ruth")]
        db.session.add_all(made)
        db.session.flush()
        return [one.id for one in made]


def _person(agency_id: int, name: str) -> Person:
    return Person(agency_id=agency_id, given_name=name, family_name="Blake", created_at=clock.now())


def test_what_is_set_is_written_in_one_statement_for_each_set_of_columns(people: list[int]) -> None:
    asked: list[str] = []
    with transaction():
        rows = light.Reading(Person, lock="write", order="id").rows(people)
        for row in rows:
            row.pronouns = "she"
        rows[2].known_as = "Ruthie"
        event.listen(db.engine, "before_cursor_execute", lambda *said: asked.append(said[2]))
        light.write(Person, rows)
        light.write(Person, rows)
    assert len([one for one in asked if one.startswith("UPDATE")]) == 2
    found = db.session.execute(select(Person.given_name, Person.known_as, Person.pronouns).order_by(Person.id)).all()
    assert [tuple(one) for one in found] == [("Joanna", "", "she"), ("Mary", "", "she"), ("Ruth", "Ruthie", "she")]


@pytest.mark.sqlite
def test_what_is_sealed_is_opened_only_where_it_is_named(people: list[int]) -> None:
    with transaction():
        (plain,) = light.Reading(Person).rows(people[:1])
        (named,) = light.Reading(Person, ("id", "given_name"), lock="read").rows(people[:1])
    assert not hasattr(plain, "given_name")
    assert plain.version == 1
    assert named.given_name == "Joanna"
    assert not hasattr(named, "version")
    assert "Joanna" not in repr(named)


@pytest.mark.sqlite
def test_what_stands_beside_a_row_is_not_written(people: list[int]) -> None:
    with transaction():
        (row,) = light.Reading(Person).rows(people[:1])
        row.join("friend", object())
        light.write(Person, [row])
        assert row.changed == set()


@pytest.mark.sqlite
def test_what_a_question_leaves_open_is_answered_each_time(people: list[int]) -> None:
    asked = light.Reading(Person, ("id",), Person.version == bindparam("said"))
    assert [row.id for row in asked.rows(people, said=1)] == people
    assert asked.rows(people, said=2) == asked.rows([], said=1) == []


@pytest.mark.sqlite
def test_what_is_set_to_what_it_was_is_not_written(people: list[int]) -> None:
    with transaction():
        (row,) = light.Reading(Person, ("id", "pronouns")).rows(people[:1])
        row.pronouns, row.known_as = "they", ""
        assert row.changed == {"known_as"}, "nobody read that one, so nobody knows that it stays as it was"


def test_a_question_about_many_numbers_is_one_value_of_one_query(people: list[int]) -> None:
    asked: list[object] = []
    question = light.Question(lambda among: select(Person.id, Person.pronouns).where(among(Person.id)))
    with transaction():
        event.listen(db.engine, "before_cursor_execute", lambda *said: asked.append(said[3]))
        found = question.ask([*people[:2], *range(1_000_000, 1_040_000)])
        assert sorted(row.id for row in found) == people[:2]
        changed = update(Person).where(light.among(Person.id, people[1:])).values(pronouns="she")
        db.session.execute(changed, execution_options={"synchronize_session": False})
    assert question.ask([]) == []
    assert next(len(one) for one in asked if one) == 1  # type: ignore[arg-type]
    assert [row.pronouns for row in sorted(question.ask(people))] == ["they", "she", "she"]


def test_nothing_and_no_number_are_among_the_numbers_of_nobody(people: list[int]) -> None:
    numbers: list[int | None] = [people[0], None]
    for asked, wanted in (([], []), (numbers, people[:1]), (numbers[::-1], people[:1])):
        found = db.session.scalars(select(Person.id).where(light.among(Person.id, asked))).all()
        assert found == wanted
        called = db.session.scalars(select(Person.id).where(light.among(Person.reference, ["nobody"]))).all()
        assert called == []
