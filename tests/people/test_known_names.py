"""The names that a process keeps for searching are those that stand in the database at that moment (promises C.13)."""

from __future__ import annotations

import datetime as dt

import pytest
from flask import Flask
from sqlalchemy import delete, select, update

from casework.kernel.database import db, transaction
from casework.people import services
from casework.people.models import Alias, Person
from casework.people.services import finding, known
from casework.people.services.records import table_of
from tests.people.cast import AT, add_jo, other_agency
from tests.support.staff import Team

LATER = AT + dt.timedelta(minutes=1)


def test_who_is_added_renamed_joined_parted_or_gone_is_known_at_the_next_search(within: Flask, team: Team) -> None:
    by = team.actor("worker")
    jo, ada = add_jo(by), add_jo(by, given_name="Ada", family_name="Pike", known_as="")
    assert [services.search_people(term, by=by) for term in ("Joanna", "Pike")] == [[jo], [ada]]
    zoe = add_jo(by, given_name="Zoë", family_name="Pike", known_as="")
    assert services.search_people("pike", by=by) == [ada, zoe]
    _rename(ada, "Hale", team)
    assert services.search_people("hale", by=by) == [ada]
    assert services.search_people("pike", by=by) == [zoe, ada]  # by the name she had before
    _joined(zoe, ada.id)
    assert services.search_people("zoe", by=by) == []
    _joined(zoe, None)
    assert services.search_people("zoe", by=by) == [zoe]
    with transaction():
        db.session.execute(delete(Alias).where(Alias.person_id == ada.id))
        db.session.execute(delete(Person).where(Person.id == ada.id))
    assert services.search_people("hale", by=by) == []
    assert known.known_by("hale", by.agency_id) == []  # and no longer in memory


def test_one_who_is_parted_while_another_is_joined_is_known_again(within: Flask, team: Team) -> None:
    by = team.actor("worker")
    jo, ada, zoe = add_jo(by), add_jo(by, given_name="Ada"), add_jo(by, given_name="Zoë", known_as="")
    _moved({zoe.id: ada.id})
    assert services.search_people("zoe", by=by) == []
    _moved({zoe.id: None, jo.id: ada.id})
    assert services.search_people("zoe", by=by) == [zoe]
    assert jo.id not in known.known_by("joanna", by.agency_id)
    ivy = add_jo(by, given_name="Ivy", known_as="")
    _moved({jo.id: None, ivy.id: ada.id})
    assert services.search_people("ivy", by=by) == []
    _moved({jo.id: ivy.id, ada.id: ivy.id, ivy.id: None})
    assert services.search_people("ivy", by=by) == [ivy]
    _moved({jo.id: None, ada.id: None, zoe.id: ivy.id})  # their numbers add up to the same
    assert services.search_people("zoe", by=by) == []
    assert services.search_people("joanna", by=by) == [jo]


def _moved(joined: dict[int, int | None]) -> None:
    """As joining does: no version is raised."""
    with transaction():
        for key, to in joined.items():
            db.session.execute(update(table_of(Person)).where(table_of(Person).c.id == key).values(joined_to_id=to))


def _rename(person: Person, family: str, team: Team) -> None:
    with transaction():
        one = db.session.get_one(Person, person.id)
        said = {"given_name": one.given_name, "family_name": family, "known_as": "", "pronouns": "she"}
        services.change_person(
            one, **said, date_of_birth=one.date_of_birth, seen_version=one.version, by=team.actor("worker"), at=LATER
        )


def _joined(person: Person, to: int | None) -> None:
    with transaction():
        db.session.get_one(Person, person.id).joined_to_id = to


def test_whom_the_index_names_wrongly_is_not_shown(within: Flask, team: Team, monkeypatch: pytest.MonkeyPatch) -> None:
    by = team.actor("worker")
    jo, ada = add_jo(by), add_jo(by, given_name="Ada", family_name="Pike", known_as="")
    monkeypatch.setattr(finding, "known_by", lambda _term, _agency: [ada.id, jo.id, 999])
    assert services.search_people("joanna", by=by) == [jo]


@pytest.mark.sqlite
def test_no_search_waits_while_another_asks_whether_anybody_changed(
    within: Flask, team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    by = team.actor("worker")
    jo = add_jo(by)
    assert services.search_people("joanna", by=by) == [jo]
    (kept,) = within.extensions["known names"].agencies.values()
    real, held = known._mark, list[tuple[bool, bool]]()

    def asked(agency_id: int) -> tuple[object, ...]:
        held.append((kept.lock.locked(), kept.reading.locked()))
        return real(agency_id)

    monkeypatch.setattr(known, "_mark", asked)
    assert services.search_people("joanna", by=by) == [jo]
    assert held == [(False, False)]
    add_jo(by, given_name="Ada")
    services.search_people("ada", by=by)
    assert held[1:] == [(False, False), (False, True)]  # and where somebody was, one reads whom


@pytest.mark.sqlite
def test_a_process_keeps_the_agencies_searched_last(within: Flask, team: Team, monkeypatch: pytest.MonkeyPatch) -> None:
    by, theirs = team.actor("worker"), other_agency(team).actor("worker")
    add_jo(by)
    add_jo(theirs, given_name="Ada")
    monkeypatch.setattr(known, "MOST_KEPT", 1)
    for one, term in ((by, "joanna"), (theirs, "ada"), (by, "joanna"), (theirs, "joanna")):
        assert len(services.search_people(term, by=one)) == (term == "ada" or one is by)
    kept = within.extensions["known names"].agencies
    assert [agency for _, agency in kept] == [by.agency_id, theirs.agency_id][-len(kept) :]
    assert len(kept) <= 2


@pytest.mark.sqlite
def test_the_best_fifty_are_those_that_the_actor_may_see(
    within: Flask, team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    by = team.actor("worker")
    people = [add_jo(by, given_name=f"Ada{n}") for n in range(5)]
    monkeypatch.setattr(finding, "MOST", 2)
    hidden = {people[0].id, people[1].id, people[3].id}
    real = db.session.scalars
    monkeypatch.setattr(db.session, "scalars", lambda asked: real(asked.where(Person.id.not_in(hidden))))
    assert list(map(int, finding._visible([one.id for one in people]))) == [people[2].id, people[4].id]
    assert real(select(Person.id)).first() is not None
