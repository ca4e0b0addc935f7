"""Names as she gives them: kept whole, compared with care, found however spelt (domain rule 31, promises R1)."""

from __future__ import annotations

import re
import unicodedata

import jellyfish

_APOSTROPHES = re.compile("[’‘ʼʹ`´′＇]")
_HYPHENS = re.compile("[‐‑‒–—−﹣－]")
_AROUND = re.compile(r"\s*(['-])\s*")
_NO_LETTER = re.compile(r"[^\w]+|_")
_ASCII = {n: chr(n).lower() if chr(n).isalnum() else " " for n in range(128)}
_PLAIN = str.maketrans({"ł": "l", "đ": "d", "ð": "d", "ø": "o", "ß": "ss", "æ": "ae", "œ": "oe", "þ": "th", "ı": "i"})


def tidy(name: str) -> str:
    """NFC, trimmed, runs of white space made one space. Every letter, hyphen and apostrophe stays as she writes it."""
    return " ".join(unicodedata.normalize("NFC", name).split())


def key(name: str) -> str:
    """What two spellings must share to be the same name: accents count; case and kinds of apostrophe, hyphen and
    space do not."""
    plain = _HYPHENS.sub("-", _APOSTROPHES.sub("'", tidy(name)))
    return unicodedata.normalize("NFC", _AROUND.sub(r"\1", plain).casefold())


def same_name(one: str, other: str) -> bool:
    """True when two typed names are one name; an empty name is the same as nothing."""
    return bool(key(one)) and key(one) == key(other)


def folded(name: str) -> str:
    """For searching only: no case, accents, apostrophes or hyphens; one space between parts."""
    if name.isascii() and "'" not in name and "`" not in name:  # most names, folded the short way
        return " ".join(name.translate(_ASCII).split())
    plain = unicodedata.normalize("NFKD", key(name).translate(_PLAIN))
    letters = "".join(c for c in plain if not unicodedata.combining(c) and c != "'")
    return " ".join(_NO_LETTER.sub(" ", letters).split())


def initials(given_name: str, family_name: str) -> str:
    """ "J.B.": for screens that others can see. A name that has no letters leaves its place out."""
    firsts = (next((c for c in tidy(part) if c.isalnum()), "") for part in (given_name, family_name))
    return "".join(f"{first.upper()}." for first in firsts if first)


def short_name(called: str, family_name: str) -> str:
    """ "Jo B.": what she is called and the first letter of her family name, for lists on a worker's own screen."""
    first = next((c for c in tidy(family_name) if c.isalnum()), "")
    return f"{tidy(called)} {first.upper()}." if first else tidy(called)


def matches(term: str, *names: str) -> bool:
    """Whether every word searched for is the start or the inside of a part of these names, or one slip away from it.

    A slip is one letter too many, too few, wrong or swapped, and is only forgiven in words of four letters or more.
    """
    wanted = folded(term).split()
    parts = folded(" ".join(names)).split()
    return bool(wanted) and all(any(_like(word, part) for part in parts) for word in wanted)


def _like(word: str, part: str) -> bool:
    if word in part:
        return True
    if len(word) < 4 or abs(len(word) - len(part)) > 1:
        return False
    return jellyfish.damerau_levenshtein_distance(word, part) <= 1


def rank(term: str, *names: str) -> int:
    """How good a match is: 0 the whole name, 1 every word starts a part, 2 anything else. Lower comes first."""
    wanted = folded(term).split()
    parts = [part for name in names for part in folded(name).split()]
    if set(wanted) == set(parts) or folded(term) in {folded(name) for name in names}:
        return 0
    return 1 if all(any(part.startswith(word) for part in parts) for word in wanted) else 2
