"""The figures of a day: how much, how fast, what was answered, and to whom."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from tests.load.hours import USUAL
from tests.load.judge import Found, Line, counted, p95
from tests.support.provider.ledger import Truth

Rows = list[tuple[str, object]]
UNCOUNTED = {"look", "saved", "kept", "gone home"}
PROVIDER = "callbacks"


def rows(said: Sequence[Line], truth: Truth, calm_until: float) -> Rows:
    """For reading: nothing was killed until a monotonic reading."""
    looks = [*(line for line in said if line["what"] == "look"), *_callbacks(truth)]
    done = counted(said)
    made: Rows = [
        ("answers", len(looks)),
        ("acknowledged", done["saved"]),
        ("typing kept by a 503", done.get("kept", 0)),
    ]
    made += [(f"  {what}", done[what]) for what in sorted(done) if what not in UNCOUNTED]
    codes = sorted({int(line["status"]) for line in looks})
    made += [
        (f"answered {code or 'nothing: cut off'}", sum(line["status"] == code for line in looks)) for code in codes
    ]
    for when, part in (
        ("calm", [line for line in looks if line["at"] < calm_until]),
        ("rough", [line for line in looks if line["at"] >= calm_until]),
    ):
        made += [*by_role(when, part), *_pages(when, part)]
    return made


def compared(found: Found) -> Rows:
    """How much stood beside the trail, and beside the hours of people."""
    own = [one for one in found.taken if found.hours(one.number) != USUAL]
    return [
        ("pages that showed somebody", sum(one.shows for one in found.shown)),
        ("lines of looks in the trail", len(found.written)),
        ("texts to hours of their own", f"{len(own)} of {len(found.taken)}"),
    ]


def _callbacks(truth: Truth) -> Iterable[Line]:
    """What the provider was answered when it said what became of a text."""
    for at, ms, status in truth.told:
        yield {"what": "look", "at": at, "ms": ms, "status": status, "kind": "callback", "role": PROVIDER}


def by_role(when: str, looks: Sequence[Line]) -> Rows:
    """Of everybody together and of each role: answers a second, the 95th percentile of those that were a page or saved
    something, and how many were not. "cut" is a line that was closed, or given up by whoever asked, without an answer.
    The provider still reports when everybody has gone home: its time is theirs."""
    if not looks:
        return []
    begun = min(line["at"] - line["ms"] / 1000 for line in looks)
    last = max((line["at"] for line in looks if line.get("role") != PROVIDER), default=begun)
    seconds = max(1.0, last - begun)
    roles: dict[str, list[Line]] = {}
    for line in looks:
        roles.setdefault(str(line.get("role", "")), []).append(line)
    said = [("everybody", looks), *sorted(roles.items())]
    return [(f"{when}, {role}", _role(mine, seconds)) for role, mine in said]


def _role(mine: Sequence[Line], seconds: float) -> str:
    well = p95([{**line, "kind": ""} for line in mine]).get("")
    slow = f"p95 {well[2]:7.0f} ms" if well else "none answered"
    not_well = Counter("cut" if not line["status"] else str(line["status"]) for line in mine if not _well(line))
    errors = ", ".join(f"{times} x {what}" for what, times in sorted(not_well.items()))
    return f"{len(mine):5}  {len(mine) / seconds:6.2f} a second  {slow}  errors {errors or 0}"


def _well(line: Line) -> bool:
    return line["status"] in (200, 204, 303)


def _pages(when: str, looks: Sequence[Line]) -> Rows:
    return [
        (f"{when}: {kind}", f"{count:5}  middle {middle:7.0f} ms  p95 {slow:7.0f} ms")
        for kind, (count, middle, slow) in p95(looks).items()
    ]
