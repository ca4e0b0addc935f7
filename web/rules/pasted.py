"""What one line of somebody else's list says of a person: words that may be a name, birth dates, police references.

Great tolerance: numbered lists, tabs, surnames first, dates in several forms, references with spaces and slashes.
Nothing is decided here, and time is an argument.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from casework.kernel.typed import MONTHS, Unreadable, parse_day
from casework.people.rules.identifiers import parse_urn
from casework.people.rules.names import folded
from web.rules.untangle import LONGEST, MOST_LINES, plain_lines
from web.rules.vocabulary import LIST_WORDS, PROSE

__all__ = ["LONGEST", "MOST_LINES", "Entry", "entries"]

YOUNGEST = 10
"""Years that a birth date lies back at least: later dates on a list are hearings and arrests."""

MOST_NAMES = 6
_MONTH = "(?:" + "|".join(f"{month[:3]}(?:{month[3:]})?" for month in MONTHS) + "|sept)"
_DAY = r"\d{1,2}(?:st|nd|rd|th)?"
_DATES = re.compile(
    rf"(?<![\w/])(?:\d{{4}}([-/.])\d{{1,2}}\1\d{{1,2}}"
    rf"|\d{{1,2}} ?[-/.] ?\d{{1,2}} ?[-/.] ?(?:\d{{4}}|\d{{2}})"
    rf"|\d{{1,2}} \d{{1,2}} \d{{4}}"
    rf"|{_DAY}[ ]?(?:of )?[ ]?[-/.,]?[ ]?{_MONTH}\.?[ ]?[-/.,]?[ ]?(?:\d{{4}}|\d{{2}})"
    rf"|{_MONTH}\.? {_DAY},? \d{{4}}"
    rf"|\d{{8}})(?![\w/])",
    re.IGNORECASE,
)
_MONTH_FIRST = re.compile(rf"({_MONTH})\.? ({_DAY}),? (\d{{4}})", re.IGNORECASE)
_TIME = re.compile(r"(?<![\d/])\d{1,2}(?:[:.]\d{2})?\s?(?:am|pm|hrs)\b|(?<![\d/])\d{1,2}:\d{2}(?!\d)", re.IGNORECASE)
_HEAD = re.compile(r"(?<![A-Z0-9])(\d{2})[ /.\-]{0,2}([A-Z][A-Z0-9]|[A-Z0-9]{2}(?=\d{7}(?!\d)))[ /.\-]{0,2}(?=\d)")
_FIGURES = re.compile(r"\d+(?:[ /.\-]{1,2}\d+){0,3}")
_ADDRESS = re.compile(r"\S{1,80}@\S{1,80}|https?://\S{1,200}", re.IGNORECASE)
_MARK = re.compile(r"^[\s(#*•·\-–]*\d{0,3}\s*[.):\]\-–]?\s+")
_WORD = re.compile(r"[^\W\d_][^\W\d_'’`\-]*(?:['’`\-]+[^\W\d_]+)*")


@dataclass(frozen=True)
class Entry:
    """One person of the list as far as it can be read. `words` are all its words, folded, since people are called Page
    and Street; `born` and `urns` are what may be theirs.

    `person` says whether it reads like a person at all; a line that does not is shown, never dropped.
    """

    text: str
    words: tuple[str, ...]
    named: bool
    born: tuple[dt.date, ...]
    urns: tuple[str, ...]
    person: bool


def entries(text: str, *, today: dt.date) -> list[Entry]:
    """Everything on a pasted list, in its order: a birth date or reference on a line of its own joins the name above.

    `today` is a London date: a two-digit year is of the past.
    """
    found: list[Entry] = []
    for line in plain_lines(text):
        entry = _entry(line, today)
        if found and _belongs(entry, found[-1]):
            found[-1] = _joined(found[-1], entry)
        else:
            found.append(entry)
    return found


def _belongs(entry: Entry, above: Entry) -> bool:
    """Whether a line says no name and tells something that the line above, which has one, does not say yet."""
    if entry.named or not above.named or not (entry.born or entry.urns):
        return False
    return not ((entry.born and above.born) or (entry.urns and above.urns))


def _joined(above: Entry, entry: Entry) -> Entry:
    return replace(
        above,
        text=f"{above.text} {entry.text}",
        words=above.words + entry.words,
        born=above.born + entry.born,
        urns=above.urns + entry.urns,
        person=True,
    )


def _entry(line: str, today: dt.date) -> Entry:
    rest = _ADDRESS.sub(" ", line)
    born = tuple(_born(rest, today))
    rest = _TIME.sub(" ", _DATES.sub(" ", rest))
    urns, rest = _references(rest)
    words = _words(_MARK.sub("", rest))
    names = [word for word in words if word not in LIST_WORDS and word not in PROSE and len(word) > 1]
    likely = bool(born or urns) or (2 <= len(names) <= MOST_NAMES and not PROSE.intersection(words))
    return Entry(" ".join(line.split()), words, bool(names), born, urns, likely)


def _born(line: str, today: dt.date) -> Iterator[dt.date]:
    for found in _DATES.finditer(line):
        day = _day(found[0], today)
        if day is not None and day.year <= today.year - YOUNGEST:
            yield day


def _day(said: str, today: dt.date) -> dt.date | None:
    """A date in any of the forms of lists; what is no certain date is none."""
    if turned := _MONTH_FIRST.fullmatch(said):
        said = f"{turned[2]} {turned[1]} {turned[3]}"
    elif said.isdigit():
        year_first = said[:2] in {"19", "20"} and said[4:6] <= "12" and not said.endswith(("19", "20"))
        said = f"{said[:4]}-{said[4:6]}-{said[6:]}" if year_first else f"{said[:2]}/{said[2:4]}/{said[4:]}"
    try:
        return parse_day(re.sub(r"[.,](?=\s|$)", " ", said), latest=today)
    except Unreadable:
        return None


def _references(line: str) -> tuple[tuple[str, ...], str]:
    """Police references however spaced, and the line without them."""
    upper, found, cuts = line.upper(), list[str](), list[tuple[int, int]]()
    if len(upper) != len(line):  # a letter that has no capital of one character: positions would not fit
        upper = line
    for head in _HEAD.finditer(upper):
        figures = _FIGURES.match(upper, head.end())
        urn, length = _longest(head[1] + head[2], figures[0] if figures else "")
        if urn and (not cuts or head.start() >= cuts[-1][1]):
            found.append(urn)
            cuts.append((head.start(), head.end() + length))
    for start, end in reversed(cuts):
        line = f"{line[:start]} {line[end:]}"
    return tuple(dict.fromkeys(found)), line


def _longest(head: str, figures: str) -> tuple[str, int]:
    """The most of these groups of figures that make a reference, and how much of the line that takes."""
    ends = [*(gap.start() for gap in re.finditer(r"[ /.\-]+", figures)), len(figures)]
    for end in reversed(ends):
        if urn := parse_urn(head + figures[:end]):
            return urn, end
    return "", 0


def _words(line: str) -> tuple[str, ...]:
    return tuple(word for found in _WORD.findall(line) for word in folded(found).split())
