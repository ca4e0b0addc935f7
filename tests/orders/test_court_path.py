"""Information, summons, hearing, result: each step a row, in turn, and nothing before it (rules 16, 17 and 19)."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.courts import reference as known
from orders.rules import AtCourt
from orders.rules.path import (
    BREACH_CODE,
    RESULT_CODES,
    PathFacts,
    Said,
    Step,
    Taken,
    next_step,
    pressing,
    step_fault,
)
from tests.orders.conftest import on
from tests.orders.test_opinions import FORMED

pytestmark = pytest.mark.sqlite  # every write is made on both databases by test_whole_way

LAID, SUMMONED, HEARD = dt.date(2026, 8, 17), dt.date(2026, 8, 20), dt.date(2026, 9, 8)
THAMES = "B01ND00"
AFTER = on(dt.date(2026, 9, 9))
INFORMATION = Taken(Step.INFORMATION, LAID)
SUMMONS = Taken(Step.SUMMONS, SUMMONED, Said.ISSUED)
HEARING = Taken(Step.HEARING, HEARD, Said.HEARD)


def path(*taken: Taken, heard_on: dt.date | None = None) -> PathFacts:
    return PathFacts(FORMED.date(), taken, heard_on)


@pytest.mark.parametrize(
    ("taken", "step", "at_court"),
    [
        pytest.param((), Step.INFORMATION, None, id="the opinion alone"),
        pytest.param((INFORMATION,), Step.SUMMONS, AtCourt.PENDING, id="laid"),
        pytest.param((INFORMATION, SUMMONS), Step.HEARING, AtCourt.PENDING, id="summoned"),
        pytest.param(
            (INFORMATION, Taken(Step.SUMMONS, SUMMONED, Said.NOT_ISSUED)),
            None,
            AtCourt.NO_ACTION,
            id="no summons issued",
        ),
        pytest.param(
            (INFORMATION, SUMMONS, Taken(Step.HEARING, SUMMONED, Said.PUT_OFF)),
            Step.HEARING,
            AtCourt.PENDING,
            id="put off: heard again",
        ),
        pytest.param(
            (INFORMATION, SUMMONS, Taken(Step.HEARING, HEARD, Said.WARRANT)),
            Step.HEARING,
            AtCourt.PENDING,
            id="a warrant: still to be heard",
        ),
        pytest.param((INFORMATION, SUMMONS, HEARING), Step.RESULT, AtCourt.PENDING, id="heard"),
        *(
            pytest.param(
                (INFORMATION, SUMMONS, HEARING, Taken(Step.RESULT, HEARD, result)), None, result, id=f"{result}"
            )
            for result in RESULT_CODES
        ),
    ],
)
def test_what_comes_next_and_how_far_it_has_come(
    taken: tuple[Taken, ...], step: Step | None, at_court: AtCourt | None
) -> None:
    assert (next_step(path(*taken)), path(*taken).at_court) == (step, at_court)


@pytest.mark.parametrize(
    ("before", "taking", "words"),
    [
        pytest.param((), INFORMATION, None, id="laid after the opinion"),
        pytest.param((), Taken(Step.INFORMATION, FORMED.date()), None, id="laid on the day of the opinion"),
        pytest.param((), Taken(Step.INFORMATION, dt.date(2026, 8, 12)), "13 August 2026", id="laid before the opinion"),
        pytest.param((), Taken(Step.INFORMATION, dt.date(2026, 9, 10)), "today or earlier", id="laid tomorrow"),
        pytest.param((), SUMMONS, "another comes first", id="a summons without an information"),
        pytest.param((INFORMATION,), INFORMATION, "already", id="laid twice"),
        pytest.param((INFORMATION,), Taken(Step.RESULT, HEARD, "fine"), "another comes first", id="a result too soon"),
        pytest.param((INFORMATION,), Taken(Step.SUMMONS, LAID, Said.ISSUED), None, id="summoned the day it was laid"),
        pytest.param(
            (INFORMATION,), Taken(Step.SUMMONS, FORMED.date(), Said.ISSUED), "17 August 2026", id="summoned before it"
        ),
        pytest.param((INFORMATION, SUMMONS), HEARING, None, id="heard on its day"),
        pytest.param(
            (INFORMATION, SUMMONS),
            Taken(Step.HEARING, dt.date(2026, 9, 7), Said.HEARD),
            "8 September 2026",
            id="heard the day before its day",
        ),
        pytest.param(
            (INFORMATION, SUMMONS), Taken(Step.HEARING, SUMMONED, Said.PUT_OFF), None, id="put off before its day"
        ),
    ],
)
def test_each_step_is_taken_in_turn_and_by_day(before: tuple[Taken, ...], taking: Taken, words: str | None) -> None:
    fault = step_fault(path(*before, heard_on=HEARD), taking, today=dt.date(2026, 9, 9))
    assert (fault is None) if words is None else (fault is not None and words in fault.message)


TAKEN = st.lists(
    st.builds(
        Taken,
        step=st.sampled_from(Step),
        on=st.dates(FORMED.date(), dt.date(2026, 12, 31)),
        said=st.sampled_from([*Said, *RESULT_CODES]),
    ),
    max_size=12,
)


@given(TAKEN)
def test_no_history_that_is_let_through_skips_a_step_or_goes_on_after_the_end(tries: list[Taken]) -> None:
    taken: list[Taken] = []
    for one in tries:
        fits = (one.step is Step.RESULT) == (one.said in set(RESULT_CODES))
        if fits and step_fault(path(*taken), one, today=dt.date(2026, 12, 31)) is None:
            assert path(*taken).at_court in {None, AtCourt.PENDING}
            taken.append(one)
    order = [list(Step).index(one.step) for one in taken]
    assert order == sorted(order)
    assert all(later.on >= earlier.on for earlier, later in pairwise(taken))
    assert path(*taken).laid or not taken


@given(st.lists(TAKEN.map(lambda taken: path(*taken)), max_size=3))
def test_of_several_opinions_one_to_be_laid_is_never_hidden_by_one_before_the_court(paths: list[PathFacts]) -> None:
    known_results = [one for one in paths if _readable(one)]
    found = pressing(tuple(known_results))
    ended = {AtCourt.REVOKED, AtCourt.MADE_AGAIN, AtCourt.FINE}
    if any(one.at_court is None for one in known_results) and not any(one.at_court in ended for one in known_results):
        assert found is not None
        assert found.at_court is None


def _readable(one: PathFacts) -> bool:
    result = one.last(Step.RESULT)
    return result is None or result.said in set(RESULT_CODES)


@pytest.mark.parametrize(
    ("code", "title"),
    [
        pytest.param(RESULT_CODES[AtCourt.MADE_AGAIN], "Engagement and Support Order", id="made again"),
        pytest.param(RESULT_CODES[AtCourt.FINE], "Fine", id="fine"),
        pytest.param(RESULT_CODES[AtCourt.NO_ACTION], "No Action on Breach", id="no action"),
        pytest.param(RESULT_CODES[AtCourt.REVOKED], "Order Revoked", id="revoked"),
    ],
)
def test_the_result_codes_are_those_of_the_reference_data(code: str, title: str) -> None:
    found = known.result(code)
    assert found is not None
    assert found.title == title


def test_the_breach_code_is_that_of_the_reference_data() -> None:
    found = known.offence(BREACH_CODE)
    assert found is not None
    assert "Failing to comply with the requirements of an engagement and support order" in found.title
