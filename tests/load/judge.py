"""What was seen and said from outside, beside what is in the database and what the provider took: all that is wrong.

Pure: what was found is handed in, so that each fault can be put in on purpose (`would_be_noticed`).
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from tests.load import hours, looks
from tests.load.looks import Look
from tests.support.provider.ledger import Taken

Line = Mapping[str, Any]
SAVED = ("arrest", "book", "move", "came", "cancel", "note", "release", "fix", "tell", "reply", "stop")
"""What is acknowledged: every one of these must be there, once."""
GRACE = 15.0
"""Seconds after the database is back within which a page may still say that nothing can be saved: no more than the
time a line that was cut is given up in, and a turn among writers."""
BUSY = 200
"""Of so many answers one may say that nothing can be saved just now although nothing was killed: on busy processors a
form may wait too long for its turn among the writers. It says so and keeps what was typed, or that is found beside."""


@dataclass(frozen=True)
class Fault:
    """Something was killed on purpose, from a monotonic reading to another at which it stood again."""

    what: str
    since: float
    until: float


@dataclass
class Found:
    """Everything at the end."""

    lines: Sequence[Line]
    faults: Sequence[Fault] = ()
    begun: float = 0.0
    """The monotonic reading at which people began."""
    there: Mapping[str, Counter[str]] = field(default_factory=dict)
    """By act: each token that the database holds, and how often."""
    texts: dict[str, list[str]] = field(default_factory=dict)
    """What the harness's own verdict says of the texts: doubled, lost, after a STOP."""
    taken: Sequence[Taken] = ()
    """Every text that the provider took; `at_once` are those that go at any hour, `hours` what each number allows."""
    at_once: frozenset[str] = frozenset()
    hours: Callable[[str], hours.Hours] = hours.usual
    shown: Sequence[Look] = ()
    written: Sequence[Look] = ()
    """The pages that members of staff asked for, and the looks that the trail knows of."""
    letters: Mapping[str, int] = field(default_factory=dict)
    """How often the mail server was handed each e-mail."""
    verified: Sequence[str] = ()
    chain: Sequence[str] = ()
    least: Mapping[str, int] = field(default_factory=dict)
    """What must have been done at least, or the run proves less than it seems to."""


def judge(found: Found) -> dict[str, list[str]]:
    """What is wrong, by kind: empty where every promise was kept."""
    wrong: dict[str, list[str]] = {f"texts: {name}": list(which) for name, which in found.texts.items()}
    wrong |= _acknowledged(found)
    wrong |= _answers(found)
    wrong["texts outside the hours"] = hours.outside(found.taken, found.at_once, found.hours)
    wrong["shown, and not in the trail"] = looks.unwritten(found.shown, found.written)
    wrong["in the trail oftener than asked for"] = looks.too_often(found.shown, found.written)
    wrong["e-mails doubled"] = [name for name, times in found.letters.items() if times > 1]
    wrong["stored and derived differ"] = list(found.verified)
    wrong["audit trail"] = list(found.chain)
    wrong["done too little"] = _too_little(found)
    for name in ("refused", "lost typing", "saved and not shown"):
        wrong[name] = [str(line["token"]) for line in found.lines if line["what"] == name]
    return {name: which for name, which in wrong.items() if which}


def _acknowledged(found: Found) -> dict[str, list[str]]:
    wrong: dict[str, list[str]] = {}
    for what in SAVED:
        there = found.there.get(what, Counter())
        said = {str(line["token"]) for line in found.lines if line["what"] == what}
        wrong[f"{what}: acknowledged and not there"] = sorted(said - set(there))
        wrong[f"{what}: there twice"] = [token for token, times in there.items() if times > 1]
    return wrong


def _answers(found: Found) -> dict[str, list[str]]:
    """No fault is ever answered; that nothing can be saved only while the database is away; no line cut but then."""
    looks = [line for line in found.lines if line["what"] == "look"]
    away = [one for one in found.faults if one.what == "database"]
    bad = [line for line in looks if line["status"] in (500, 502, 504, 599)]
    untrue = [line for line in looks if line["status"] == 503 and not _within(line, away)]
    cut = [line for line in looks if not line["status"] and not _within(line, found.faults)]
    many = [line for line in looks if line["status"] == 429]
    return {
        "a fault was answered": [_said(line, found) for line in bad],
        "said to be away, was not": [_said(line, found) for line in untrue] if len(untrue) > len(looks) // BUSY else [],
        "cut off, nothing was killed": [_said(line, found) for line in cut],
        "turned away": [_said(line, found) for line in many],
    }


