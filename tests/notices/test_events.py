"""A death, an ending received, a move to another area: their sentences, whole."""

from __future__ import annotations

from datetime import date

import pytest

from notices.rules import ContactKind, NoticeKind, Sentence
from notices.rules.events import (
    Ending,
    endings_received,
    has_died,
    order_has_died,
    transfer_accepted,
    transfer_asked,
    transfer_off,
)
from notices.rules.topics import CHOICES, MUST, OF_A_SCHEME, OF_ORDERS, Topic, choice_faults, usual

OCT_6 = date(2026, 10, 6)
BOTH = frozenset({ContactKind.CPS, ContactKind.COURT})
PARTIES = {"sender": "Lantern Project", "receiver": "Ipswich Outreach"}
NOT_OURS = " The scheme records that decision and did not make it."

TABLE = [
    pytest.param(has_died(), "The scheme has recorded that this person has died.", id="died"),
    pytest.param(order_has_died(), "The supervisor has recorded that this person has died.", id="died, on an order"),
    pytest.param(
        endings_received([(Ending.DISCONTINUED, OCT_6, 1)], of=1),
        "The scheme has been told that the prosecutor discontinued the charge on 6 October 2026." + NOT_OURS,
        id="the one charge discontinued",
    ),
    pytest.param(
        endings_received([(Ending.DISCONTINUED, OCT_6, 2)], of=2),
        "The scheme has been told that the prosecutor discontinued all 2 charges on 6 October 2026." + NOT_OURS,
        id="every charge discontinued",
    ),
    pytest.param(
        endings_received([(Ending.WITHDRAWN, OCT_6, 1)], of=1),
        "The scheme has been told that the charge was withdrawn on 6 October 2026." + NOT_OURS,
        id="withdrawn",
    ),
    pytest.param(
        endings_received([(Ending.WITHDRAWN, OCT_6, 1)], of=3),
        "The scheme has been told that 1 of the 3 charges was withdrawn on 6 October 2026." + NOT_OURS,
        id="one of three withdrawn",
    ),
    pytest.param(
        endings_received([(Ending.NO_EVIDENCE, OCT_6, 2)], of=2),
        "The scheme has been told that no evidence was offered on all 2 charges on 6 October 2026." + NOT_OURS,
        id="no evidence offered",
    ),
    pytest.param(
        endings_received([(Ending.DISCONTINUED, OCT_6, 1), (Ending.WITHDRAWN, date(2026, 10, 7), 1)], of=2),
        "The scheme has been told that the prosecutor discontinued 1 of the 2 charges on 6 October 2026 and that "
        "1 of the 2 charges was withdrawn on 7 October 2026." + NOT_OURS,
        id="one discontinued, one withdrawn the day after",
    ),
    pytest.param(
        transfer_asked(**PARTIES, asked_on=OCT_6),
        "Ipswich Outreach was asked on 6 October 2026 to take this person over. "
        "Lantern Project remains responsible until Ipswich Outreach accepts.",
        id="asked to take over: the sender stays responsible",
    ),
    pytest.param(
        transfer_accepted(**PARTIES, accepted_on=OCT_6),
        "Ipswich Outreach accepted the transfer on 6 October 2026 and is responsible from that day. "
        "Lantern Project was responsible until then.",
        id="accepted: the receiver is responsible",
    ),
    pytest.param(
        transfer_off(**PARTIES, ended_on=OCT_6),
        "The transfer to Ipswich Outreach was called off on 6 October 2026. Lantern Project remains responsible.",
        id="called off",
    ),
]


@pytest.mark.parametrize(("said", "words"), TABLE)
def test_each_sentence_whole(said: Sentence, words: str) -> None:
    assert said == words


@pytest.mark.parametrize(("charges", "of"), [(0, 1), (2, 1), (0, 0)])
def test_an_ending_covers_what_there_is(charges: int, of: int) -> None:
    with pytest.raises(ValueError, match="charge"):
        endings_received([(Ending.WITHDRAWN, OCT_6, charges)], of=of)


def test_every_topic_has_words_a_kind_and_somebody_who_is_told() -> None:
    for topic in Topic:
        assert topic.words
        assert topic.kind in NoticeKind
        assert ContactKind.COURT in usual(topic, BOTH)
        assert usual(topic, BOTH) <= set(CHOICES)
    assert set(OF_A_SCHEME) | set(OF_ORDERS) | {Topic.ORDER_PROGRESS, Topic.ORDER_CHECKING} == set(Topic)


def test_what_is_about_an_order_goes_to_the_court_alone() -> None:
    assert usual(Topic.ORDER_COMPLIED, BOTH) == {ContactKind.COURT}
    assert usual(Topic.OPINION, frozenset()) == {ContactKind.COURT}
    assert usual(Topic.ORDER_CHECKING, BOTH) == {ContactKind.COURT}
    assert usual(Topic.COMPLETED, frozenset({ContactKind.CPS})) == {ContactKind.CPS, ContactKind.SOLICITOR}


@pytest.mark.parametrize("topic", sorted(MUST))
def test_what_the_law_asks_for_cannot_be_chosen_away(topic: Topic) -> None:
    assert "always goes to the court" in choice_faults(topic, frozenset(), orders=True)
    assert "court alone" in choice_faults(topic, BOTH, orders=True)
    assert not choice_faults(topic, frozenset({ContactKind.COURT}), orders=True)


def test_a_service_of_another_area_is_told_by_no_notice() -> None:
    assert "cannot be told" in choice_faults(Topic.COMPLETED, frozenset({ContactKind.SERVICE}), orders=False)
    assert not choice_faults(Topic.COMPLETED, frozenset({ContactKind.POLICE}), orders=False)
