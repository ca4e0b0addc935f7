"""What a run did and found."""

from __future__ import annotations

from dataclasses import dataclass

from tests.load.table import Rows


@dataclass
class Outcome:
    """Figures for reading, and all that is wrong: nothing, where every promise was kept."""

    rows: Rows
    wrong: dict[str, list[str]]

    @property
    def good(self) -> bool:
        return not self.wrong

    def table(self) -> str:
        """For reading."""
        bad = [f"{name:40}{len(found)}   {'; '.join(found[:4])}" for name, found in self.wrong.items()]
        good = [f"{name:40}{value}" for name, value in self.rows]
        return "\n".join([*good, *bad, f"{'broken promises':40}{len(bad)}"])
