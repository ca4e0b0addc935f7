"""A contact: what came up, what help was given, and one press that says how they met."""

from __future__ import annotations

from casework.care.forms.needs import HEADINGS
from casework.care.rules import ContactKind, Heading
from casework.kernel.formkit import Checkboxes, Choice, DateBox, Form, Number, Radios, TextArea, needed, not_future


class ContactForm(Form):
    """The kind is the button that saves, so that a contact takes as few presses as can be."""

    kind = Radios("How?", [needed("Press how you met")], choices=[Choice(one.value, one.words) for one in ContactKind])
    raised = Checkboxes("Came up", choices=HEADINGS)
    supported = Checkboxes("Helped with", choices=HEADINGS)
    on_day = DateBox("Day", [needed("Enter the day"), not_future("The day cannot be after today")])
    note = TextArea("Note", max_length=1000, rows=2, counted=False)

    def headings(self, name: str) -> list[Heading]:
        """The headings ticked in one column."""
        return [Heading(one) for one in self[name].data]


class CountedForm(ContactForm):
    """Contacts that name nobody: how many people, in one save."""

    people = Number("How many people?", [needed("Enter how many people")], minimum=1, maximum=99)
