from __future__ import annotations

import pytest

from reminders.rules import replies
from reminders.rules.replies import Meaning, meaning

M = Meaning


@pytest.mark.parametrize(
    ("body", "said"),
    [
        *[(body, M.STOP) for body in ("STOP", "stop", "Stop.", " STOPALL ", "ARRET", "arrêt", "Unsubscribe!", "QUIT")],
        pytest.param("stop please", M.MAYBE_STOP, id="longer than the word goes to a person and pauses"),
        pytest.param("stop calling me he's here", M.SAFETY, id="danger comes first"),
        ("please stop texting", M.MAYBE_STOP),
        ("cancel", M.CANCEL),
        pytest.param("please cancel my appointment", M.OTHER, id="opens a task, opts nobody out"),
        ("YES", M.YES),
        ("y", M.YES),
        ("ok 👍", M.YES),
        ("👍", M.YES),
        ("👍🏽", M.YES),
        ("Yes but can it be Tuesday instead", M.OTHER),
        ("CHANGE", M.CHANGE),
        ("no", M.CHANGE),
        ("can't", M.CHANGE),
        ("change please", M.CHANGE),
        ("running LATE", M.OTHER),
        ("late sorry", M.LATE),
        ("call me", M.CALL),
        ("1", M.CHOICE),
        ("2.", M.CHOICE),
        ("START", M.START),
        ("help", M.HELP),
        ("HELP ME", M.SAFETY),
        ("999", M.SAFETY),
        ("he has a knife", M.SAFETY),
        ("whitstable at 10?", M.OTHER),
        ("WRONG", M.WRONG),
        ("who is this", M.WRONG),
        ("Who's this?", M.WRONG),
        ("wrong number mate", M.WRONG),
        ("she's dead", M.WRONG),
        pytest.param("new number 07700 900456", M.OTHER, id="a new number is never taken from a text"),
        ("<b>=cmd|' /C calc'!A0</b>", M.OTHER),
        ("", M.OTHER),
        ("x" * 1600, M.OTHER),
    ],
)
def test_what_a_reply_may_mean(body: str, said: Meaning) -> None:
    assert meaning(body) is said


@pytest.mark.parametrize("kind", Meaning)
def test_every_meaning_has_words_for_staff(kind: Meaning) -> None:
    assert replies.words(kind)
