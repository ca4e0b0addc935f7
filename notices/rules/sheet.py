"""A notice as a table that a spreadsheet can open, for contacts who asked for one: only what the notice itself says."""

from __future__ import annotations

from casework.kernel.sheets import sheet
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


def table(paper: Paper) -> str:
    """One row for each person, below one row of names of columns; no cell acts as a formula."""
    return sheet(COLUMNS, [_row(paper, statement) for statement in paper.statements]).decode("utf-8-sig")


def _row(paper: Paper, statement: Statement) -> tuple[str, ...]:
    return (
        str(paper.number),
        heading(paper),
        one_line(statement.name),
        statement.date_of_birth.isoformat() if statement.date_of_birth else "",
        one_line(statement.police_reference),
        our_reference(statement.subject),
        one_line(paper.court_name),
        hearing_words(statement.hearing_day, statement.hearing_time) if statement.hearing_day else "",
        statement.sentence,
    )
