"""What the provider's answer proves (promises C.2): only proof that it cannot have the text puts the text back."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import dataclass
from enum import StrEnum

from reminders.rules.life import TextState

OPTED_OUT = 21610
BAD_NUMBER = frozenset({21211, 21214, 21217, 21612, 21614, 30005, 30006})
_CREDENTIALS = frozenset({20003, 20005, 20006})
_RETRY_FIRST = dt.timedelta(seconds=30)
_RETRY_LONGEST = dt.timedelta(hours=1)


class Heard(StrEnum):
    """What is known after a hand-over."""

    KEPT = "kept"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    NEVER_CONNECTED = "never_connected"
    TOO_MANY = "too_many"
    SENDER_REFUSED = "sender_refused"
    NOT_POSTED = "not_posted"
    UNKNOWN = "unknown"


NOT_ACCEPTED = frozenset({Heard.NEVER_CONNECTED, Heard.TOO_MANY, Heard.SENDER_REFUSED, Heard.NOT_POSTED})
"""Proof that the provider does not have the text: it may be handed over again, later."""


@dataclass(frozen=True)
class Answer:
    """One answer. `sid` is the provider's own name for the text, `code` its error, `wait` what it asked for, and
    `their_clock` the moment it was by its own clock."""

    heard: Heard
    sid: str = ""
    code: int | None = None
    wait: dt.timedelta | None = None
    their_clock: dt.datetime | None = None


def read(status: int, *, code: int | None, sid: str, wait: dt.timedelta | None = None) -> Answer:
    """What an HTTP answer proves. Decided by class of status; codes are for words, opting out and the sender's own
    faults, since the provider warns that codes change."""
    if 200 <= status < 300:
        return Answer(Heard.ACCEPTED, sid) if sid else Answer(Heard.UNKNOWN)
    if status == 429:
        return Answer(Heard.TOO_MANY, code=code, wait=wait)
    if _is_ours(status, code):
        return Answer(Heard.SENDER_REFUSED, code=code)
    if 400 <= status < 500 and code is not None:
        return Answer(Heard.REJECTED, code=code)
    return Answer(Heard.UNKNOWN, code=code)


def _is_ours(status: int, code: int | None) -> bool:
    """Whether the fault lies with our key or set-up rather than with this text: then the sender stops, not the text."""
    about_this_text = code is not None and 21000 <= code < 22000
    return code in _CREDENTIALS or (status in {401, 403, 404, 405, 422} and not about_this_text)


def next_state(answer: Answer) -> TextState:
    """The state after a hand-over was answered."""
    if answer.heard in NOT_ACCEPTED:
        return TextState.PLANNED
    return {
        Heard.KEPT: TextState.KEPT,
        Heard.ACCEPTED: TextState.ACCEPTED,
        Heard.REJECTED: TextState.REJECTED,
        Heard.UNKNOWN: TextState.UNKNOWN,
    }[answer.heard]


def try_again_in(answer: Answer, attempts: int, chance: random.Random) -> dt.timedelta:
    """How long to wait before a proven refusal is tried again: what was asked for, else doubling, with some chance
    so that texts do not all come back at once. At most an hour."""
    wait = answer.wait or _RETRY_FIRST * 2 ** min(attempts, 7)
    return min(wait, _RETRY_LONGEST) * (1 + chance.random() / 4)


_WORDS = {
    Heard.NEVER_CONNECTED: "The text provider could not be reached. It is tried again by itself",
    Heard.TOO_MANY: "The text provider asked us to slow down. It is tried again by itself",
    Heard.SENDER_REFUSED: "The text provider refuses our account. Ask an administrator to check its settings",
    Heard.NOT_POSTED: "Our sender was held up and did not post it. It is tried again by itself",
}


def why(answer: Answer) -> str:
    """What staff read about an answer that did not settle a text; "" where the state says it all."""
    if answer.heard is Heard.REJECTED:
        return rejected_why(answer.code)
    return _WORDS.get(answer.heard, "")


def rejected_why(code: int | None) -> str:
    """What staff read when a text was refused or did not arrive, by the provider's code."""
    if code == OPTED_OUT:
        return "They asked the provider for no more texts"
    if code in BAD_NUMBER:
        return "This number cannot be texted. Check it"
    if code in {30003, 30008, 30009}:
        return "The phone is off or out of reach"
    if code == 30007:
        return "The network refused it"
    return f"The provider refused it (code {code})" if code else "It did not arrive"
