"""One box for a name: which part is the family name (wireframe 7, field 1)."""

from __future__ import annotations

_JOINED = frozenset({"al", "ap", "ben", "bin", "binti", "da", "de", "del", "della", "den", "der", "di", "dos", "du"})
_JOINED |= {"el", "ibn", "la", "le", "mac", "mc", "o", "san", "st", "st.", "ter", "van", "von"}


def split_name(typed: str) -> tuple[str, str]:
    """Given name and family name of a name typed in one box.

    "Barnes, Josephine" says which is which. Otherwise the last word is the family name, with the small words that
    belong to it: "Anna van der Berg" is Anna, van der Berg. One word alone is a family name. It can be put right on
    the person's page.
    """
    if "," in typed:
        family, _, given = typed.partition(",")
        return given.strip(), family.strip()
    words = typed.split()
    start = len(words) - 1
    while start > 1 and words[start - 1].casefold() in _JOINED:
        start -= 1
    return " ".join(words[: max(start, 0)]), " ".join(words[max(start, 0) :])
