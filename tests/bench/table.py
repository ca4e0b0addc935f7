"""One line for each figure: what it is, its median and spread, its goal, and whether it is reached."""

from __future__ import annotations

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


def lines(figures: list[Figure]) -> list[str]:
    """The table, its columns in line."""
    rows = [("", "median", "spread", "goal", "")]
    for one in figures:
        spread = f"{_number(min(one.values))} to {_number(max(one.values))}" if len(one.values) > 1 else ""
        goal = f"<= {_number(one.most)} {one.goal}".strip() if one.most is not None else ""
        verdict = {True: "reached", False: "NOT REACHED", None: ""}[one.reached]
        rows.append((one.name, f"{_number(one.middle)} {one.unit}", spread, goal, verdict))
    widths = [max(len(row[column]) for row in rows) for column in range(5)]
    return ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]


def _number(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"
