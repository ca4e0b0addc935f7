"""A notice as a table that a spreadsheet can open, for contacts who asked for one: only what the notice itself says."""

from __future__ import annotations

import csv
import io

from notices.rules.compose import Paper, heading, hearing_words, one_line, our_reference
from notices.rules.statement import Statement

COLUMNS = (
    "Notice",
    "About",
    "Name",
    "Date of birth",
    "Police reference",
    "Our reference",
    "Court",
    "Hearing",
    "Statement",
)
FORMULA = ("=", "+", "-", "@", "|", "%")
"""What a spreadsheet may take for the beginning of a sum, also after the space or quote before it."""


def table(paper: Paper) -> str:
    """The rows, one for each person, below one row of names of columns; lines end as RFC 4180 says."""
    made = io.StringIO()
    writer = csv.writer(made, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for statement in paper.statements:
        writer.writerow([safe(cell) for cell in _row(paper, statement)])
    return made.getvalue()


def safe(cell: str) -> str:
    """A cell on one line that no spreadsheet takes for a sum: an apostrophe stands before one that could be."""
    tidy = one_line(cell)
    return f"'{tidy}" if tidy.lstrip(" '\"").startswith(FORMULA) else tidy


def _row(paper: Paper, statement: Statement) -> tuple[str, ...]:
    return (
        str(paper.number),
        heading(paper),
        statement.name,
        statement.date_of_birth.isoformat() if statement.date_of_birth else "",
        statement.police_reference,
        our_reference(statement.subject),
        paper.court_name,
        hearing_words(statement.hearing_day, statement.hearing_time) if statement.hearing_day else "",
        statement.sentence,
    )
