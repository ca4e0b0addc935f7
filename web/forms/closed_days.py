"""A day the courts are closed, and putting off everybody who was listed on one."""

from __future__ import annotations

import datetime as dt

from casework.courts.reference import Court, look_up
from casework.kernel.formkit import Checkboxes, DateBox, Form, Select, Text, TimeBox, needed, not_past


class ClosedDayForm(Form):
    """A day the courts are closed that no published list knows."""

    day = DateBox("Day", [needed("Enter the day")])
    why = Text("Why", [needed("Enter why, such as “Proclaimed bank holiday”")], max_length=100)
    court = Text(
        "Court, if only one is closed",
        hint="Leave blank for a bank holiday. Where only one court is closed, the day stays a working day",
        max_length=100,
    )
    found: Court | None = None

    def check(self) -> None:
        """A court that is typed must be one court."""
        if not self.court.data.strip():
            return
        named = look_up(self.court.data)
        self.found = named.court
        if named.court is None:
            names = " or ".join(court.label for court in named.candidates[:4])
            said = f"Type the name in full: {names}" if names else "No court has this name. Type its place, like Thames"
            self.fail(said, "court")


class PutOffForm(Form):
    """One new court date for everybody who is ticked: the court does not sit, or moved its list."""

    who = Checkboxes("Who is put off?")
    day = DateBox(
        "New court date", [needed("Enter the new court date"), not_past("The new date cannot be in the past")]
    )
    time = TimeBox("Time", [needed("Enter the time")], default=dt.time(10))
    court = Select("Court", [needed("Choose the court")], blank_label=None)
    decided_by = Text(
        "Who decided?", [needed("Enter who decided")], hint="Such as the court, with a name", max_length=100
    )
    reference = Text("Reference", hint="Of the letter or e-mail, if there is one", max_length=60)
