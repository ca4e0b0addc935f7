"""A court list as the lines of a sheet: the same words as on the page, one line each, status word first."""

from __future__ import annotations

from collections.abc import Iterator

from casework.kernel import words
from casework.kernel.showing import CourtGroup
from web.services.court_list import CourtList, ListRow

HEADER = (
    "Status",
    "Group",
    "Name",
    "Date of birth",
    "Police reference",
    "Time",
    "What is recorded",
    "Time left",
    "Told",
    "Worker",
    "Court",
    "Day",
    "As at",
    "Result",
)


def lines(made: CourtList) -> Iterator[tuple[object, ...]]:
    """Every line, in the order of the page; "Result" is left for whoever prints it."""
    for one in made.rows:
        yield _line(made, one)


def _line(made: CourtList, one: ListRow) -> tuple[object, ...]:
    row = one.row
    return (
        row.tag.words,
        row.group.words,
        row.name,
        row.date_of_birth,
        row.police_reference,
        words.clock_time(row.time) if row.time else "",
        f"{row.check_first or row.sentence} {row.attend}".strip(),
        row.clock.short if row.clock and row.group is CourtGroup.IN_TIME else "",
        f"Changed since told. {one.told}" if one.changed else one.told,
        row.worker,
        made.court.name,
        made.day,
        made.as_at,
        "",
    )
