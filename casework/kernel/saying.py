"""Why somebody did something, in their own words: sealed beside the audit trail, which hashes only their fingerprint.

A line of the trail is never rewritten, and a change of keys rewrites whatever is sealed: so the words stand in a table
of their own, and the line holds a keyed fingerprint of them. The chain is walked without a key; whoever has the key
sees besides that the words are the ones that were written (decision 56).
"""

from __future__ import annotations

from casework.kernel.columns import blind_index, ring
from casework.kernel.keyring import KeyringError

CODES = frozenset({"", "caseload", "same agency", "share", "break-glass"})
"""What the program itself says of why; anything else was typed, and is sealed."""
SEALED, MOVED = "sealed ", "moved "
"""How a line begins whose words stand beside it. Those that migration 027 moved there are part of their line's hash."""
PLACE = "event_words.words"


def is_beside(reason: str) -> bool:
    """Whether the words of a line stand beside it."""
    return reason.startswith((SEALED, MOVED))


def mark(seq: int, words: str) -> str:
    """What line number `seq` holds in place of the words."""
    return SEALED + fingerprint(seq, words)


def fingerprint(seq: int, words: str) -> str:
    """Of these words on this line alone: equal words on two lines have nothing in common."""
    return blind_index("event words", f"{seq}\0{words}").hex()


def opened(seq: int, sealed: bytes) -> tuple[str, str]:
    """The words beside a line, and their fingerprint. Raises LookupError where no key opens them."""
    try:
        words = ring().open(bytes(sealed), PLACE).decode()
    except (KeyringError, UnicodeDecodeError) as wrong:
        raise LookupError(seq) from wrong
    return words, fingerprint(seq, words)
