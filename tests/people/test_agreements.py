"""What she agreed to: separate questions, repeated, withdrawn, all of it recorded (domain rule 3, promises R18)."""

from __future__ import annotations

import pytest
from flask import Flask

from casework.kernel.database import transaction
from casework.kernel.refused import NotFound, Refused
from casework.people import services
from casework.people.models import Agreement, Person
from casework.people.rules.agreements import AgreementKind, HowAgreed, Recipient
from tests.people.cast import AT, DAY, JO, TODAY, add_jo, events, other_agency
from tests.support.staff import Team


@pytest.fixture
def jo(within: Flask, team: Team) -> Person:
    return add_jo(team.actor("worker"))


def agree(team: Team, jo: Person, kind: AgreementKind, **changed: object) -> Agreement:
    values = {"how": HowAgreed.IN_PERSON, "given_on": TODAY, "by": team.actor("worker"), "at": AT} | changed
    with transaction():
        return services.agree(jo, kind, **values)  # type: ignore[arg-type]


def test_sharing_keeps_with_whom(team: Team, jo: Person) -> None:
    row = agree(team, jo, AgreementKind.SHARING, recipients=[Recipient.CPS, Recipient.COURT])
    assert row.recipients == "cps,court"
    assert events(f"person:{jo.reference}")[-1].detail["what"] == "given"
    with pytest.raises(Refused) as no:
        agree(team, jo, AgreementKind.SHARING)
    assert no.value.field == "recipients"


@pytest.mark.parametrize("day", [TODAY + DAY, JO["date_of_birth"] - DAY])
def test_a_day_that_cannot_be(team: Team, jo: Person, day: object) -> None:
    with pytest.raises(Refused) as no:
        agree(team, jo, AgreementKind.REFERRAL, given_on=day)
    assert no.value.field == "given_on"


def test_in_custody_it_is_provisional_until_repeated(team: Team, jo: Person) -> None:
    row = agree(team, jo, AgreementKind.REFERRAL, how=HowAgreed.IN_CUSTODY)
    assert row.provisional
    with transaction():
        services.repeat(row, by=team.actor("worker"), at=AT)
    assert not row.provisional
    assert events(f"person:{jo.reference}")[-1].detail["what"] == "repeated"


def test_withdrawing_is_recorded_once_and_cannot_be_repeated(team: Team, jo: Person) -> None:
    row = agree(team, jo, AgreementKind.REFERRAL)
    for _ in range(2):
        with transaction():
            services.withdraw(row, by=team.actor("worker"), at=AT)
    assert not row.live
    assert [event.detail["what"] for event in events(f"person:{jo.reference}") if event.detail] == [
        "given",
        "withdrawn",
    ]
    assert services.live_agreement(jo, AgreementKind.REFERRAL) is None
    with pytest.raises(Refused), transaction():
        services.repeat(row, by=team.actor("worker"), at=AT)


def test_nobody_else_records_or_withdraws(team: Team, jo: Person) -> None:
    row = agree(team, jo, AgreementKind.TEXTS)
    for actor in (other_agency(team).actor("manager"), team.actor("liaison"), team.actor("administrator")):
        with pytest.raises(NotFound), transaction():
            services.withdraw(row, by=actor, at=AT)
        with pytest.raises(NotFound):
            agree(team, jo, AgreementKind.TEXTS, by=actor)
