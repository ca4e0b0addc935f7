"""Cells of text as kept, and names typed in capitals only."""

from __future__ import annotations

import re
import unicodedata

from casework.people.rules import names
from diversion.history.rules.problems import Bad

LONGEST_NAME = 100
_MOST_MARKS = 8  # combining marks on one letter: no language needs more
_HARMFUL = re.compile(
    "[\u0000-\u0008\u000e-\u001f\u007f-\u0084\u0086-\u009f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]"
)


def cell_text(text: str, *, longest: int) -> str:
    """A cell as kept: spaces tidied, every other character as typed, a formula included (promises E C12).

    Raises Bad for invisible controls, lone surrogates, floods of accents, and more than `longest` characters.
    """
    tidy = names.tidy(text)
    if _HARMFUL.search(tidy) or any(unicodedata.category(c) == "Cs" for c in tidy):
        raise Bad("it has an invisible control character", "Delete the cell and type it again")
    if _flood(tidy):
        raise Bad("one letter carries too many accents", "Delete the cell and type it again")
    if len(tidy) > longest:
        raise Bad(f"it is longer than {longest} characters", f"Shorten it to {longest} characters or fewer")
    return tidy


def _flood(text: str) -> bool:
    run = 0
    for character in unicodedata.normalize("NFD", text):
        run = run + 1 if unicodedata.combining(character) else 0
        if run > _MOST_MARKS:
            return True
    return False


def shown_name(typed: str) -> str:
    """A name to show: as typed, or with sensible capitals where it was typed in capitals only."""
    if not in_capitals(typed):
        return typed
    words = re.sub(r"[^\W\d_]+", lambda word: _capital(word.group()), typed)
    return re.sub(r"\bMc([a-zà-ž])", lambda m: "Mc" + m.group(1).upper(), words)


def in_capitals(name: str) -> bool:
    """True for a name of two letters or more, all capitals; anything but a name, such as a formula, is not one."""
    if re.search(r"[^\w\s'’.-]|[\d_]", name):
        return False
    letters = [c for c in name if unicodedata.category(c) in {"Lu", "Ll", "Lt"}]
    return len(letters) > 1 and all(unicodedata.category(c) == "Lu" for c in letters)


def in_one_case(name: str) -> bool:
    """True where a name is all capitals or all small letters: another spelling of it is shown where there is one."""
    return in_capitals(name) or name == name.lower()


def _capital(word: str) -> str:
    return word[0] + word[1:].lower()
