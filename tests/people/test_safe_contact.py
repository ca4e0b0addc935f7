"""How she may be reached: kept as she said it, texts off unless everything says yes (promises R13, R14, R18)."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from flask import Flask

from casework.kernel.database import db, transaction
from casework.kernel.refused import Conflict, NotFound, Refused
from casework.people import services
from casework.people.models import Person, SafeContact
from casework.people.rules.agreements import AgreementKind, HowAgreed
from casework.people.rules.circumstances import CircumstanceKind
from casework.people.rules.contact import Answer, Confirmed, ContactAnswers
from casework.people.services import Changed
from tests.people.cast import AT, DAY, NUMBER, TODAY, add_jo, events, other_agency
from tests.support.staff import Team

YES = ContactAnswers(mobile=NUMBER, safe_to_text=Answer.YES, number_confirmed=Confirmed.IN_PERSON)


@pytest.fixture
def jo(within: Flask, team: Team) -> Person:
    return add_jo(team.actor("worker"))


def say(team: Team, jo: Person, answers: ContactAnswers, *, at: dt.datetime = AT, **more: int) -> SafeContact:
    with transaction():
        return services.set_safe_contact(jo, answers, by=team.actor("worker"), at=at, **more)


def test_before_anybody_asks_texts_are_off(team: Team, jo: Person) -> None:
    assert services.safe_contact(jo) is None
    assert not services.texting_of(jo, at=AT).allowed
    say(team, jo, ContactAnswers(mobile=NUMBER))
    assert "Not asked" in services.texting_of(jo, at=AT).why


def test_a_yes_is_kept_with_how_and_when_and_switches_texts_on(team: Team, jo: Person) -> None:
    row = say(team, jo, replace(YES, words_who="Sam", texts_from=dt.time(10), texts_until=dt.time(14)))
    assert services.texting_of(jo, at=AT).allowed
    assert (row.words_who, row.texts_from, row.mobile) == ("Sam", dt.time(10), NUMBER)
    agreement = services.live_agreement(jo, AgreementKind.TEXTS)
    assert agreement is not None
    assert (agreement.how, agreement.given_on, agreement.recorded_by_id) == (
        "in_person",
        TODAY,
        team.actor("worker").staff_id,
    )
    acts = [(event.act, event.compartment) for event in events(f"person:{jo.reference}")]
    assert acts.count(("collection", "contact")) == 2


@pytest.mark.parametrize("answer", [Answer.NO, Answer.NOT_ASKED])
def test_a_later_no_withdraws_it_and_keeps_both(team: Team, jo: Person, answer: Answer) -> None:
    say(team, jo, YES)
    say(team, jo, replace(YES, safe_to_text=answer))
    assert not services.texting_of(jo, at=AT).allowed
    assert [row.live for row in services.agreements(jo)] == [False]
    rows = list(db.session.scalars(db.select(SafeContact).where(SafeContact.person_id == jo.id)))
    assert [row.superseded_at is None for row in rows] == [False, True]


def test_agreement_taken_in_custody_waits_until_she_repeats_it(team: Team, jo: Person) -> None:
    say(team, jo, replace(YES, how=HowAgreed.IN_CUSTODY))
    assert not services.texting_of(jo, at=AT).allowed
    say(team, jo, YES)
    assert services.texting_of(jo, at=AT).allowed
    assert [row.live for row in services.agreements(jo)] == [True, False]


def test_a_new_number_must_be_confirmed_again(team: Team, jo: Person) -> None:
    say(team, jo, YES)
    say(team, jo, replace(YES, number_confirmed=None, note="Ask for Jo"))
    assert services.texting_of(jo, at=AT).allowed
    say(team, jo, replace(YES, number_confirmed=None, mobile="+447700900456"))
    assert "not confirmed" in services.texting_of(jo, at=AT).why
    assert services.texting_of(jo, at=AT, to_confirm_number=True).allowed


def test_custody_holds_texts_and_its_end_releases_them(team: Team, jo: Person) -> None:
    say(team, jo, YES)
    worker = team.actor("worker")
    with transaction():
        held = services.record_circumstance(
            jo, CircumstanceKind.CUSTODY, since=TODAY, place="HMP Example", by=worker, at=AT
        )
    assert "custody" in services.texting_of(jo, at=AT).why
    with transaction():
        services.end_circumstance(held, until=TODAY, by=worker, at=AT)
    assert not services.texting_of(jo, at=AT).allowed
    assert services.texting_of(jo, at=AT + DAY).allowed


def test_still_right_checks_again_without_a_new_row(team: Team, jo: Person) -> None:
    row = say(team, jo, YES)
    later = AT + 91 * DAY
    assert "90 days" in services.texting_of(jo, at=later).why
    with transaction():
        services.check_again(jo, by=team.actor("worker"), at=later)
    assert "confirmed over 90 days ago" in services.texting_of(jo, at=later).why
    with transaction():
        services.check_again(jo, how=Confirmed.CALL, by=team.actor("worker"), at=later)
    assert services.texting_of(jo, at=later).allowed
    assert services.safe_contact(jo) == row


def test_nobody_can_say_still_right_of_nothing(team: Team, jo: Person) -> None:
    with pytest.raises(NotFound), transaction():
        services.check_again(jo, by=team.actor("worker"), at=AT)


def test_somebody_elses_number_is_a_question_that_names_nobody(team: Team, jo: Person) -> None:
    say(team, jo, YES)
    other = add_jo(team.actor("worker"), given_name="Maria", family_name="Silva", known_as="")
    with pytest.raises(Refused) as no:
        say(team, other, YES)
    assert no.value.field == "mobile"
    assert "Joanna" not in no.value.message
    say(team, other, replace(YES, shared_phone=True))
    assert services.texting_of(other, at=AT).allowed


def test_another_agencys_number_is_never_hinted_at(team: Team, jo: Person) -> None:
    say(team, jo, YES)
    far = other_agency(team)
    stranger = add_jo(far.actor("worker"))
    say(far, stranger, YES)
    with pytest.raises(NotFound):
        say(far, jo, YES)


def test_a_stale_page_is_told(team: Team, jo: Person) -> None:
    first = say(team, jo, YES, seen_id=0)
    say(team, jo, replace(YES, safe_to_text=Answer.NO), seen_id=first.id)
    with pytest.raises(Conflict) as both:
        say(team, jo, YES, seen_id=first.id)
    assert "Not OK" in both.value.theirs
    assert NUMBER not in both.value.theirs + both.value.yours


def test_said_before_today_keeps_its_day(team: Team, jo: Person) -> None:
    row = say(team, jo, replace(YES, asked_on=TODAY - 2 * DAY))
    assert row.checked_at == dt.datetime(2026, 11, 19, tzinfo=dt.UTC)
    with pytest.raises(Refused) as no:
        say(team, jo, replace(YES, asked_on=TODAY + DAY))
    assert no.value.field == "asked_on"


def test_a_liaison_sees_and_changes_none_of_it(team: Team, jo: Person) -> None:
    liaison = team.actor("liaison")
    with pytest.raises(NotFound), transaction():
        services.set_safe_contact(jo, YES, by=liaison, at=AT)
    say(team, jo, YES)
    assert services.agreements(jo, by=liaison) == []


def test_whoever_plans_texts_hears_of_it_in_the_same_commit(within: Flask, team: Team, jo: Person) -> None:
    heard: list[Changed] = []
    services.watch(within, lambda person, what, **_: heard.append(what))
    say(team, jo, YES)
    assert heard == [Changed.AGREEMENTS, Changed.CONTACT]
    heard.clear()
    agreement = services.live_agreement(jo, AgreementKind.TEXTS)
    assert agreement is not None
    with transaction():
        services.withdraw(agreement, by=team.actor("worker"), at=AT)
    assert heard == [Changed.AGREEMENTS]
    assert "withdrawn" in services.texting_of(jo, at=AT).why
