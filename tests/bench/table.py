"""One line for each figure: what it is, its median and spread, its goal, and whether it is reached."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True)
class Figure:
    """A figure as measured several times. `most` is its goal, where it has one; `needs` says for which size."""

    name: str
    unit: str
    values: tuple[float, ...]
    most: float | None = None
    goal: str = ""

    @property
    def middle(self) -> float:
        """The median."""
        return median(self.values)

    @property
    def reached(self) -> bool | None:
        """Whether the goal is reached; None where there is none."""
        return None if self.most is None else self.middle <= self.most

    def as_row(self) -> dict[str, object]:
        """For `--json`."""
        return {
            "name": self.name,
            "unit": self.unit,
            "median": self.middle,
            "least": min(self.values),
            "most": max(self.values),
            "runs": len(self.values),
            "goal": self.most,
            "of": self.goal,
            "reached": self.reached,
        }


Row = tuple[str, str, str, str, str]


def lines(figures: Mapping[str, Sequence[Figure]]) -> list[str]:
    """One table of all that was measured, by bench: its columns in line, and how many goals are reached below.

    Figures of one thing stand below its name, which is said once: so a line keeps within a terminal.
    """
    rows: list[Row] = [("", "median", "spread", "goal", "")]
    for bench, measured in figures.items():
        rows += [_said(""), _said(bench.upper()), *_rows(measured)]
    widths = [max(len(row[column]) for row in rows if any(row[1:])) for column in range(5)]
    said = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    return [*said, "", _reached([one for measured in figures.values() for one in measured])]


def _rows(figures: Sequence[Figure]) -> Iterator[Row]:
    before = ""
    for one in figures:
        about, _, what = one.name.partition(": ")
        if what and about != before and sum(other.name.startswith(f"{about}: ") for other in figures) > 1:
            yield _said(about)
            before = about
        yield _row(f"  {what}" if what and about == before else one.name, one)


def _said(words: str) -> Row:
    return (words, "", "", "", "")


def _row(name: str, one: Figure) -> Row:
    spread = f"{_number(min(one.values))} to {_number(max(one.values))}" if len(one.values) > 1 else ""
    goal = f"<= {_number(one.most)} {one.goal}".strip() if one.most is not None else ""
    verdict = {True: "reached", False: "NOT REACHED", None: ""}[one.reached]
    return (name, f"{_number(one.middle)} {one.unit}", spread, goal, verdict)


def _reached(figures: Sequence[Figure]) -> str:
    with_goal = [one for one in figures if one.reached is not None]
    missed = sum(not one.reached for one in with_goal)
    return f"{len(with_goal)} goals: {len(with_goal) - missed} reached, {missed} not"


def _number(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"
