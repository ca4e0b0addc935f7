"""The life of a text, as data: which state may follow which, and what the provider's word may change.

Two commits come before the send; a hand-over is one-way; only proof that the provider cannot have a text puts it
back to planned. Everything else that is not an answer is "unknown", and a person decides.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class TextState(StrEnum):
    """Where a text stands. The value is what the database keeps and must never be renamed."""

    PLANNED = "planned"
    CLAIMED = "claimed"
    HANDED = "handed"
    ACCEPTED = "accepted"
    DELIVERED = "delivered"
    UNDELIVERED = "undelivered"
    FAILED = "failed"
    REJECTED = "rejected"
    UNKNOWN = "unknown"
    PERSON = "person"
    CANCELLED = "cancelled"
    DROPPED = "dropped"
    EXPIRED = "expired"
    KEPT = "kept"


S = TextState

WAITING = frozenset({S.PLANNED, S.CLAIMED})
"""Not a byte has been sent: a change to the booking may still cancel the text."""

OPEN = frozenset({S.CLAIMED, S.HANDED, S.UNKNOWN})
"""At most one text of one number may be in these states (a unique index keeps it)."""

MAY_HAVE_GONE = frozenset({S.HANDED, S.UNKNOWN, S.PERSON, S.ACCEPTED, S.DELIVERED, S.UNDELIVERED, S.FAILED})
"""A cancel that finds the text here is too late and says so."""

_BY_EVIDENCE = frozenset({S.ACCEPTED, S.DELIVERED, S.UNDELIVERED, S.FAILED})

MOVES: Mapping[TextState, frozenset[TextState]] = {
    # A text that a restored backup believes to be waiting can still be proved to have gone, so evidence may move it.
    S.PLANNED: frozenset({S.CLAIMED, S.CANCELLED, S.DROPPED, S.EXPIRED}) | _BY_EVIDENCE,
    S.CLAIMED: frozenset({S.PLANNED, S.HANDED, S.CANCELLED, S.DROPPED, S.EXPIRED}) | _BY_EVIDENCE,
    # Back to planned only on proof that the provider never had it: no connection was made, or it said 429.
    S.HANDED: frozenset({S.PLANNED, S.KEPT, S.REJECTED, S.UNKNOWN}) | _BY_EVIDENCE,
    S.UNKNOWN: frozenset({S.PERSON}) | _BY_EVIDENCE,
    S.PERSON: _BY_EVIDENCE,
    S.ACCEPTED: _BY_EVIDENCE - {S.ACCEPTED},
    # The three below are final in themselves; a signed receipt that the handset had it outweighs an earlier failure,
    # so that callbacks end in the same state whatever order they come in.
    S.FAILED: frozenset({S.UNDELIVERED, S.DELIVERED}),
    S.UNDELIVERED: frozenset({S.DELIVERED}),
    S.DELIVERED: frozenset(),
    S.REJECTED: frozenset(),
    S.CANCELLED: _BY_EVIDENCE,
    S.DROPPED: _BY_EVIDENCE,
    S.EXPIRED: _BY_EVIDENCE,
    S.KEPT: frozenset(),
}


class NotAllowed(ValueError):
    """A text was asked to make a move that its life does not have."""


def may_move(current: TextState, to: TextState) -> bool:
    """Whether the life of a text has this move."""
    return to in MOVES[current]


def move(current: TextState, to: TextState) -> TextState:
    """The state after a move. Raises NotAllowed where there is no such move: nothing is ever forced."""
    if not may_move(current, to):
        raise NotAllowed(f"A text cannot go from {current} to {to}")
    return to


PROVIDER_ORDER = (
    "scheduled",
    "accepted",
    "queued",
    "sending",
    "sent",
    "failed",
    "undelivered",
    "delivered",
    "read",
)
"""Twilio's status words, weakest evidence first. A later word is never taken back by an earlier one."""

_STATE_OF = {
    "scheduled": S.ACCEPTED,
    "accepted": S.ACCEPTED,
    "queued": S.ACCEPTED,
    "sending": S.ACCEPTED,
    "sent": S.ACCEPTED,
    "failed": S.FAILED,
    "undelivered": S.UNDELIVERED,
    "delivered": S.DELIVERED,
    "read": S.DELIVERED,
}


def stronger(known: str, reported: str) -> str:
    """The stronger of two provider words; an unknown word never wins and "" means nothing was reported yet."""
    rank = {word: place for place, word in enumerate(PROVIDER_ORDER)}
    return reported if rank.get(reported, -1) > rank.get(known, -1) else known


def after_report(current: TextState, status: str) -> TextState:
    """The state after the provider's signed word about this text.

    A word the rules do not know, or one that would take the text back, leaves the state as it is. "Sent" is only
    acceptance: it is never shown as success (domain rule 25).
    """
    to = _STATE_OF.get(status)
    return to if to is not None and may_move(current, to) else current


_WORDS = {
    S.PLANNED: "Waiting",
    S.CLAIMED: "Sending",
    S.HANDED: "Sending",
    S.ACCEPTED: "Sending",
    S.DELIVERED: "Delivered",
    S.UNDELIVERED: "Not delivered, check number",
    S.FAILED: "Not delivered, check number",
    S.REJECTED: "Not accepted, check number",
    S.UNKNOWN: "Not known whether it went",
    S.PERSON: "Not known whether it went: ask them",
    S.CANCELLED: "Cancelled",
    S.DROPPED: "Not sent",
    S.EXPIRED: "Not sent in time",
    S.KEPT: "Kept here, not sent",
}

_COLOURS = {
    S.CLAIMED: "blue",
    S.HANDED: "blue",
    S.ACCEPTED: "blue",
    S.UNDELIVERED: "red",
    S.FAILED: "red",
    S.REJECTED: "red",
    S.UNKNOWN: "yellow",
    S.PERSON: "yellow",
    S.DROPPED: "yellow",
    S.EXPIRED: "yellow",
}


def words(state: TextState) -> str:
    """What staff read for a state; never a word that sounds like success before there is a signed receipt."""
    return _WORDS[state]


def colour(state: TextState) -> str:
    """The tag colour of a state; grey where nothing has to be done."""
    return _COLOURS.get(state, "grey")
