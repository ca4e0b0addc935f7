"""A referral of somebody who is erased goes on being counted, on both databases; joined records move (P31, rule 31)."""

from __future__ import annotations

import datetime as dt

import monitoring.services.counting as counting
from casework.kernel import clock, sweeping
from casework.kernel.database import db, transaction
from casework.people import services as people
from casework.people.models import Person
from casework.people.services import erasing, joining, reviewing
from casework.people.services.reviewing import facts_of
from diversion.models import Referral
from tests.diversion.conftest import Case
from tests.support.peopled import CLAIMED
from tests.support.staff import Team

FIRST, LAST = dt.date(2020, 1, 1), dt.date(2030, 1, 1)


def rows() -> int:
    db.session.rollback()
    return sum(db.session.scalar(db.select(db.func.count()).select_from(table)) or 0 for table in CLAIMED)


def test_what_is_counted_stays_when_nobody_is_left(case: Case) -> None:
    case.arrest()
    case.attend(1, dt.date(2026, 10, 16))
    case.attend(2, dt.date(2026, 10, 23))
    case.discontinued()
    case.arrest_again(at=dt.datetime(2026, 11, 2, 12, tzinfo=dt.UTC))
    scheme = case.scheme()
    before = counting.figures(scheme, first=FIRST, last=LAST, by=case.robin)
    assert (before.people, before.referrals, before.people_referred_again) == (1, 2, 1)
    assert rows() > 10
    with transaction():
        assert erasing.erase_again([case.person.reference], at=clock.now()) == 1
    assert rows() == 0
    assert counting.figures(case.scheme(), first=FIRST, last=LAST, by=case.robin) == before
    sweeping.owe()
    assert sweeping.sweep()


def test_a_case_without_an_ending_stands_in_the_way(case: Case) -> None:
    case.arrest()
    said = erasing.in_the_way(case.person, today=dt.date(2026, 10, 20))
    assert any("ended is not recorded" in one for one in said)
    case.discontinued()
    said = erasing.in_the_way(case.person, today=dt.date(2026, 10, 29))
    assert not any("ended is not recorded" in one for one in said)


def test_referrals_move_to_the_record_that_is_kept_and_back(case: Case, team: Team) -> None:
    case.arrest()
    other = case.person.reference
    by, at = team.actor("manager"), clock.now()
    with transaction():
        kept = people.add_person(
            given_name="Mia", family_name="Stone", date_of_birth=dt.date(1990, 5, 6), by=case.robin, at=at
        ).reference
    pair = [db.session.scalars(db.select(Person).where(Person.reference == one)).one().id for one in (kept, other)]
    with transaction():
        one, two = (db.session.get_one(Person, key) for key in pair)
        join = joining.ask_join(one, two, "Same face", by=by, at=at)
        join.asked_by_id = case.robin.staff_id or 0
        joining.agree(join, by=by, at=at)
    assert db.session.scalars(db.select(Referral.person_id)).all() == [pair[0]]
    with transaction():
        found = joining.join_of(db.session.get_one(Person, pair[0]))
        assert found is not None
        joining.part(found, "Sisters", by=by, at=at)
    assert db.session.scalars(db.select(Referral.person_id)).all() == [pair[1]]


def test_the_list_and_the_facts_are_asked_in_words_both_databases_know(case: Case, team: Team) -> None:
    case.arrest()
    by, later = team.actor("manager"), dt.date(2040, 1, 1)
    assert [one.record.reference for one in reviewing.review_list(by=by, today=later).rows] == [case.person.reference]
    assert reviewing.review_list(by=by, today=dt.date(2027, 1, 1)).rows == []
    assert reviewing.anything_to_review(by=by, today=later)
    assert {one.kind.value for one in facts_of([case.person])[f"person:{case.person.reference}"].lasting} >= {
        "referral"
    }
