"""Why a person holds a text back, or stops it for good: chosen from a list, so that it can be counted and logged."""

from __future__ import annotations

from enum import StrEnum


class Hold(StrEnum):
    """Why a text waits for a person. The value is what the database keeps and must never be renamed."""

    RELEASE = "release"
    RESTORED = "restored"
    ASKED = "asked"
    UNSAFE = "unsafe"
    UNSURE = "unsure"
    OTHER = "other"


class Stop(StrEnum):
    """Why a person stopped a text. The value goes into the audit trail and must never be renamed."""

    ASKED = "asked"
    KNOWS = "knows"
    UNSAFE = "unsafe"
    WRONG = "wrong"
    OTHER = "other"


_HOLDS = {
    Hold.RELEASE: "Needs the supervisor’s release",
    Hold.RESTORED: "An older database was restored. Check that it still stands",
    Hold.ASKED: "They asked us to wait",
    Hold.UNSAFE: "It may not be safe just now",
    Hold.UNSURE: "The booking may change",
    Hold.OTHER: "Another reason",
}
_STOPS = {
    Stop.ASKED: "They asked us not to send it",
    Stop.KNOWS: "They know already",
    Stop.UNSAFE: "It is not safe to send",
    Stop.WRONG: "It is wrong or not needed",
    Stop.OTHER: "Another reason",
}
HOLDS = tuple((hold.value, words) for hold, words in _HOLDS.items() if hold not in {Hold.RELEASE, Hold.RESTORED})
"""What a person may choose. The others come with the text or with a restore."""
STOPS = tuple((stop.value, words) for stop, words in _STOPS.items())


def held_words(hold: Hold) -> str:
    """What staff read of a text on hold."""
    return _HOLDS[hold] if hold is Hold.RELEASE else f"Held by us. {_HOLDS[hold]}"


def too_late_words(hold: Hold) -> str:
    """What staff read of a text that was on hold until it was no longer of use."""
    return "Nobody released it" if hold is Hold.RELEASE else f"Held by us until it was too late. {_HOLDS[hold]}"


def stopped_words(stop: Stop) -> str:
    """What staff read of a text that a person stopped."""
    return f"Stopped by us. {_STOPS[stop]}"
