"""Text as it comes out of an e-mail, made into plain lines: no leftovers of how it travelled, nothing hidden."""

from __future__ import annotations

import html
import quopri
import re
import unicodedata
from collections.abc import Iterator

LONGEST = 60_000
"""Characters that are read of one paste (ours): three hundred long lines and room to spare."""

MOST_LINES = 600
LONGEST_LINE = 400

_ENDS = re.compile(r"\r\n|[\r\n\v\f\x1c-\x1e\u0085\u2028\u2029]")
_TRAVELLED = re.compile(r"=(?:20|3D|09|0D=0A|C2=A0|E2=80)|=[ \t]*\r?\n", re.IGNORECASE)
_BREAKS = re.compile(r"</?(?:br|p|div|tr|li|table)\b[^<>]{0,200}>", re.IGNORECASE)
_TAGS = re.compile(r"</?[a-z!][^<>]{0,300}>", re.IGNORECASE)
_QUOTED = re.compile(r"^(?:\s{0,3}[>|]){1,9}[ ]?")
_NUMBERED = re.compile(r"(?<=\S)\s+(?=\(?\d{1,3}[.)]\s+[^\W\d_])")


def plain_lines(text: str) -> list[str]:
    """The lines of a paste that say anything: decoded, without marks of quoting, each with its tabs kept.

    At most `MOST_LINES` are read; a list that came as one line of numbered people is taken apart.
    """
    found: list[str] = []
    for line in _ENDS.split(_unsealed(text[:LONGEST])):
        found += [part for part in _NUMBERED.split(_tidy(line)) if _says_something(part)]
        if len(found) >= MOST_LINES:
            break
    return found[:MOST_LINES]


def _unsealed(text: str) -> str:
    """Without quoted-printable ("=E2=80=93", "=" at the end of a line), tags and entities of HTML."""
    whole = text.encode("utf-8", "replace").decode()
    if _TRAVELLED.search(whole):
        whole = quopri.decodestring(whole.encode()).decode("utf-8", "replace")
    return html.unescape(_TAGS.sub(" ", _BREAKS.sub("\n", whole)))


def _tidy(line: str) -> str:
    shown = "".join(_visible(unicodedata.normalize("NFKC", _QUOTED.sub("", line))))
    return re.sub(r"[^\S\t]+", " ", shown)[:LONGEST_LINE].strip()


def _visible(line: str) -> Iterator[str]:
    """What can be seen: no control or direction characters, and no more than two marks heaped on one letter."""
    heaped = 0
    for character in line:
        kind = unicodedata.category(character)
        heaped = heaped + 1 if kind.startswith("M") else 0
        if character == "\t" or (kind not in {"Cc", "Cf", "Cs", "Co", "Cn"} and heaped <= 2):
            yield character


def _says_something(line: str) -> bool:
    return any(character.isalnum() for character in line)
