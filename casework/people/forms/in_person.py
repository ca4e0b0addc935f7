"""What came of going to see somebody."""

from __future__ import annotations

from casework.kernel.formkit import Choice, DateBox, Form, Radios, Text, needed, not_future
from casework.people.rules.in_person import Went


class InPersonForm(Form):
    """Seen or tried, on which day, where: the row then leaves Today (domain rule 23)."""

    went = Radios(
        "What came of it?",
        [needed("Choose whether you saw them")],
        choices=[Choice(one.value, one.words) for one in Went],
        inline=True,
    )
    day = DateBox("On which day?", [needed("Enter the day"), not_future("The day cannot be after today")])
    place = Text("Where?", [needed("Enter where")], hint="Such as the drop-in, the hostel, Mill Street", max_length=100)
