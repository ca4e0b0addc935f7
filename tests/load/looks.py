"""What people were shown, beside what the audit trail says that they looked at (promises P10, P11).

A page that names somebody must have a line that names them too, written before the page came; a page has one line.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

NAMED = re.compile(r"/people/([2-9A-HJKMNP-Z]{8})\b|\b((?:Blake|Kovac)-\d+)\b")
"""A person's reference, or the family name of somebody who was there from the beginning and is like nobody else's."""
ALWAYS = frozenset({"calendars.feed"})
"""Says no name, and is a look whenever something has changed."""
SLACK = 0.01
"""Seconds by which two readings of one clock may seem to be in the wrong order."""


@dataclass(frozen=True)
class Look:
    """Somebody (the number of the member of staff) and a route, at a monotonic reading: a page, or a line."""

    who: int
    route: str
    at: float
    people: frozenset[str] = frozenset()
    came: bool = True
    """Of a page: whether it came. Of what was only asked for there may be a line, too."""
    page: bool = True
    """Asked for to be read; what is saved has lines of its own."""

    @property
    def shows(self) -> bool:
        return self.came and (bool(self.people) or self.route in ALWAYS)


def named(page: str) -> list[str]:
    """Whoever a page names."""
    return sorted({one or other for one, other in NAMED.findall(page)})


def unwritten(shown: Sequence[Look], written: Sequence[Look]) -> list[str]:
    """Whoever was shown to somebody by a route oftener than the trail said so by then."""
    pages, lines = _each(one for one in shown if one.shows), _each(written)
    return [
        f"{person or 'a page'} shown to {who} by {route} {len(moments)} times, {len(lines[who, route, person])} lines"
        for (who, route, person), moments in pages.items()
        if not _before(lines[who, route, person], moments)
    ]


def _each(looks: Iterable[Look]) -> dict[tuple[int, str, str], list[float]]:
    """The moments, in order, by who, route and person; of the page itself under ""."""
    found: dict[tuple[int, str, str], list[float]] = defaultdict(list)
    for one in looks:
        for person in ("", *one.people):
            found[one.who, one.route, person].append(one.at)
    for moments in found.values():
        moments.sort()
    return found


def _before(lines: Sequence[float], pages: Sequence[float]) -> bool:
    """Whether each page has a line of its own that was there first."""
    return len(lines) >= len(pages) and all(line <= page + SLACK for line, page in zip(lines, pages, strict=False))


def too_often(shown: Sequence[Look], written: Sequence[Look]) -> list[str]:
    """Whoever, by the trail, looked by a route oftener than they asked for it; what can be saved there is left out."""
    saves = {one.route for one in shown if not one.page}
    asked = Counter((one.who, one.route) for one in shown if one.route not in saves)
    lines = Counter((one.who, one.route) for one in written if (one.who, one.route) in asked)
    return [f"{who} {route}: {times} lines of {asked[who, route]}" for (who, route), times in lines.items()
            if times > asked[who, route]]  # fmt: skip
