"""What is told: to the court, of the order; to the person, of a meeting."""

from __future__ import annotations

from casework.kernel.formkit import Choice, DateBox, Form, Radios, Text, Tick, needed, not_future
from orders.rules.instructions import ToldHow


class TellCourtForm(Form):
    """What goes is shown above the button; the tick says that two identifiers were read back (promises T15)."""

    read_back = Tick(
        "I have checked the name, the date of birth and the dates against my own record",
        [needed("Check the name, the date of birth and the dates, then tick the box")],
    )
    unchecked = Tick("Send to an address that nobody has checked", hint="It may not reach them, or reach somebody else")


class ToldForm(Form):
    """How a person was told of a meeting as it is fixed now (domain rule 14)."""

    how = Radios(
        "How were they told of this time and place?",
        [needed("Choose how they were told")],
        choices=[Choice(how.value, how.words) for how in ToldHow],
    )
    told_on = DateBox(
        "When were they told?",
        [needed("Enter the day they were told"), not_future("The day they were told must be today or earlier")],
    )
    told_by = Text("Who told them?", hint="Leave blank if it was you", max_length=100)
