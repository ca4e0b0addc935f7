"""The gate: what a finished text may not say (domain rule 24, ux 4.2, promises P5 and S17).

It reads the rendered text, never the template, because a merge value may smuggle what no template says: a worker
called "Constable", a place called "GUM clinic".
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from reminders.rules import banned_words
from reminders.rules.harmless import Harmless

DISCREET, NAMES_SERVICE, PLAIN = 1, 2, 3
"""How open a text may be, as the person chose: level 1 is the default."""

_OTHER_LETTERS = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "ß": "ss", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th"}
    | dict.fromkeys("'’‘`´", None)  # women's and womens are one word
)
_LOOK_ALIKES = str.maketrans("асеорхуікѕј", "aceopxyiksj")
_LINK = re.compile(  # a part of a name has 63 letters at most: counted, so that no text is read over and over
    r"https?:|www\.|\S@\S{1,64}?\.\S|\b[a-z0-9-]{1,63}\.(?:com|org|net|gov|nhs|uk|co|io|info|ly|me|app|link|eu|cymru|wales)\b"
)
_MARKS = frozenset({"Mn", "Mc", "Me", "Cf"})
_WORD = re.compile(r"[^\W\d_]+|\d+")
_PARTED = re.compile(r"[a-z0-9 *\u0370-\u052f]+")
"""Scripts that part their words by spaces; entries in any other are searched for anywhere in the text."""


def entries(block: str) -> tuple[str, ...]:
    """The entries of one block of banned words."""
    return tuple(word for word in (piece.strip() for piece in block.replace("\n", " ").split(",")) if word)


def fold(text: str) -> str:
    """Small letters without accents, hyphens and apostrophes, so that one entry catches every way to write it."""
    if text.isascii():
        letters = text.lower().replace("'", "").replace("`", "")
    else:
        letters = unicodedata.normalize("NFKD", text).casefold().translate(_OTHER_LETTERS)
    if not letters.isascii():
        letters = "".join(c for c in letters if unicodedata.category(c) not in _MARKS)
    return re.sub(r"[\s\-_/]+", " ", letters)


def found(text: str, level: int = DISCREET, *, also: Iterable[str] = ()) -> tuple[str, ...]:
    """The words for which a text may not go at this level, folded; empty means it may.

    `also` names what the list cannot know: the agency and its schemes. Relative days and links are refused at
    every level. Raises nothing.
    """
    lists, together = _lists(level, tuple(also))
    if together.harmless.says_nothing(text):
        return ()
    readings = [reading for reading in _readings(text) if together.may_stand_in(reading)]
    hits = [hit for reading in readings for words in lists for hit in words.hits(reading, reading.split())]
    hits += _LINK.findall(text.casefold())
    if not hits:
        together.harmless.learn(text, together.words_alone)
    return tuple(dict.fromkeys(hits))


@lru_cache(256)
def _lists(level: int, also: tuple[str, ...]) -> tuple[list[_List], _Any]:
    """What is refused at a level, with the names that only a discreet text may not say: each list, and all as one."""
    lists = [_list(block) for block in _blocks(level)]
    if level < NAMES_SERVICE and (names := ", ".join(filter(None, map(_plain, also)))):
        lists.append(_list(names))
    return lists, _any_of(lists)


@lru_cache(1024)
def _plain(name: str) -> str:
    """A name as an entry of a list: its words alone, since a comma in it would make two entries of one name."""
    return " ".join(_WORD.findall(fold(name)))


def _blocks(level: int) -> tuple[str, ...]:
    always = (banned_words.NEVER, banned_words.RELATIVE)
    service = (banned_words.SERVICE,) if level < NAMES_SERVICE else ()
    law = (banned_words.LAW,) if level < PLAIN else ()
    return (*law, *service, *always)


def _readings(text: str) -> tuple[str, ...]:
    """The text as it stands, with words run together taken apart, with s p a c e d letters joined, and with foreign
    look-alike letters read as what they look like."""
    apart = re.sub(r"([a-z])([A-Z])", r"\1 \2", text)
    joined = re.sub(r"\b\w(?:[ .\-*]\w\b){2,}", lambda spaced: re.sub(r"\W", "", spaced.group(0)), text)
    plain = fold(text)
    alike = () if plain.isascii() else (plain.translate(_LOOK_ALIKES),)
    readings = (plain, *(fold(other) for other in (apart, joined) if other != text), *alike)
    return tuple(dict.fromkeys(" " + " ".join(_WORD.findall(reading)) + " " for reading in readings))


@dataclass(frozen=True)
class _List:
    """One block made ready: whole words and phrases, beginnings, and parts that count anywhere."""

    wholes: frozenset[str]
    phrases: tuple[str, ...]
    firsts: frozenset[str]
    """The first words of the phrases: where none of them stands, no phrase does."""
    stems: tuple[str, ...]
    shortest: int
    beginnings: frozenset[str]
    """The stems as far as the shortest goes: few words begin so, and only those are compared with every stem."""
    parts: tuple[str, ...]

    def hits(self, reading: str, words: list[str]) -> Iterator[str]:
        """What of this list stands in a reading, whose words are given beside it."""
        starts = not self.beginnings.isdisjoint([word[: self.shortest] for word in words])
        if starts or not self.wholes.isdisjoint(words):
            yield from (word for word in words if word in self.wholes or word.startswith(self.stems))
        if not self.firsts.isdisjoint(words):
            yield from (phrase.strip() for phrase in self.phrases if phrase in reading)
        yield from (part for part in self.parts if part in reading)


@dataclass(frozen=True)
class _Any:
    """Several lists as one, only to say quickly of a reading that nothing of any of them can stand in it."""

    wholes: frozenset[str]
    firsts: frozenset[str]
    phrases: tuple[str, ...]
    beginnings: tuple[tuple[int, frozenset[str]], ...]
    parts: tuple[str, ...]
    """Those without a space: they stand within a word or nowhere."""
    long_parts: tuple[str, ...]
    harmless: Harmless

    def may_stand_in(self, reading: str) -> bool:
        """False only where no list has a hit."""
        words = set(reading.split())
        if any(map(self._says_something, words)):
            return True
        if not self.firsts.isdisjoint(words) and any(phrase in reading for phrase in self.phrases):
            return True
        return any(part in reading for part in self.long_parts)

    def _says_something(self, word: str) -> bool:
        if word in self.wholes or any(part in word for part in self.parts):
            return True
        return any(word[:length] in stems for length, stems in self.beginnings)

    def words_alone(self, piece: str) -> list[str] | None:
        """The words of a piece of text where no list says anything of any of them; else None."""
        readings = _readings(piece)
        words = readings[0].split()
        suspect = len(readings) > 1 or _LINK.search(piece.casefold()) or any(map(self._says_something, words))
        return None if suspect else words


def _any_of(lists: list[_List]) -> _Any:
    phrases = tuple(phrase for one in lists for phrase in one.phrases)
    long_parts = tuple(part for one in lists for part in one.parts if " " in part)
    return _Any(
        wholes=frozenset().union(*(one.wholes for one in lists)),
        firsts=frozenset().union(*(one.firsts for one in lists)),
        phrases=phrases,
        beginnings=tuple((one.shortest, one.beginnings) for one in lists if one.beginnings),
        parts=tuple(part for one in lists for part in one.parts if " " not in part),
        long_parts=long_parts,
        harmless=Harmless(phrases, long_parts),
    )


@cache
def _list(block: str) -> _List:
    words = [fold(word) for word in entries(block)]
    anywhere = [word for word in words if word.startswith("*") or not _PARTED.fullmatch(word)]
    rest = [word for word in words if word not in anywhere]
    stems = tuple(word[:-1] for word in rest if " " not in word and word.endswith("*"))
    shortest = min(map(len, stems), default=0)
    return _List(
        wholes=frozenset(word for word in rest if " " not in word and not word.endswith("*")),
        phrases=tuple(" " + (word[:-1] if word.endswith("*") else word + " ") for word in rest if " " in word),
        firsts=frozenset(word.split()[0] for word in rest if " " in word and word.split()),
        stems=stems,
        shortest=shortest,
        beginnings=frozenset(stem[:shortest] for stem in stems),
        parts=tuple(word.strip("*") for word in anywhere),
    )
