"""What is asked about a spreadsheet: the file itself, its columns, cells to put right, and who is whom."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from casework.kernel.formkit import Choice, Form, Radios, Select, Text, TextArea, Tick, Upload
from diversion.history.rules.findings import Alike, Findings
from diversion.history.rules.grid import Grid
from diversion.history.rules.problems import Problem
from diversion.history.rules.sheet import HEADINGS

LONGEST_PASTE = 1_500_000
SHOWN_AGAIN = 400_000
LONGEST_CELL = 300


class PasteBox(TextArea):
    """Cells as they were copied, tabs and all: only bounded, and shown again whole."""

    longest = LONGEST_PASTE

    def process_formdata(self, valuelist: list[Any]) -> None:
        super().process_formdata(valuelist)
        first = valuelist[0] if valuelist else ""
        self.typed = first[:SHOWN_AGAIN] if isinstance(first, str) else ""

    def read(self, typed: str) -> str:
        if len(typed) > LONGEST_PASTE:
            raise ValueError("That is too much to paste. Save it as a file and choose the file")
        return typed


class GiveForm(Form):
    """A file, or its rows pasted."""

    file = Upload(
        "Choose a spreadsheet",
        hint="Excel (.xlsx), or CSV in UTF-8. Up to 20,000 rows and 5 MB, its headings in the first line.",
        accept=".xlsx,.csv,.txt,.tsv",
    )
    pasted = PasteBox(
        "Or paste its rows",
        hint="Copy them in your spreadsheet, with the line of headings, and paste them here.",
        rows=5,
        counted=False,
        spellcheck=False,
    )

    def check(self) -> None:
        """One of the two, and only one: a file that is forgotten beside a paste would be lost."""
        if self.errors:
            return
        if self.file.data is None and not self.pasted.data.strip():
            self.fail("Choose a file, or paste its rows", "file")
        elif self.file.data is not None and self.pasted.data.strip():
            self.fail("Choose a file or paste its rows, not both", "file")


class StartForm(Form):
    """The last word before rows are brought in."""

    leave_out = Tick("Leave out the rows that cannot be used")


class MatchForm(Form):
    """Which of our headings each column is; the columns are added for one file by `match_form`."""

    scheme = Select(
        "Scheme of every row that names none",
        hint="Not needed where a column names the scheme",
        blank_label="A column names it",
    )

    @property
    def columns(self) -> list[Select]:
        """The columns' own boxes, in the order of the file."""
        found = [box for name, box in self._fields.items() if name.startswith("column_")]
        return [box for box in found if isinstance(box, Select)]


def match_form(grid: Grid, guessed: Sequence[str], schemes: Iterable[str]) -> MatchForm:
    """The form for one file, with what was guessed chosen."""
    ours = [Choice(name, name) for name in HEADINGS]
    boxes = {f"column_{place}": _column(grid, place, ours) for place in range(len(grid.headings))}
    form: MatchForm = type("MatchForm", (MatchForm,), boxes)()
    form.scheme.choices = [Choice(name, name) for name in schemes]
    if not form.is_submitted():
        for box, name in zip(form.columns, guessed, strict=True):
            box.process_data(name)
    return form


def _column(grid: Grid, place: int, ours: list[Choice]) -> Select:
    said = ", ".join(text if len(text) <= 40 else f"{text[:39]}…" for text in grid.sample(place))
    hint = f"It says: {said}" if said else "It is empty"
    return Select(grid.headings[place], choices=ours, hint=hint, blank_label="Leave this column out")


class MendForm(Form):
    """Cells of bad rows to put right; they are added for one page of them by `mend_form`."""

    def fixes(self) -> tuple[dict[int, dict[str, str]], list[int]]:
        """The cells as they are now by line and heading, and the lines to leave out."""
        cells: dict[int, dict[str, str]] = {}
        out: list[int] = []
        for name, box in self._fields.items():
            kind, _, rest = name.partition("_")
            line, _, place = rest.partition("_")
            if kind == "out" and box.data:
                out.append(int(line))
            elif kind == "cell":
                cells.setdefault(int(line), {})[HEADINGS[int(place)]] = box.data
        return cells, out


def mend_form(problems: Sequence[Problem], said: dict[int, dict[str, str]]) -> MendForm:
    """The form for some rows; `said` is what their cells say now, by line and heading."""
    boxes: dict[str, Any] = {}
    for problem in problems:
        for heading in problem.field.split(", "):
            if heading in HEADINGS:
                name = f"cell_{problem.line}_{HEADINGS.index(heading)}"
                boxes[name] = Text(heading, called=heading, max_length=LONGEST_CELL, spellcheck=False)
    boxes |= {f"out_{line}": Tick(f"Leave line {line} out") for line in dict.fromkeys(one.line for one in problems)}
    form: MendForm = type("MendForm", (MendForm,), boxes)()
    if not form.is_submitted():
        for name in boxes:
            kind, _, rest = name.partition("_")
            line, _, place = rest.partition("_")
            if kind == "cell":
                form[name].process_data(said.get(int(line), {}).get(HEADINGS[int(place)], ""))
    return form


class AlikeForm(Form):
    """Who is whom; one question for each person is added by `alike_form`."""

    def chosen(self) -> dict[int, str]:
        """The answers given, by first line."""
        found = ((name, box.data) for name, box in self._fields.items() if name.startswith("who_"))
        return {int(name.removeprefix("who_")): answer for name, answer in found if answer}


def alike_form(asked: Sequence[Alike], findings: Findings, said: dict[int, str]) -> AlikeForm:
    """The form for some people, with what was answered before chosen."""
    boxes = {f"who_{one.line}": Radios("Who is this?", choices=_answers(one)) for one in asked}
    form: AlikeForm = type("AlikeForm", (AlikeForm,), boxes)()
    if not form.is_submitted():
        for one in asked:
            form[f"who_{one.line}"].process_data(said.get(one.line, ""))
    return form


def _answers(one: Alike) -> list[Choice]:
    records = [Choice(reference, f"The same person as {reference}: join these rows to it") for reference in one.records]
    others = [Choice(f"line:{line}", f"The same person as line {line} of the file") for line in one.others]
    return [*records, *others, Choice("new", "Somebody else: make a new record")]
