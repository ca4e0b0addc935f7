"""What each agency reads of an agenda, and what may become of what was agreed (4.15-4.17, domain rule 29)."""

from __future__ import annotations

import datetime as dt

import pytest

from casework.accounts.rules import AgencyKind
from casework.meetings import rules
from casework.meetings.rules import ActionState, Reader, Said

DAY = dt.timedelta(days=1)
MEETS = dt.date(2026, 12, 3)
ALL = Said("Health, or alcohol and drugs", "Who can see her this week?", "Heroin", "Look again next time", "Agreed")
CUT = Said(rules.SUPPORT_ASKED, "Who can see her this week?", "", "Look again next time", "")


@pytest.mark.parametrize(
    ("reader", "reads"),
    [
        pytest.param(Reader(AgencyKind.CHARITY), ALL, id="a charity reads all that was written for the meeting"),
        pytest.param(Reader(AgencyKind.COUNCIL), ALL, id="so does the council"),
        pytest.param(Reader(AgencyKind.POLICE), CUT, id="police read nothing of health, not even as the reason"),
        pytest.param(Reader(AgencyKind.COURT), CUT, id="nor does a court"),
        pytest.param(Reader(AgencyKind.CPS), CUT, id="nor the CPS"),
        pytest.param(Reader(AgencyKind.CHARITY, support=False), CUT, id="nor a charity’s own court liaison"),
        pytest.param(Reader(AgencyKind.POLICE, own=True), ALL, id="what the police wrote themselves they read"),
        pytest.param(Reader(AgencyKind.CHARITY, own=True, support=False), CUT, id="their own liaison reads no support"),
    ],
)
def test_what_a_reader_has(reader: Reader, reads: Said) -> None:
    assert rules.shown_to(ALL, reader) == reads
    assert rules.shows_action(reader, owed_by_them=True)
    assert rules.shows_action(reader, owed_by_them=False) is (reads is ALL)


@pytest.mark.parametrize(
    ("recipients", "kinds", "missing"),
    [
        pytest.param({"support", "police"}, {AgencyKind.POLICE, AgencyKind.CHARITY}, [], id="both are named"),
        pytest.param({"support"}, {AgencyKind.POLICE, AgencyKind.CHARITY}, [AgencyKind.POLICE], id="not the police"),
        pytest.param({""}, {AgencyKind.COUNCIL}, [AgencyKind.COUNCIL], id="nobody was named"),
        pytest.param(
            {"service"}, {AgencyKind.CHARITY}, [AgencyKind.CHARITY], id="sharing attendance is not being spoken of"
        ),
    ],
)
def test_an_agreement_covers_whom_it_names(
    recipients: set[str], kinds: set[AgencyKind], missing: list[AgencyKind]
) -> None:
    assert rules.not_covered(recipients, kinds) == missing


def test_every_kind_of_body_has_its_word_in_an_agreement_and_on_a_page() -> None:
    assert set(rules.AGREED_WITH) == set(rules.BODY_WORDS) == set(AgencyKind)
    assert len(set(rules.AGREED_WITH.values())) == len(AgencyKind)


@pytest.mark.parametrize(
    ("until", "wrong"),
    [
        pytest.param(MEETS - DAY, True, id="the day before"),
        pytest.param(MEETS, False, id="the day of the meeting"),
        pytest.param(MEETS + 366 * DAY, False, id="a year after"),
        pytest.param(MEETS + 367 * DAY, True, id="longer than a year"),
    ],
)
def test_the_last_day_on_which_it_is_read(until: dt.date, wrong: bool) -> None:
    assert bool(rules.until_fault(until, meets_on=MEETS)) is wrong


@pytest.mark.parametrize(
    ("to", "by_when", "field"),
    [
        pytest.param(ActionState.DONE, None, None, id="done"),
        pytest.param(ActionState.NOT_DONE, None, None, id="not done"),
        pytest.param(ActionState.CARRIED, MEETS, None, id="carried on to today"),
        pytest.param(ActionState.CARRIED, MEETS - DAY, "by_when", id="carried on to yesterday"),
        pytest.param(ActionState.CARRIED, None, "by_when", id="carried on to no day"),
        pytest.param(ActionState.OPEN, None, "state", id="open is not an answer"),
    ],
)
def test_what_may_become_of_an_action(to: ActionState, by_when: dt.date | None, field: str | None) -> None:
    assert next(iter(rules.move_fault(ActionState.OPEN, to, by_when, today=MEETS)), None) == field


def test_what_is_carried_on_is_still_open() -> None:
    assert {one for one in ActionState if one.is_open} == {ActionState.OPEN, ActionState.CARRIED}


@pytest.mark.parametrize(
    ("days", "wrong"),
    [
        pytest.param(-32, True, id="more than a month ago"),
        pytest.param(-31, False, id="a month ago, written down now"),
        pytest.param(366, False, id="a year ahead"),
        pytest.param(367, True, id="further than a year"),
    ],
)
def test_when_a_meeting_may_be(days: int, wrong: bool) -> None:
    now = dt.datetime(2026, 11, 21, 12, tzinfo=dt.UTC)
    assert bool(rules.meeting_fault(now + days * DAY, now=now)) is wrong
