"""How many texts a text costs, and which letters would make it dear (ux 4.2, rules 1, 2 and 8).

One text of 160 characters holds only the letters of GSM 03.38; a single letter outside it makes the whole text 70
characters long. Typographic look-alikes are exchanged; a real letter is never changed and never becomes "?".
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
EXTENDED = frozenset("^{}\\[~]|€\f")
"""These cost two characters each."""

SINGLE = {"GSM-7": 160, "UCS-2": 70}
_PART = {"GSM-7": 153, "UCS-2": 67}

_SAME = {
    **dict.fromkeys("‘’‚‛′ʼʹ`´＇", "'"),
    **dict.fromkeys("“”„‟″«»", '"'),
    **dict.fromkeys("‐‑‒–—―−⁃", "-"),
    **dict.fromkeys("\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f", " "),
    **dict.fromkeys("\u3000\t\r\n\v\f\u2028\u2029", " "),
    "…": "...",
}
_INVISIBLE = frozenset({"Cf", "Cc", "Cs", "Co", "Cn"})
_TABLE = str.maketrans(_SAME)
_STROKED = str.maketrans("łŁđĐıħĦŧŦ", "lLdDihHtT")


def sanitise(text: str) -> str:
    """The same text with plain quotes, dashes, dots and spaces, and nothing that cannot be seen.

    Letters stay as they are, also those a text cannot hold cheaply: see `unmappable`.
    """
    if text.isascii() and text.isprintable() and "`" not in text and "  " not in text:
        return text.strip()
    composed = unicodedata.normalize("NFC", text).translate(_TABLE)
    seen = "".join(c for c in composed if unicodedata.category(c) not in _INVISIBLE)
    return re.sub(" {2,}", " ", seen).strip()


def unmappable(text: str) -> tuple[str, ...]:
    """The letters that a 160-character text cannot hold, each once, in the order they come."""
    if BASIC.issuperset(text):
        return ()
    return tuple(dict.fromkeys(c for c in text if c not in BASIC and c not in EXTENDED))


def plain(text: str) -> str:
    """The same text with the accents taken off those letters that a 160-character text cannot hold.

    Only for somebody who said that it reads fine so; a letter that is no accented Latin one stays (ux 4.2, rule 8).
    """
    return "".join(letter if letter in BASIC or letter in EXTENDED else _bare(letter) for letter in text)


def _bare(letter: str) -> str:
    base = unicodedata.normalize("NFD", letter)[0].translate(_STROKED)
    return base if base in BASIC else letter


@dataclass(frozen=True)
class Count:
    """What a text costs: its alphabet, its length in that alphabet's units, and how many texts that makes."""

    encoding: str
    units: int
    segments: int

    @property
    def limit(self) -> int:
        """How many units one text of this alphabet holds."""
        return SINGLE[self.encoding]

    @property
    def is_one(self) -> bool:
        """Whether it goes as one text: never split (ux 4.2, rule 1)."""
        return self.segments == 1


def count(text: str) -> Count:
    """Count a text as the networks do; a character that needs two units is never cut in half."""
    if len(text) <= SINGLE["GSM-7"] and BASIC.issuperset(text):
        return Count("GSM-7", len(text), 1)
    if unmappable(text):
        units, encoding = [2 if ord(c) > 0xFFFF else 1 for c in text], "UCS-2"
    else:
        units, encoding = [2 if c in EXTENDED else 1 for c in text], "GSM-7"
    total = sum(units)
    if total <= SINGLE[encoding]:
        return Count(encoding, total, 1)
    return Count(encoding, total, _parts(units, _PART[encoding]))


def _parts(units: list[int], room: int) -> int:
    parts, used = 1, 0
    for unit in units:
        if used + unit > room:
            parts, used = parts + 1, 0
        used += unit
    return parts
