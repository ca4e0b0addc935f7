"""Every sentence of the table in ux 3.5, exactly, and what may never become one."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime, time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notices.rules import CheckFirst, Count, Statement, events
from notices.rules import sentences as say

OCT_1, OCT_8, OCT_31 = date(2026, 10, 1), date(2026, 10, 8), date(2026, 10, 31)
HEARING = date(2026, 11, 3)
MADE, BY = date(2026, 6, 12), date(2026, 11, 24)
MEETINGS = (date(2026, 7, 2), date(2026, 10, 13), date(2026, 10, 21))

TWO = Count(required=2, attended=(OCT_1, OCT_8), by=OCT_31, hearing=HEARING)
ONE = Count(required=2, attended=(OCT_1,), by=OCT_31, hearing=HEARING)
NONE = Count(required=2, by=OCT_31, hearing=HEARING, appointments_booked=2, told_of=2)
ORDER = Count(required=3, attended=MEETINGS, by=BY)

TABLE = [
    pytest.param(
        say.completed(TWO),
        "Completed. Attended 2 of 2 required appointments: 1 October and 8 October 2026.",
        id="completed",
    ),
    pytest.param(
        say.in_progress(replace(ONE, booked=(date(2026, 10, 28),))),
        "Not yet completed. Attended 1 of 2. Second appointment booked for 28 October 2026, before the hearing.",
        id="in progress and in time",
    ),
    pytest.param(
        say.in_progress(replace(ONE, booked=(date(2026, 11, 6),))),
        "Not yet completed. Attended 1 of 2. Second appointment booked for 6 November 2026, after the hearing.",
        id="in progress and not in time",
    ),
    pytest.param(
        say.not_completed(ONE),
        "Not completed. Attended 1 of 2 required appointments by 31 October 2026.",
        id="not completed",
    ),
    pytest.param(
        say.not_completed(NONE),
        "Not completed. Attended 0 of 2. 2 appointments were booked; told of 2.",
        id="none attended",
    ),
    pytest.param(
        say.not_completed(replace(ONE, cancelled_by_service=1)),
        "Not completed. Attended 1 of 2 required appointments by 31 October 2026. "
        "1 appointment was cancelled by the service.",
        id="the service cancelled one",
    ),
    pytest.param(say.declined(), "Did not take up the scheme.", id="declined"),
    pytest.param(say.not_suitable(), "Not suitable for the scheme.", id="not suitable"),
    pytest.param(say.withdrew(date(2026, 10, 3)), "Withdrew from the scheme on 3 October 2026.", id="withdrew"),
    pytest.param(
        say.no_record(datetime(2026, 10, 13, 7, 41, tzinfo=UTC)),
        "No referral recorded for this name and date of birth as at 8:41am on 13 October 2026.",
        id="no record",
    ),
    pytest.param(
        say.order_complied(ORDER, made_on=MADE),
        "Complied with. Attended 3 of 3 meetings required by the order of 12 June 2026: "
        "2 July, 13 October and 21 October 2026. Required by 24 November 2026.",
        id="order complied with",
    ),
    pytest.param(
        say.order_complied(replace(ORDER, by=None), made_on=MADE),
        "Complied with. Attended 3 of 3 meetings required by the order of 12 June 2026: "
        "2 July, 13 October and 21 October 2026.",
        id="order complied with, its paper names no date",
    ),
    pytest.param(
        say.order_in_progress(replace(ORDER, attended=MEETINGS[:1])),
        "In progress. Attended 1 of 3 meetings. To be attended by 24 November 2026.",
        id="order in progress",
    ),
    pytest.param(
        say.opinion_formed("Jo BROWN", meeting_at=datetime(2026, 10, 13, 9, 0, tzinfo=UTC)),
        "The supervisor is of the opinion that Jo BROWN failed without reasonable excuse to attend the meeting at "
        "10:00am on 13 October 2026 at the place fixed by the supervisor. "
        "This notice does not itself lay an information.",
        id="opinion formed",
    ),
    pytest.param(
        say.correction(datetime(2026, 10, 12, 15, 2, tzinfo=UTC)),
        "This replaces the notice sent at 4:02pm on 12 October 2026.",
        id="correction",
    ),
    pytest.param(
        say.being_checked([date(2026, 10, 9)]),
        "Attendance on 9 October 2026 is being checked; it is not recorded as missed.",
        id="being checked, the liaison's own text",
    ),
]


@pytest.mark.parametrize(("said", "expected"), TABLE)
def test_the_fixed_sentences(said: str, expected: str) -> None:
    assert said == expected


MORE = [
    pytest.param(
        say.not_completed(replace(ONE, attended=(OCT_1, date(2026, 11, 2)))),
        "Not completed. Attended 1 of 2 required appointments by 31 October 2026. "
        "1 required appointment was attended after 31 October 2026, on 2 November 2026.",
        id="one kept after the finish date is reported with its date",
    ),
    pytest.param(
        say.completed(replace(TWO, attended=(OCT_1, date(2026, 11, 2)))),
        "Completed. Attended 2 of 2 required appointments: 1 October and 2 November 2026. "
        "1 of these was after 31 October 2026, the scheme's finish date.",
        id="completed, the second of them late",
    ),
    pytest.param(
        say.completed(replace(TWO, attended=(OCT_31, OCT_1))),
        "Completed. Attended 2 of 2 required appointments: 1 October and 31 October 2026.",
        id="the finish date itself is in time",
    ),
    pytest.param(
        say.not_completed(replace(NONE, appointments_booked=1, told_of=0, cancelled_by_service=2)),
        "Not completed. Attended 0 of 2. 1 appointment was booked; told of 0. "
        "2 appointments were cancelled by the service.",
        id="not told of the one that was booked",
    ),
    pytest.param(
        say.in_progress(replace(NONE, booked=(HEARING, date(2026, 10, 20)))),
        "Not yet completed. Attended 0 of 2. First appointment booked for 20 October 2026, before the hearing. "
        "Second appointment booked for 3 November 2026, on the day of the hearing.",
        id="both booked, the second on the day of the hearing",
    ),
    pytest.param(
        say.in_progress(ONE),
        "Not yet completed. Attended 1 of 2. No further appointment is booked.",
        id="nothing more booked",
    ),
    pytest.param(
        say.completed(Count(required=2, attended=(date(2026, 12, 30), date(2027, 1, 4)))),
        "Completed. Attended 2 of 2 required appointments: 30 December 2026 and 4 January 2027.",
        id="across a new year each date says its year",
    ),
    pytest.param(
        say.completed(Count(required=1, attended=(OCT_1,))),
        "Completed. Attended 1 of 1 required appointment: 1 October 2026.",
        id="a scheme that asks for one",
    ),
    pytest.param(
        say.attended_only(TWO),
        "Not yet completed. Attended 2 of 2 required appointments: 1 October and 8 October 2026. "
        "The scheme asks for more than attendance, and not all of it is recorded.",
        id="attended, but what the scheme asks them to leave is missing",
    ),
    pytest.param(events.has_died(), "The scheme has recorded that this person has died.", id="died"),
    pytest.param(
        say.order_date_passed(replace(ORDER, attended=MEETINGS[:2]), made_on=MADE),
        "Date passed. Attended 2 of 3 meetings required by the order of 12 June 2026: 2 July and 13 October 2026. "
        "Required by 24 November 2026.",
        id="an order whose date passed, without an opinion",
    ),
    pytest.param(
        say.no_record(datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),
        "No referral recorded for this name and date of birth as at 1:30am on 25 October 2026.",
        id="the first half past one of the night the clocks go back",
    ),
]


@pytest.mark.parametrize(("said", "expected"), MORE)
def test_the_cases_between_the_fixed_sentences(said: str, expected: str) -> None:
    assert said == expected


@pytest.mark.parametrize(
    "attempt",
    [
        pytest.param(lambda: say.completed(ONE), id="one attended and one missed is not completed"),
        pytest.param(lambda: say.not_completed(TWO), id="both attended in time is not 'not completed'"),
        pytest.param(lambda: say.in_progress(TWO), id="both attended is not in progress"),
        pytest.param(
            lambda: say.order_complied(replace(ORDER, attended=MEETINGS[:2]), made_on=MADE), id="two of three"
        ),
        pytest.param(lambda: say.order_in_progress(ORDER), id="three of three is not in progress"),
        pytest.param(lambda: Count(required=2, attended=MEETINGS), id="more attended than asked for"),
        pytest.param(lambda: Count(required=0), id="nothing asked for"),
        pytest.param(lambda: say.no_record(datetime(2026, 10, 13, 8, 41)), id="a moment without its zone"),
    ],
)
def test_a_sentence_its_facts_do_not_bear_out_cannot_be_made(attempt: object) -> None:
    with pytest.raises(ValueError, match=r"."):
        attempt()  # type: ignore[operator]


@given(
    required=st.integers(1, 5),
    attended=st.lists(st.dates(date(2026, 1, 1), date(2027, 12, 31)), max_size=5),
    booked=st.lists(st.dates(date(2026, 1, 1), date(2027, 12, 31)), max_size=5),
    cancelled=st.integers(0, 5),
)
def test_whatever_the_count_the_sentence_holds_it_and_stays_on_one_line(
    required: int, attended: list[date], booked: list[date], cancelled: int
) -> None:
    count = Count(
        required=required,
        attended=tuple(attended[:required]),
        booked=tuple(booked[: required - len(attended[:required])]),
        by=date(2026, 12, 1),
        cancelled_by_service=cancelled,
    )
    said = say.completed(count) if count.complete else say.in_progress(count)
    assert f"Attended {len(count.attended)} of {required}" in said
    assert ("cancelled by the service" in said) == bool(cancelled)
    assert re.fullmatch(r"[A-Za-z0-9 ,;:.'-]+", said)


BLOCK = {
    "subject": "referral:K7Q3XWZ2",
    "person_id": 1,
    "name": "Jo BROWN",
    "date_of_birth": date(1995, 2, 3),
    "police_reference": "01HT1234526",
    "court_code": "B01ND00",
    "hearing_day": HEARING,
    "hearing_time": time(10),
}


def test_check_first_is_no_statement_and_has_no_sentence() -> None:
    check = CheckFirst(**BLOCK, days=(date(2026, 10, 9),))  # type: ignore[arg-type]
    assert not isinstance(check, Statement)
    assert not hasattr(check, "sentence")
    assert check.on_screen == "Attendance on 9 October is not recorded. Do not report yet."


def test_what_the_liaison_may_say_of_check_first_is_not_a_result() -> None:
    told = CheckFirst(**BLOCK, days=(date(2026, 10, 9), date(2026, 10, 12))).as_being_checked()  # type: ignore[arg-type]
    expected = "Attendance on 9 October and 12 October 2026 is being checked; it is not recorded as missed."
    assert told.sentence == expected
    assert told.name == "Jo BROWN"


def test_the_digest_changes_with_anything_told_and_with_nothing_else() -> None:
    first = Statement(**BLOCK, sentence=say.completed(TWO), facts=("1 October: attended",))  # type: ignore[arg-type]
    assert first.digest == replace(first, facts=(), may_share=True).digest
    assert first.digest != replace(first, sentence=say.not_completed(ONE)).digest
    assert first.digest != replace(first, name="Jo BROWNE").digest


def test_what_is_said_instead_is_another_sentence_or_who_it_is_put_right_and_never_a_later_day() -> None:
    first = Statement(**BLOCK, sentence=say.completed(TWO))  # type: ignore[arg-type]

    def instead(**changes: Any) -> str:
        return replace(first, **changes).instead_of(first.sentence, first.digest, day=HEARING)

    assert instead() == ""
    missed = say.not_completed(ONE)
    assert instead(sentence=missed) == missed
    assert instead(date_of_birth=date(1995, 2, 4)).startswith("Jo BROWN, date of birth 4 February 1995, police")
    assert "police reference not recorded. Completed." in instead(police_reference="")
    assert instead(hearing_day=date(2026, 12, 1)) == ""
