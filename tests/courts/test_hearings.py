"""Hearings: listed, put off, settled, with who decided, when and under what reference (domain rules 4, 5 and 6)."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from flask import Flask

from casework.courts import services
from casework.courts.models import Hearing, HearingOutcome
from casework.courts.rules import HearingResult
from casework.courts.services import Happened
from casework.kernel.database import transaction
from casework.kernel.refused import Conflict, NotFound, Refused
from casework.people.models import Person
from casework.people.services import circumstances
from tests.people.cast import AT, DAY, TODAY, add_jo, events, other_agency
from tests.support.staff import Team

TEN = dt.time(10)
COURT_DAY = dt.date(2026, 12, 8)
THAMES, CAMBERWELL, CROYDON = "B01ND00", "B01CX00", "B01EF00"


@pytest.fixture
def jo(within: Flask, team: Team) -> Person:
    return add_jo(team.actor("worker"))


def list_it(team: Team, jo: Person, **changed: Any) -> Hearing:
    values: dict[str, Any] = {
        "court_code": THAMES,
        "day": COURT_DAY,
        "time": TEN,
        "by": team.actor("worker"),
        "at": AT,
    }
    with transaction():
        return services.schedule_hearing(jo, **(values | changed))


def settle(team: Team, hearing: Hearing, kind: HearingResult, role: str = "liaison", **changed: Any) -> HearingOutcome:
    values: dict[str, Any] = {
        "decided_by": "CPS London North",
        "decided_on": TODAY,
        "reference": "e-mail of 21 November",
        "by": team.actor(role),
        "at": AT,
    }
    with transaction():
        return services.record_hearing_outcome(hearing, kind, **(values | changed))


def put_off(team: Team, hearing: Hearing, **changed: Any) -> Hearing:
    values: dict[str, Any] = {"day": COURT_DAY + 14 * DAY, "time": TEN, "by": team.actor("liaison"), "at": AT}
    with transaction():
        return services.adjourn(hearing, **(values | changed))


def test_listed_in_london_time(team: Team, jo: Person) -> None:
    winter, summer = list_it(team, jo), list_it(team, jo, day=dt.date(2027, 6, 1))
    assert winter.starts_at == dt.datetime(2026, 12, 8, 10, tzinfo=dt.UTC)
    assert summer.starts_at == dt.datetime(2027, 6, 1, 9, tzinfo=dt.UTC)
    assert services.hearings_of(jo) == [summer, winter]
    assert services.hearings_on(COURT_DAY, court_code=THAMES, by=team.actor("liaison")) == [winter]
    assert events(f"person:{jo.reference}")[-1].compartment == "criminal justice"


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        pytest.param({"court_code": "B99ZZ00"}, "court", id="no such court"),
        pytest.param({"court_code": CAMBERWELL}, "court", id="a court that has closed"),
        pytest.param({"arrested_on": COURT_DAY}, "day", id="on the day of the arrest"),
        pytest.param({"day": dt.date(2031, 1, 1)}, "day", id="years ahead"),
        pytest.param({"day": dt.date(2027, 3, 28), "time": dt.time(1, 30)}, "time", id="a time the clocks skip"),
    ],
)
def test_what_cannot_be_listed(team: Team, jo: Person, changed: dict[str, Any], field: str) -> None:
    with pytest.raises(Refused) as no:
        list_it(team, jo, **changed)
    assert no.value.field == field
    assert services.hearings_of(jo) == []


def test_a_closed_court_stands_in_the_history(team: Team, jo: Person) -> None:
    assert list_it(team, jo, court_code=CAMBERWELL, day=dt.date(2010, 5, 21)).court_code == CAMBERWELL


def test_the_same_other_matter_twice_is_refused(team: Team, jo: Person) -> None:
    list_it(team, jo, other_matter=True, matter="Theft")
    with pytest.raises(Refused, match="already recorded"):
        list_it(team, jo, other_matter=True, matter="Theft")
    assert list_it(team, jo)


def test_put_off_lists_the_new_day_and_frees_nobody(team: Team, jo: Person) -> None:
    first = list_it(team, jo, other_matter=True, matter="Theft")
    later = put_off(team, first, court_code=CROYDON)
    assert (later.day, later.court_code, later.matter, later.other_matter) == (
        COURT_DAY + 14 * DAY,
        CROYDON,
        "Theft",
        True,
    )
    assert later.adjourned_from_id == first.id
    assert first.outcome is not None
    assert first.outcome.kind == "adjourned"
    assert not HearingResult(first.outcome.kind).frees_the_day
    with pytest.raises(Conflict):
        put_off(team, first, day=COURT_DAY + 21 * DAY, decided_by="Somebody else")


@pytest.mark.parametrize("day", [COURT_DAY, TODAY - DAY])
def test_a_new_day_that_cannot_be(team: Team, jo: Person, day: dt.date) -> None:
    first = list_it(team, jo)
    with pytest.raises(Refused) as no:
        put_off(team, first, day=day)
    assert no.value.field == "day"
    assert first.outcome is None


def test_an_ending_keeps_who_when_reference_and_code(team: Team, jo: Person) -> None:
    hearing = list_it(team, jo)
    row = settle(team, hearing, HearingResult.ENDED, result_code="2053")
    assert hearing.outcome == row
    assert (row.result_code, row.decided_by, row.decided_on, row.decision_reference) == (
        "2053",
        "CPS London North",
        TODAY,
        "e-mail of 21 November",
    )
    last = events(f"person:{jo.reference}")[-1]
    assert last.detail == {"hearing": hearing.reference, "result": "ended", "code": "2053"}


@pytest.mark.parametrize(
    ("kind", "changed", "field"),
    [
        (HearingResult.ENDED, {}, "result_code"),
        (HearingResult.EXCUSED, {"reference": " "}, "reference"),
        (HearingResult.EXCUSED, {"decided_by": ""}, "decided_by"),
        (HearingResult.EXCUSED, {"decided_on": TODAY + DAY}, "decided_on"),
        (HearingResult.WENT_AHEAD, {}, "kind"),
        (HearingResult.ADJOURNED, {}, "day"),
    ],
)
def test_what_is_missing_lands_on_its_field(
    team: Team, jo: Person, kind: HearingResult, changed: dict[str, Any], field: str
) -> None:
    hearing = list_it(team, jo)
    with pytest.raises(Refused) as no:
        settle(team, hearing, kind, **changed)
    assert no.value.field == field
    assert hearing.outcome is None


def test_the_same_twice_is_one_row_and_another_is_a_correction(team: Team, jo: Person) -> None:
    hearing = list_it(team, jo)
    first = settle(team, hearing, HearingResult.EXCUSED)
    assert settle(team, hearing, HearingResult.EXCUSED) == first
    with pytest.raises(Conflict):
        settle(team, hearing, HearingResult.WILL_NOT_TAKE_PLACE)
    second = settle(team, hearing, HearingResult.WILL_NOT_TAKE_PLACE, replaces=first)
    assert hearing.outcome == second
    assert [row.superseded_at is None for row in hearing.outcomes] == [False, True]
    with pytest.raises(Conflict):
        settle(team, hearing, HearingResult.ENDED, result_code="2053", replaces=first)


def test_a_warrant_is_recorded_on_the_person_once(team: Team, jo: Person) -> None:
    hearing = list_it(team, jo, day=TODAY)
    first = settle(team, hearing, HearingResult.WARRANT, decided_by="The court", reference="")
    standing = circumstances(jo, TODAY)
    assert [(row.kind, row.place) for row in standing] == [("warrant", "Thames Magistrates' Court")]
    settle(team, hearing, HearingResult.WARRANT, decided_by="District judge", reference="", replaces=first)
    assert len(circumstances(jo, TODAY)) == 1


def test_whoever_follows_hearings_hears_in_the_same_transaction(within: Flask, team: Team, jo: Person) -> None:
    heard: list[tuple[str, Happened]] = []
    services.watch(within, lambda hearing, what, **_: heard.append((hearing.reference, what)))
    first = list_it(team, jo)
    later = put_off(team, first)
    settle(team, later, HearingResult.EXCUSED)
    assert heard == [
        (first.reference, Happened.LISTED),
        (later.reference, Happened.PUT_OFF),
        (later.reference, Happened.SETTLED),
    ]


def test_agencies_are_apart(team: Team, jo: Person) -> None:
    hearing = list_it(team, jo)
    stranger = other_agency(team).actor("manager")
    assert services.load_hearing(hearing.reference.lower(), by=team.actor("liaison")) == hearing
    assert services.hearings_on(COURT_DAY, court_code=THAMES, by=stranger) == []
    for attempt in (hearing.reference, "ZZZZZZZZ"):
        with pytest.raises(NotFound):
            services.load_hearing(attempt, by=stranger)
    with pytest.raises(NotFound):
        settle(team, hearing, HearingResult.EXCUSED, by=stranger)
    with pytest.raises(NotFound):
        put_off(team, hearing, by=stranger)
    with pytest.raises(NotFound):
        list_it(team, jo, by=stranger)
