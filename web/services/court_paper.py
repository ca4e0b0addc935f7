"""A court list on paper: what the page says in words that fit one line of A4 landscape (ux 5.3)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from casework.kernel.showing import CourtGroup
from casework.kernel.words import MONTHS
from web.services.court_list import CourtList, ListRow

_MONTH = re.compile(rf"(\d{{1,2}}) ({'|'.join(MONTHS)})\b")
_SHORTER = (
    ("Not yet completed. ", ""),
    ("Not completed. ", ""),
    ("Completed. ", ""),
    (" required appointments", ""),
    (" required appointment", ""),
    (" appointment booked for ", " booked for "),
    ("No further appointment is booked.", "Nothing more booked."),
    (" is not recorded. Do not report yet.", " not recorded. Do not report yet."),
)
"""Group and status already say "completed"; the count is what somebody at court reads out."""


@dataclass(frozen=True)
class PaperRow:
    """One line: `what` is recorded, and who was `told`. The name, the references and the tag are the page's own."""

    of: ListRow
    what: str
    told: str


def on_paper(made: CourtList) -> list[tuple[CourtGroup, list[PaperRow]]]:
    """The groups of a list, each with its lines, in the order of the page."""
    return [(group, [_row(made, one) for one in rows]) for group, rows in made.groups]


def _row(made: CourtList, one: ListRow) -> PaperRow:
    row, year = one.row, made.day.year
    left = f" {row.clock.short}." if row.clock and row.clock.short and row.group is CourtGroup.IN_TIME else ""
    what = shorter(row.check_first or row.sentence, year=year) + left
    return PaperRow(one, f"{what} {row.attend}".strip(), told_shorter(one.told))


def shorter(words: str, *, year: int) -> str:
    """A fixed sentence in the same order with short months and no year but another year's: "Attended 2 of 2: 1 Oct and
    8 Oct." Words it does not know stand as they are."""
    for long, short in _SHORTER:
        words = words.replace(long, short)
    return _MONTH.sub(lambda found: f"{found[1]} {found[2][:3]}", words).replace(f" {year}", "")


def told_shorter(words: str) -> str:
    """ "CPS and court Mon 12 Oct, 4:02pm, seen", under a heading that says "Told"."""
    said = words.replace("Told ", "").replace("not yet acknowledged", "not seen yet")
    return re.sub(r"(^|\. )court\b", r"\1Court", said)
