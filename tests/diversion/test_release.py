"""Releasing "you do not need to go": the most dangerous words here (domain rule 4; ux.md 4.3 release gate)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diversion.rules.release import (
    Allowed,
    ChargeFacts,
    EndingFacts,
    HearingFacts,
    WarrantFacts,
    Why,
    may_release,
)
from diversion.rules.words import Method

DAY, OTHER_DAY = date(2026, 11, 3), date(2026, 11, 10)
BY_CPS = EndingFacts(Method.DISCONTINUED, "CPS London North", date(2026, 10, 28), "CPS/77")
EXCUSED = EndingFacts(Method.EXCUSED, "Thames Magistrates' Court", date(2026, 10, 28), "TMC/4")
ENDED = ChargeFacts(1, "SO59003 01HT1234526", DAY, (BY_CPS,))
OPEN = ChargeFacts(2, "SO59004 01HT1234627", DAY)
THAMES = HearingFacts("Thames 10:00am", DAY, (1,))


def test_an_ended_charge_with_who_when_and_reference_may_be_released() -> None:
    assert may_release(DAY, [ENDED], [THAMES], []) == Allowed(DAY, ("CPS London North, 28 October 2026, CPS/77",))


def test_completing_the_scheme_releases_nobody() -> None:
    found = may_release(DAY, [replace(ENDED, endings=())], [THAMES], [])
    assert isinstance(found, Why)
    assert found.reasons[0] == "SO59003 01HT1234526: no ending of the case is recorded"


@pytest.mark.parametrize(
    ("charges", "hearings", "warrants"),
    [
        pytest.param([ENDED, OPEN], [THAMES], [], id="another charge that day stands"),
        pytest.param([ENDED], [THAMES, HearingFacts("Stratford 2:00pm", DAY)], [], id="another hearing that day"),
        pytest.param([ENDED], [THAMES], [WarrantFacts("Thames, 1 October")], id="a warrant"),
        pytest.param(
            [ENDED], [HearingFacts("Thames 10:00am", DAY, (1, 2))], [], id="the hearing has an unknown charge"
        ),
        pytest.param([], [], [], id="nothing that day"),
        pytest.param([replace(ENDED, court_day=OTHER_DAY)], [], [], id="only another day is ended"),
        pytest.param(
            [replace(ENDED, endings=(replace(BY_CPS, reference=" "),))], [THAMES], [], id="no reference was given"
        ),
        pytest.param([replace(ENDED, endings=(replace(BY_CPS, decided_by=""),))], [THAMES], [], id="who is missing"),
        pytest.param([replace(ENDED, endings=(replace(BY_CPS, decided_on=None),))], [THAMES], [], id="when is missing"),
        pytest.param(
            [replace(ENDED, endings=(BY_CPS, replace(BY_CPS, method=Method.WENT_AHEAD)))],
            [THAMES],
            [],
            id="it was revived afterwards",
        ),
        pytest.param(
            [OPEN],
            [HearingFacts("Thames", DAY, (2,), EXCUSED), HearingFacts("Stratford", DAY, (2,))],
            [],
            id="excused from one of two hearings",
        ),
        pytest.param([OPEN], [HearingFacts("Thames", DAY, (), EXCUSED)], [], id="excused, but not for this charge"),
    ],
)
def test_she_must_still_go(
    charges: list[ChargeFacts], hearings: list[HearingFacts], warrants: list[WarrantFacts]
) -> None:
    found = may_release(DAY, charges, hearings, warrants)
    assert isinstance(found, Why)
    assert found.reasons


@pytest.mark.parametrize("method", [Method.WENT_AHEAD, Method.PUT_OFF, Method.EXCUSED])
def test_only_an_end_of_the_charge_ends_it(method: Method) -> None:
    charge = replace(ENDED, endings=(replace(BY_CPS, method=method),))
    assert isinstance(may_release(DAY, [charge], [THAMES], []), Why)


def test_the_court_may_excuse_her_from_a_charge_that_stands() -> None:
    found = may_release(DAY, [OPEN], [HearingFacts("Thames", DAY, (2,), EXCUSED)], [])
    assert found == Allowed(DAY, ("Thames Magistrates' Court, 28 October 2026, TMC/4",))


def test_a_warrant_that_was_withdrawn_does_not_stand() -> None:
    warrants = [WarrantFacts("Thames, 1 October", withdrawn_on=date(2026, 10, 2))]
    assert isinstance(may_release(DAY, [ENDED], [THAMES], warrants), Allowed)


def test_another_days_hearing_does_not_stand_in_the_way() -> None:
    hearings = [THAMES, HearingFacts("Stratford", OTHER_DAY)]
    assert isinstance(may_release(DAY, [ENDED], hearings, []), Allowed)


ENDINGS = st.builds(
    EndingFacts,
    method=st.sampled_from(Method),
    decided_by=st.sampled_from(["", "CPS"]),
    decided_on=st.sampled_from([None, DAY]),
    reference=st.sampled_from(["", "R1"]),
)
CHARGES = st.lists(
    st.builds(
        ChargeFacts,
        key=st.integers(1, 4),
        label=st.just("charge"),
        court_day=st.sampled_from([DAY, OTHER_DAY]),
        endings=st.lists(ENDINGS, max_size=2).map(tuple),
    ),
    max_size=4,
    unique_by=lambda charge: charge.key,
)
HEARINGS = st.lists(
    st.builds(
        HearingFacts,
        label=st.just("hearing"),
        day=st.sampled_from([DAY, OTHER_DAY]),
        charges=st.lists(st.integers(1, 4), max_size=3, unique=True).map(tuple),
        excused=st.none() | ENDINGS,
    ),
    max_size=3,
)
WARRANTS = st.lists(
    st.builds(WarrantFacts, label=st.just("warrant"), withdrawn_on=st.sampled_from([None, DAY])), max_size=2
)


@given(charges=CHARGES, hearings=HEARINGS, warrants=WARRANTS)
def test_never_released_while_anything_of_that_day_stands(
    charges: list[ChargeFacts], hearings: list[HearingFacts], warrants: list[WarrantFacts]
) -> None:
    """Whatever the facts: an answer of yes means no warrant, and each charge and hearing that day settled."""
    found = may_release(DAY, charges, hearings, warrants)
    if isinstance(found, Why):
        return
    assert all(warrant.withdrawn_on for warrant in warrants)
    that_day = [h for h in hearings if h.day == DAY]
    complete = [
        h for h in that_day if h.excused and all((h.excused.decided_by, h.excused.decided_on, h.excused.reference))
    ]
    for charge in (c for c in charges if c.court_day == DAY):
        last = charge.endings[-1] if charge.endings else None
        ended = last and last.method.ends_the_charge and last.decided_by and last.decided_on and last.reference
        assert ended or any(charge.key in h.charges for h in complete)
    assert charges or hearings
