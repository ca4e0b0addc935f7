"""One line of a referral spreadsheet with nothing wrong with it, to be changed a cell at a time."""

from __future__ import annotations

import csv
import datetime as dt
import io

from casework.courts.reference import find_court
from diversion.history.rules.problems import Problem
from diversion.history.rules.row import Lookups, PaperRow, read_row, scheme_key
from diversion.history.rules.sheet import HEADINGS, SheetLine
from diversion.rules.schemes import PRESETS

TODAY = dt.date(2026, 11, 21)
GOOD = {
    "Custody ref": "HT/0001/09",
    "Surname": "Farrow",
    "Forename": "Ada",
    "Known as": "",
    "DOB": "3 Feb 1980",
    "Arrest date": "4/5/2009",
    "Arrest time": "23:10",
    "Offence": "Loitering",
    "URN": "01 HT 00001 09",
    "Court": "Thames",
    "Court date": "8 June 2009",
    "Court time": "10:00",
    "Scheme": "Safe Exit",
    "Agreed": "yes",
    "1st appt": "12/05/2009",
    "1st outcome": "attended",
    "2nd appt": "2009-05-20",
    "2nd outcome": "attended",
    "Case ending": "discontinued",
    "Ending date": "8/6/09",
    "Mobile": "07700 900123",
    "Safe to text": "not asked",
}


def court_code(text: str) -> str | None:
    court = find_court(text)
    return court.ou_code if court else None


LOOKUPS = Lookups(TODAY, court_code, {scheme_key(plan.name): plan for plan in PRESETS})


def read(line: int | str = 2, **cells: str) -> PaperRow | list[Problem]:
    """Read the good line with some cells changed; spaces in headings are written as underscores."""
    changed = {name.replace("_", " ").removeprefix("the "): text for name, text in cells.items()}
    assert changed.keys() <= GOOD.keys()
    return read_row(SheetLine(int(line), GOOD | changed), LOOKUPS)


def good(line: int | str = 2, **cells: str) -> PaperRow:
    row = read(line, **cells)
    assert isinstance(row, PaperRow), [str(problem) for problem in row]
    return row


def bad(**cells: str) -> Problem:
    problems = read(**cells)
    assert isinstance(problems, list)
    assert len(problems) == 1, [str(problem) for problem in problems]
    return problems[0]


def spreadsheet(*rows: dict[str, str]) -> str:
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, HEADINGS)
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()
