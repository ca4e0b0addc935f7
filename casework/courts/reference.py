"""The courts, police forces, offence and result codes of England and Wales, read once from committed files.

The files in `data/` come from the Ministry of Justice's standing data (see NOTICE) by `assets/reference/refresh.py`.
That source says nothing about which courts have closed or what a local justice area is called; those two small files
are kept by hand, and a local justice area whose name is not known there has an empty name.
"""

from __future__ import annotations

import difflib
import json
import re
import unicodedata
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path
from typing import cast

DATA = Path(__file__).parent / "data"

_NAMED_AS_IT_IS = re.compile(r"Court\b|Centre|Hall|Theatre|^AIT |^ILCFPC")
_OTHER_BUILDING = re.compile(r"\((County|Combined|Crown) (and Family )?Court|Civil|^AIT |^ILCFPC|sitting at")
_TAIL = re.compile(r" (magistrates?|mags?|mag ct|mc)( (and civil )?(courts?|ct|cts))?$")


@dataclass(frozen=True)
class Court:
    """One magistrates' court: a building with an organisation-unit code, in one local justice area."""

    ou_code: str
    name: str
    lja_code: str
    lja_name: str
    open: bool
    area: str = ""
    short_name: str = ""

    @property
    def label(self) -> str:
        """The name with what tells it from another of the same name, and whether it has closed."""
        return f"{self.name}, {self.area}" + ("" if self.open else " (closed)")

    @property
    def lja_label(self) -> str:
        """The local justice area as far as it is known: "East London (2574)", or "Suffolk (2870)" by its county."""
        return f"{self.lja_name or self.area} ({self.lja_code})" if self.lja_code else self.area


@dataclass(frozen=True)
class Code:
    """A code of the criminal justice system and what it stands for."""

    code: str
    title: str


@dataclass(frozen=True)
class Found:
    """What a typed court name led to: one court, or none and those it may have meant."""

    court: Court | None
    candidates: tuple[Court, ...] = ()


def _rows(name: str) -> list[dict[str, str]]:
    return cast("list[dict[str, str]]", json.loads((DATA / f"{name}.json").read_text(encoding="utf-8")))


def _base(place: str) -> str:
    """The town or district a court is known by: the place without its street and without "Magistrates' Court"."""
    return re.sub(r",? \(.*|, .*| Magistrates' .*", "", place)


def _name(place: str) -> str:
    """The full name of a court from the source's short one: "Thames" becomes "Thames Magistrates' Court"."""
    base, rest = _base(place), place[len(_base(place)) :].strip(" ,()")
    if _NAMED_AS_IT_IS.search(place):
        return place
    return f"{base} Magistrates' Court" + (f" ({rest})" if rest else "")


def fold(text: str) -> str:
    """Lower case letters and figures only, accents and apostrophes gone, "&" read as "and", one space between words."""
    plain = unicodedata.normalize("NFKD", text.casefold()).replace("&", " and ")
    kept = "".join(c for c in plain if not unicodedata.combining(c) and c not in "'’‘ʼ`´′")
    return " ".join(re.sub(r"[^a-z0-9]+", " ", kept).split())


def _key(text: str) -> str:
    """The folded name without the words every court's name ends with, and without a leading "the"."""
    return _TAIL.sub("", fold(text).removeprefix("the "))


@dataclass
class _Register:
    courts: tuple[Court, ...]
    by_key: dict[str, list[Court]] = field(default_factory=lambda: defaultdict(list))

    @cached_property
    def by_code(self) -> dict[str, Court]:
        return {court.ou_code: court for court in self.courts}

    def index(self) -> None:
        for court in self.courts:
            for key in {_key(court.name)} | ({_key(court.short_name)} if court.short_name else set()):
                self.by_key[key].append(court)


@cache
def _register() -> _Register:
    closed = {row["ou_code"] for row in _rows("closed-courts")}
    areas = {row["code"]: row["title"] for row in _rows("justice-area-names")}
    register = _Register(tuple(_court(row, closed, areas) for row in _rows("courts")))
    register.index()
    return register


