"""What is wrong with a spreadsheet, said so that somebody can put it right."""

from __future__ import annotations

from dataclasses import dataclass


class CannotRead(Exception):
    """The file as a whole cannot be trusted, so nothing of it is read. `line` counts from 1; None: no one line."""

    def __init__(self, wrong: str, advice: str, line: int | None = None) -> None:
        where = f"Line {line}: " if line else ""
        super().__init__(f"{where}{wrong}. {advice}.")
        self.line = line


class Bad(Exception):
    """One cell cannot be used: what is wrong with it, and what to do."""

    def __init__(self, wrong: str, advice: str) -> None:
        super().__init__(wrong)
        self.wrong = wrong
        self.advice = advice


@dataclass(frozen=True, slots=True)
class Problem:
    """Why one row was left out. `line` is the line of the file, counted from 1 with the headings."""

    line: int
    field: str
    wrong: str
    advice: str

    def __str__(self) -> str:
        return f"Line {self.line}, {self.field}: {self.wrong}. {self.advice}."


def quoted(text: str) -> str:
    """A cell as it may be shown back: on one line, no more than 40 characters, nothing a terminal would obey."""
    shown = "".join(c if c.isprintable() else "?" for c in text)
    return f"“{shown if len(shown) <= 40 else shown[:39] + '…'}”"
