"""Recording what happened at an appointment."""

from __future__ import annotations

from casework.appointments.rules import AbsenceReason, Outcome
from casework.kernel.formkit import Choice, DateBox, Form, Hidden, Radios, Select, Text, TextArea, needed


class OutcomeForm(Form):
    """The buttons of a row: one value, `outcome` or `outcome:reason`."""

    outcome = Hidden()
    back = Hidden()


class FullOutcomeForm(Form):
    """Everything that can be said of what happened."""

    outcome = Radios("What happened?", [needed("Choose what happened")])
    reason = Select("Reason", choices=[Choice(one.value, one.words) for one in AbsenceReason], blank_label="No reason")
    counts = Radios(
        "Came, could not take part: does it count?",
        choices=[Choice("yes", "Yes, it counts"), Choice("no", "No")],
        inline=True,
    )
    told_by_name = Text("Told by", hint="Only if somebody else told you: their name", max_length=60)
    told_by_role = Text("Their role", max_length=60)
    told_on = DateBox("When they told you")
    note = TextArea("Note", hint="Never leaves in a notice", max_length=2000)
    also = Hidden()

    def offer(self, choices: tuple[str, ...]) -> None:
        """Offer what the appointment's programme allows."""
        self.outcome.choices = [Choice(one, Outcome(one).words) for one in choices]