def _court(row: dict[str, str], closed: set[str], areas: dict[str, str]) -> Court:
    place, code = row["place"], row["ou_code"]
    short = "" if _OTHER_BUILDING.search(place) else _base(place)
    return Court(
        ou_code=code,
        name=_name(place),
        lja_code=row["lja_code"],
        lja_name=areas.get(row["lja_code"], ""),
        open=code not in closed,
        area=row["area"],
        short_name=short,
    )


def court(code: str) -> Court | None:
    """The court with this organisation-unit code (any case, spaces ignored), open or closed; None if there is none."""
    return _register().by_code.get(code.replace(" ", "").upper())


def courts(*, open_only: bool = False) -> tuple[Court, ...]:
    """All courts in the order of their names; with `open_only`, without those known to have closed."""
    return tuple(sorted((c for c in _register().courts if c.open or not open_only), key=lambda c: (c.name, c.area)))


def look_up(text: str) -> Found:
    """The court a person meant by `text`: its code, its full name or the name everybody uses, however it is typed.

    Two courts of one name (Newport), or none, give no court and up to eight candidates to choose from.
    """
    if exact := court(text):
        return Found(exact)
    key = _key(text)
    hits = _register().by_key.get(key, [])
    if len(hits) == 1:
        return Found(hits[0])
    return Found(None, tuple(hits) or _near(key))


def _near(key: str) -> tuple[Court, ...]:
    if not key:
        return ()
    table = _register().by_key
    keys = [known for known in table if key in known] + difflib.get_close_matches(key, table, n=8, cutoff=0.75)
    found = dict.fromkeys(court for known in keys for court in table[known])
    return tuple(found)[:8]


def find_court(text: str) -> Court | None:
    """The one court `text` can mean, else None (see `look_up` for the candidates)."""
    return look_up(text).court


@cache
def _codes(name: str) -> dict[str, Code]:
    return {row["code"]: Code(row["code"], row["title"]) for row in _rows(name)}


def force(code: str) -> Code | None:
    """The police force whose number begins a URN (its first two characters), or None."""
    return _codes("forces").get(code[:2])


def offence(code: str) -> Code | None:
    """The offence with this CJS code, or None."""
    return _codes("offences").get(code.strip().upper())


def result(code: str) -> Code | None:
    """The court result with this CJS code, or None."""
    return _codes("results").get(code.strip())


def offences() -> tuple[Code, ...]:
    """The offences Waymark knows, in the order of their codes."""
    return tuple(_codes("offences").values())


def results() -> tuple[Code, ...]:
    """The court results Waymark knows, in the order of their codes."""
    return tuple(_codes("results").values())


def forces() -> tuple[Code, ...]:
    """The territorial forces of England and Wales, and the British Transport Police."""
    return tuple(_codes("forces").values())


def look_up_result(text: str, among: Collection[str] = ()) -> tuple[Code | None, tuple[Code, ...]]:
    """The court result meant by a code ("2053"), a code's title, or words of it ("discontinued", "bail absent").

    Where nothing or several can be meant, no code and up to eight that may be. `among` are the codes to look in; an
    exact code or title is found whatever they are.
    """
    typed = text.strip()
    if exact := result(typed) or result(typed.rpartition("(")[2].rstrip(") ")):
        return exact, ()
    words = fold(typed).split()
    near = [row for row in results() if words and all(_begins(word, row.title) for word in words)]
    hits = [row for row in near if not among or row.code in among] or near
    same = [row for row in hits if fold(row.title) == fold(typed)]
    found = same if len(same) == 1 else hits
    return (found[0], ()) if len(found) == 1 else (None, tuple(found[:8]))


def _begins(word: str, title: str) -> bool:
    """Whether a word of the title begins as this one does: people type "discontinued" for "Discontinuance"."""
    start = word[: max(3, len(word) - 3)]
    return any(other.startswith(start) for other in fold(title).split())
