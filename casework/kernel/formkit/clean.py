"""What may stand in a text box, as pure text rules.

What is invisible noise is dropped; what could hide or break something is refused.

Names such as O'Brien-Łukasz, Null and <script> are ordinary text and pass literally (promises R1, R2, R15).
"""

from __future__ import annotations

import re
import unicodedata

BIDI = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Embedding and override characters: they make text read as something it is not."""

MARKS = "\u200e\u200f\u061c"
NOISE = dict.fromkeys(map(ord, MARKS + "\u200b\u2060\ufeff\u00ad"))
"""Direction marks, zero-width spaces, byte-order marks and soft hyphens ride along with pasted text and say nothing."""

JOINERS = "\u200c\u200d"
NEWLINES = re.compile(r"\r\n|[\r\n\u0085\u2028\u2029\v\f]")
MOST_COMBINING = 8
MOST_JOINERS = 3
_RUN_OF_JOINERS = re.compile(f"[{JOINERS}]{{{MOST_JOINERS + 1}}}")


class Unfit(ValueError):
    """The text may not be stored; the message, after the name of the box, says why."""


def one_line(text: str, longest: int) -> str:
    """A single line: trimmed, runs of white space made one space, NFC. Raises Unfit."""
    _bounded(text, longest)
    return _fit(re.sub(r"\s+", " ", text.translate(NOISE)), longest)


def many_lines(text: str, longest: int) -> str:
    """A note: trimmed at both ends, line ends made one newline each, NFC, tabs kept. Raises Unfit."""
    _bounded(text, longest)
    return _fit(NEWLINES.sub("\n", text.translate(NOISE)), longest)


def secret(text: str, longest: int) -> str:
    """A password: never trimmed and never changed, only bounded. Raises Unfit."""
    _bounded(text, longest)
    if "\x00" in text or len(text) > longest:
        raise Unfit(f"must be {longest} characters or fewer, without hidden ones")
    return text


def _bounded(text: str, longest: int) -> None:
    """A cheap look first, so that a megabyte is turned away before it is worked on."""
    if len(text) > 2 * longest + 100:
        raise Unfit(f"must be {longest:,} characters or fewer")


def _fit(text: str, longest: int) -> str:
    tidy = unicodedata.normalize("NFC", text.strip()).strip()
    if len(tidy) > longest:
        raise Unfit(f"must be {longest:,} characters or fewer")
    if any(_hidden(character) for character in tidy) or _RUN_OF_JOINERS.search(tidy):
        raise Unfit("has hidden characters in it. Type it again instead of pasting it")
    if _flooded(tidy):
        raise Unfit("has too many accents on one letter. Type it again")
    return tidy


def _hidden(character: str) -> bool:
    if character in BIDI:
        return True
    return character not in "\n\t" and unicodedata.category(character) in ("Cc", "Cs")


def _flooded(text: str) -> bool:
    """Whether more than eight marks are heaped on one letter."""
    run = 0
    for character in text:
        run = run + 1 if unicodedata.category(character).startswith("M") else 0
        if run > MOST_COMBINING:
            return True
    return False
