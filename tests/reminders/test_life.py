from __future__ import annotations

from itertools import permutations

import pytest

from reminders.rules import life
from reminders.rules.life import MOVES, OPEN, TextState, after_report, may_move, move, stronger

S = TextState


def test_every_state_has_its_moves_and_its_words() -> None:
    assert set(MOVES) == set(TextState)
    assert all(life.words(state) for state in TextState)


def test_only_a_text_that_left_nothing_behind_can_be_cancelled() -> None:
    assert {state for state in TextState if may_move(state, S.CANCELLED)} == {S.PLANNED, S.CLAIMED}


def test_a_hand_over_is_only_reached_from_a_claim() -> None:
    assert {state for state in TextState if may_move(state, S.HANDED)} == {S.CLAIMED}


def test_a_text_goes_back_to_planned_only_from_a_claim_or_a_proven_refusal() -> None:
    assert {state for state in TextState if may_move(state, S.PLANNED)} == {S.CLAIMED, S.HANDED}


def test_nothing_leads_out_of_delivered() -> None:
    assert not MOVES[S.DELIVERED]


def test_an_impossible_move_is_refused() -> None:
    with pytest.raises(life.NotAllowed, match="cannot go from delivered to planned"):
        move(S.DELIVERED, S.PLANNED)


def test_open_means_on_the_way_or_not_known() -> None:
    assert {S.CLAIMED, S.HANDED, S.UNKNOWN} == OPEN


@pytest.mark.parametrize(
    ("before", "status", "after"),
    [
        pytest.param(S.HANDED, "queued", S.ACCEPTED, id="a callback before the answer counts as acceptance"),
        pytest.param(S.UNKNOWN, "sent", S.ACCEPTED, id="sent is acceptance, not success"),
        pytest.param(S.PERSON, "delivered", S.DELIVERED, id="late evidence still settles what was asked of a person"),
        pytest.param(S.DELIVERED, "sent", S.DELIVERED, id="never back"),
        pytest.param(S.DELIVERED, "failed", S.DELIVERED, id="a receipt outweighs a failure"),
        pytest.param(S.ACCEPTED, "levitating", S.ACCEPTED, id="an unknown word changes nothing"),
        pytest.param(S.ACCEPTED, "", S.ACCEPTED, id="an empty word changes nothing"),
        pytest.param(S.CANCELLED, "delivered", S.DELIVERED, id="a cancelled text that went all the same is shown so"),
    ],
)
def test_what_the_providers_word_changes(before: TextState, status: str, after: TextState) -> None:
    assert after_report(before, status) is after


def test_all_orders_of_five_words_end_the_same() -> None:
    words = ("queued", "sending", "sent", "undelivered", "delivered")
    ends = set()
    for order in permutations(words):
        state, known = S.HANDED, ""
        for word in order:
            state, known = after_report(state, word), stronger(known, word)
        ends.add((state, known))
    assert ends == {(S.DELIVERED, "delivered")}


def test_a_stronger_word_wins_and_an_unknown_one_never_does() -> None:
    assert stronger("", "queued") == "queued"
    assert stronger("sent", "queued") == "sent"
    assert stronger("sent", "levitating") == "sent"
