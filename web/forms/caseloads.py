"""Cover for a colleague, and teams."""

from __future__ import annotations

from collections.abc import Sequence

from casework.accounts.models import Staff
from casework.accounts.services.covering import LONGEST_NAME
from casework.kernel.formkit import Checkboxes, Choice, DateBox, Form, Select, Text, needed, not_past


class CoverForm(Form):
    """Whose people somebody else has, and on which days."""

    for_staff = Select("Who is away?", [needed("Choose who is away")])
    staff = Select("Who covers for them?", [needed("Choose who covers")])
    first = DateBox("First day", [needed("Enter the first day")])
    last = DateBox(
        "Last day",
        [needed("Enter the last day"), not_past("The last day cannot be before today")],
    )

    def offer(self, away: Sequence[Staff], colleagues: Sequence[Staff]) -> None:
        """Whose caseload may be given, and to whom."""
        self.for_staff.choices = [Choice(one.reference, one.name) for one in away]
        self.staff.choices = [Choice(one.reference, one.name) for one in colleagues]


class TeamForm(Form):
    """Colleagues who share a caseload."""

    colleagues = Checkboxes("Who?", [needed("Choose at least one colleague")])
    team = Text("Team", hint="For example, North. Leave blank to take them out of a team", max_length=LONGEST_NAME)
