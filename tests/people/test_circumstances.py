"""Life gets in the way: what is recorded, and when it stands (domain rules 3 and 30)."""

from __future__ import annotations

import datetime as dt

import pytest

from casework.people.rules import agreements, circumstances
from casework.people.rules.agreements import AgreementKind, HowAgreed
from casework.people.rules.circumstances import CircumstanceKind as Kind

TODAY = dt.date(2026, 11, 21)
DAY = dt.timedelta(days=1)


@pytest.mark.parametrize(
    ("since", "until", "ended", "stands"),
    [
        pytest.param(TODAY, None, False, True, id="from today"),
        pytest.param(TODAY + DAY, None, False, False, id="from tomorrow"),
        pytest.param(TODAY - DAY, TODAY, False, True, id="its last day still counts"),
        pytest.param(TODAY - DAY, TODAY - DAY, False, False, id="over yesterday"),
        pytest.param(TODAY - DAY, None, True, False, id="closed"),
        pytest.param(TODAY - DAY, TODAY, True, True, id="closed with today as its last day"),
    ],
)
def test_when_it_stands(since: dt.date, until: dt.date | None, ended: bool, stands: bool) -> None:
    assert circumstances.is_in_force(since, until, ended, TODAY) is stands


@pytest.mark.parametrize(
    ("kind", "since", "until", "place", "fields"),
    [
        (Kind.CUSTODY, TODAY, None, "HMP Example", []),
        (Kind.CUSTODY, TODAY, None, " ", ["place"]),
        (Kind.HOSPITAL, TODAY, None, "", ["place"]),
        (Kind.WARRANT, TODAY, None, "", ["place"]),
        (Kind.NO_FIXED_ADDRESS, TODAY, None, "", []),
        (Kind.DIED, TODAY, None, "", []),
        (Kind.DIED, TODAY, TODAY, "", ["until"]),
        (Kind.NO_FIXED_ADDRESS, TODAY + DAY, None, "", ["since"]),
        (Kind.NO_FIXED_ADDRESS, TODAY, TODAY - DAY, "", ["until"]),
    ],
)
def test_what_cannot_be(kind: Kind, since: dt.date, until: dt.date | None, place: str, fields: list[str]) -> None:
    assert list(circumstances.faults(kind, since=since, until=until, place=place, today=TODAY)) == fields


def test_what_each_holds_back() -> None:
    assert {kind for kind in Kind if kind.holds_texts} == {Kind.CUSTODY, Kind.DIED}
    assert {kind for kind in Kind if kind.stops_release} == {Kind.WARRANT}
    assert {kind for kind in Kind if not kind.can_end} == {Kind.DIED}
    assert all(kind.words and kind.prompt for kind in Kind)


@pytest.mark.parametrize(
    ("given_on", "fault"),
    [
        pytest.param(TODAY, "", id="today"),
        pytest.param(TODAY + DAY, "after today", id="tomorrow"),
        pytest.param(dt.date(1994, 12, 31), "before the date of birth", id="before birth"),
    ],
)
def test_the_day_of_an_agreement(given_on: dt.date, fault: str) -> None:
    said = agreements.given_on_fault(given_on, born=dt.date(1995, 1, 1), today=TODAY)
    assert (fault in said) if fault else said == ""


def test_sharing_names_with_whom() -> None:
    assert agreements.recipients_fault(AgreementKind.SHARING, ())
    assert not agreements.recipients_fault(AgreementKind.SHARING, ("cps",))
    assert not agreements.recipients_fault(AgreementKind.TEXTS, ())


def test_agreement_in_custody_is_provisional() -> None:
    assert [how for how in HowAgreed if how.is_provisional] == [HowAgreed.IN_CUSTODY]
    assert all(how.words for how in HowAgreed)
    assert all(kind.words for kind in AgreementKind)
