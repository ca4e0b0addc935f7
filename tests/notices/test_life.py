"""The words and colours of a notice's life, and when her agreement to share is needed."""

from __future__ import annotations

import pytest

from notices.rules import Basis, NoticeState
from notices.rules.life import MAY_HAVE_GONE, STANDINGS, TAB_STATES, agreement_needed, standing


def test_every_state_has_its_words() -> None:
    assert set(STANDINGS) == set(NoticeState)


def test_every_state_that_needs_somebody_is_in_a_list() -> None:
    listed = frozenset().union(*TAB_STATES.values())
    assert set(NoticeState) - listed == {NoticeState.DROPPED}


@pytest.mark.parametrize(
    ("state", "word"),
    [
        (NoticeState.TO_SEND, "To send"),
        (NoticeState.SENT, "Sent"),
        (NoticeState.REFUSED, "Not delivered"),
        pytest.param(NoticeState.UNKNOWN, "Not known if sent", id="unknown is said as unknown, never as sent"),
        pytest.param(NoticeState.KEPT, "Not e-mailed", id="with no e-mail set up nothing is called sent"),
    ],
)
def test_the_word_of_a_state(state: NoticeState, word: str) -> None:
    assert standing(state).word == word


def test_a_seen_notice_is_acknowledged_and_a_later_change_outranks_that() -> None:
    assert standing(NoticeState.SENT, acknowledged=True).word == "Acknowledged"
    assert standing(NoticeState.SENT, acknowledged=True, changed=True).word == "Changed since told"
    assert standing(NoticeState.SENT, acknowledged=True, replaced=True).word == "Corrected"
    assert standing(NoticeState.SENT, changed=True, replaced=True).word == "Changed since told"


def test_a_notice_that_never_left_cannot_be_changed_since_told() -> None:
    assert standing(NoticeState.REFUSED, changed=True).word == "Not delivered"


@pytest.mark.parametrize(
    ("basis", "already_told", "needed"),
    [
        pytest.param(Basis.AGREEMENT, False, True, id="a scheme's result rests on agreement"),
        pytest.param(Basis.AGREEMENT, True, False, id="a correction of something already sent does not"),
        pytest.param(Basis.SUPERVISOR, False, False, id="the supervisor's compliance notice does not"),
        pytest.param(Basis.INFORMATION, False, False, id="an information does not"),
    ],
)
def test_when_agreement_is_needed(basis: Basis, already_told: bool, needed: bool) -> None:
    assert agreement_needed(basis, already_told=already_told) is needed


@pytest.mark.parametrize("state", list(NoticeState))
@pytest.mark.parametrize("how", ["link", "phone", "repeat", ""])
def test_nothing_is_called_delivered_or_seen_without_proof(state: NoticeState, how: str) -> None:
    gone = state in MAY_HAVE_GONE
    for acknowledged in (True, False):
        found = standing(state, acknowledged=acknowledged, how=how)
        proved = acknowledged and (gone or how == "link")
        assert found.word != "Delivered"
        assert (found.word == "Acknowledged") == proved
        assert found.word != "Sent" or state is NoticeState.SENT
        if acknowledged and not proved:
            assert found.word == "Told another way"
