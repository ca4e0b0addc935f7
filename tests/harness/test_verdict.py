"""The comparison itself: each broken promise is seen, and a kept one is not called broken."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from reminders.rules.life import TextState
from tests.harness.verdict import Act, Row, judge
from tests.support.provider.ledger import Taken, Truth

JO = "+447700900123"
WHEN = dt.datetime(2026, 11, 23, 11, 20, tzinfo=dt.UTC)
TAKEN = Taken("tok", JO, "SM1", 10.0, WHEN)
ROW = Row("tok", TextState.ACCEPTED, JO, 1, 7, 1, "booked", "SM1", late=False, overdue=False, asked=False)
PERSON = replace(ROW, state=TextState.PERSON, sid=None, asked=True)
TRUTH = Truth(taken=[TAKEN], posted=[(10.0, "tok", "none")])
NOTHING = Truth()


def wrong(truth: Truth, row: Row, *acts: Act, handed: int = 5) -> set[str]:
    return set(judge(truth, [row], {"tok": [handed]}, list(acts)).wrong)


@pytest.mark.parametrize(
    ("truth", "row", "promise"),
    [
        pytest.param(TRUTH, ROW, set(), id="what went and is said to have gone"),
        pytest.param(TRUTH, PERSON, set(), id="what went and is a person's question"),
        pytest.param(NOTHING, PERSON, set(), id="what did not go and is a person's question"),
        pytest.param(NOTHING, replace(ROW, state=TextState.CANCELLED, sid=None), set(), id="cancelled in time"),
        pytest.param(Truth(taken=[TAKEN, TAKEN]), ROW, {"doubled"}, id="taken twice"),
        pytest.param(
            Truth(taken=[TAKEN], posted=[(1.0, "tok", "fail_500"), (2.0, "tok", "none")]),
            ROW,
            {"sent again unproved"},
            id="posted again after a 500 that proved nothing",
        ),
        pytest.param(
            Truth(taken=[TAKEN], posted=[(1.0, "tok", "too_many"), (2.0, "tok", "none")]),
            ROW,
            set(),
            id="posted again after a 429",
        ),
        pytest.param(NOTHING, replace(ROW, sid=None), {"said sent, was not"}, id="said to have gone"),
        pytest.param(TRUTH, replace(ROW, state=TextState.REJECTED), {"said not sent, was"}, id="said not to have gone"),
        pytest.param(TRUTH, replace(ROW, state=TextState.PLANNED), {"said not sent, was"}, id="about to go again"),
        pytest.param(TRUTH, replace(ROW, sid="SM2"), {"wrong SID"}, id="another text's name"),
        pytest.param(NOTHING, replace(PERSON, state=TextState.UNKNOWN), {"lost"}, id="never settled"),
        pytest.param(NOTHING, replace(PERSON, asked=False), {"lost"}, id="nobody is asked"),
        pytest.param(
            NOTHING, replace(ROW, state=TextState.PLANNED, sid=None, overdue=True), {"lost"}, id="due, and forgotten"
        ),
        pytest.param(
            Truth(taken=[TAKEN, replace(TAKEN, token="other")]), ROW, {"taken, but not ours"}, id="nobody planned it"
        ),
    ],
)
def test_what_the_ledger_says_against_what_we_say(truth: Truth, row: Row, promise: set[str]) -> None:
    assert wrong(truth, row) == promise


CANCEL = Act("cancel", 9.0, 4, appointment=7)


@pytest.mark.parametrize(
    ("act", "row", "promise"),
    [
        pytest.param(CANCEL, ROW, {"after cancel"}, id="handed over after the cancel was committed"),
        pytest.param(replace(CANCEL, seq=6), replace(ROW, late=True), set(), id="before it, and flagged"),
        pytest.param(replace(CANCEL, seq=6), ROW, {"too late, not flagged"}, id="before it, and not flagged"),
        pytest.param(replace(CANCEL, seq=6), replace(ROW, state=TextState.DELIVERED), set(), id="delivered before it"),
        pytest.param(
            replace(CANCEL, seq=6, at=5.0), replace(ROW, late=True), {"after cancel"}, id="held up beyond any budget"
        ),
        pytest.param(Act("move", 9.0, 4, appointment=7, version=2), ROW, {"after move"}, id="the old time, moved"),
        pytest.param(Act("move", 9.0, 4, appointment=7, version=1), ROW, set(), id="the new time"),
        pytest.param(Act("stop", 9.0, 4, number=JO), ROW, {"after STOP"}, id="after STOP"),
        pytest.param(Act("stop", 9.0, 4, number=JO), replace(ROW, kind="reply_stop"), set(), id="the answer to STOP"),
        pytest.param(Act("stop", 9.0, 6, number=JO), ROW, set(), id="before STOP"),
        pytest.param(Act("number", 9.0, 4, person=1, number=JO), ROW, {"after number"}, id="to the number she had"),
        pytest.param(Act("number", 9.0, 4, person=1, number="+447700900124"), ROW, set(), id="to the number she has"),
        pytest.param(Act("withdraw", 9.0, 4, person=1), ROW, {"after withdraw"}, id="after she said no"),
        pytest.param(Act("die", 9.0, 4, person=1), ROW, {"after die"}, id="after her death"),
    ],
)
def test_when_it_went_against_when_people_were_told_that_it_would_not(act: Act, row: Row, promise: set[str]) -> None:
    assert wrong(TRUTH, row, act) == promise


def test_an_answer_that_may_have_been_given_anew_is_not_held_against_us() -> None:
    assert wrong(TRUTH, ROW, Act("withdraw", 9.0, 4, person=1), Act("try", 9.5, 0, person=1)) == set()