def _within(line: Line, faults: Sequence[Fault]) -> bool:
    """Whether something was away at any moment between asking and answering."""
    begun = line["at"] - line["ms"] / 1000
    return any(one.since <= line["at"] and begun <= one.until + GRACE for one in faults)


def _said(line: Line, found: Found) -> str:
    """When, and how long after what was killed last, so that a red run can be read."""
    died = [f"{line['at'] - one.until:.1f} s after {one.what}" for one in found.faults if one.since <= line["at"]]
    when = f"at {line['at'] - found.begun:.1f} s, {died[-1] if died else 'before anything died'}"
    return f"{line['status']} {line['kind']} {when}, took {line['ms']} ms: {line.get('said', '')[:160]}"


def _too_little(found: Found) -> list[str]:
    done = counted(found.lines)
    done |= {f"{one} killed": 0 for one in {f.what for f in found.faults}}
    for one in found.faults:
        done[f"{one.what} killed"] += 1
    done["pages that showed somebody"] = sum(one.shows for one in found.shown)
    done["texts to hours of their own"] = sum(found.hours(one.number) != hours.USUAL for one in found.taken)
    return [
        f"{done.get(name, 0)} {name}, not {least}" for name, least in found.least.items() if done.get(name, 0) < least
    ]


def counted(lines: Sequence[Line]) -> dict[str, int]:
    """How often each thing was noted; everything that was saved together."""
    kinds = Counter(str(line["what"]) for line in lines)
    return {**kinds, "saved": sum(kinds[what] for what in SAVED)}


def p95(lines: Sequence[Line]) -> dict[str, tuple[int, float, float]]:
    """Of each kind of page that was answered: how many, the middle and the slowest but one in twenty, in ms."""
    kinds: dict[str, list[float]] = {}
    for line in lines:
        if line["what"] == "look" and line["status"] in (200, 204, 303):
            kinds.setdefault(str(line["kind"]), []).append(float(line["ms"]))
    return {
        kind: (len(taken), sorted(taken)[len(taken) // 2], sorted(taken)[min(len(taken) - 1, len(taken) * 19 // 20)])
        for kind, taken in sorted(kinds.items())
    }


def would_be_noticed(found: Found) -> list[str]:
    """Each fault put into what was found, on purpose; the names of those that `judge` does not see."""
    return [name for name, broken in BROKEN.items() if judge(broken(found)) == judge(found)]


def _with(line: Line) -> Callable[[Found], Found]:
    return lambda found: replace(found, lines=[*found.lines, line])


def _look(status: int, **more: Any) -> Line:
    return {"what": "look", "at": 1.0, "ms": 5.0, "kind": "Today", "status": status, **more}


def _often_away(found: Found) -> Found:
    return replace(found, lines=[*found.lines, *[_look(503)] * (len(found.lines) + 1)])


def _twice(found: Found) -> Found:
    return replace(found, there={**found.there, "note": found.there.get("note", Counter()) + Counter({"x": 2})})


NIGHT = Taken("x", "+447700900000", "SMx", 1.0, dt.datetime(2026, 11, 23, 23, tzinfo=dt.UTC))
BROKEN: dict[str, Callable[[Found], Found]] = {
    "a lost acknowledged write": _with({"what": "note", "at": 1.0, "token": "never kept"}),
    "a lost reply": _with({"what": "reply", "at": 1.0, "token": "SMnone", "number": "+447700900001"}),
    "a write with two effects": _twice,
    "a fault": _with(_look(500)),
    "a page that never came": _with(_look(599)),
    "a 503 while all was well": _often_away,
    "a line cut while all was well": _with(_look(0)),
    "lost typing": _with({"what": "lost typing", "at": 1.0, "token": "note"}),
    "an e-mail twice": lambda found: replace(found, letters={**found.letters, "<x@y>": 2}),
    "a doubled text": lambda found: replace(found, texts={**found.texts, "doubled again": ["token"]}),
    "a text at night": lambda found: replace(found, taken=[*found.taken, NIGHT]),
    "a look that nobody wrote down": lambda found: replace(
        found, shown=[*found.shown, Look(1, "people.show", 1e9, frozenset({"X"}))]
    ),
    "one look in two lines": lambda found: replace(
        found,
        shown=[*found.shown, Look(0, "people.show", 1e9, frozenset({"X"}))],
        written=[*found.written, *[Look(0, "people.show", 1e9, frozenset({"X"}))] * 2],
    ),
    "a status that is not what its facts say": lambda found: replace(found, verified=["referral X"]),
    "a changed trail": lambda found: replace(found, chain=["changed at 7"]),
    "too little work": lambda found: replace(found, least={"saved": 10**9}),
}
