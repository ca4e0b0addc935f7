"""Recording what happened at an appointment."""

from __future__ import annotations

from casework.appointments.rules import AbsenceReason, Outcome
from casework.appointments.rules.corrections import LONGEST_WORDS, OFFERED
from casework.kernel.formkit import (
    Choice,
    DateBox,
    Form,
    Hidden,
    HiddenNumber,
    Radios,
    Select,
    Text,
    TextArea,
    needed,
)


class OutcomeForm(Form):
    """The buttons of a row: one value, `outcome` or `outcome:reason`, and what was seen when it was pressed."""

    outcome = Hidden()
    back = Hidden()
    seen = HiddenNumber()
    seen_version = HiddenNumber()
    why = Hidden()


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
    told_by_role = Text("Their role", hint="For example, key worker at the service", max_length=60)
    told_on = DateBox("When they told you", hint="Today if you leave this empty")
    why = Radios("Why is it corrected?", choices=[Choice(one.value, one.words) for one in OFFERED])
    why_words = Text("More about why", hint="Needed only for another reason", max_length=LONGEST_WORDS)
    note = TextArea("Note", hint="Never leaves in a notice", max_length=2000)
    seen = HiddenNumber()
    seen_version = HiddenNumber()

    def offer(self, choices: tuple[str, ...]) -> None:
        """Offer what the appointment's programme allows."""
        self.outcome.choices = [Choice(one, Outcome(one).words) for one in choices]
