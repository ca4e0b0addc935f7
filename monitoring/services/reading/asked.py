"""What is asked for: an agency, a quarter, and perhaps one person only."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, true

from casework.kernel import clock
from monitoring.rules.periods import Quarter


@dataclass(frozen=True)
class Asked:
    """One agency's quarter; with `person_id`, only what is of that person (who is about to be erased)."""

    agency_id: int
    quarter: Quarter
    person_id: int | None = None

    def day(self, column: Any) -> ColumnElement[bool]:
        """Whether a London date lies in the quarter."""
        found: ColumnElement[bool] = column.between(self.quarter.first, self.quarter.last)
        return found

    def moment(self, column: Any) -> ColumnElement[bool]:
        """Whether a stored moment (UTC) lies in the quarter, by the London day."""
        after = clock.start_of_day(self.quarter.last + dt.timedelta(days=1))
        found: ColumnElement[bool] = (column >= clock.start_of_day(self.quarter.first)) & (column < after)
        return found

    def whose(self, model: Any) -> ColumnElement[bool]:
        """Whether a row is of the agency and, where one is asked for, of the person."""
        mine: ColumnElement[bool] = model.agency_id == self.agency_id
        return mine & (true() if self.person_id is None else model.person_id == self.person_id)
