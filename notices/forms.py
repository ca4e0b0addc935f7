"""The forms of this room."""

from __future__ import annotations

from collections.abc import Sequence

from casework.kernel.formkit import Choice, Form, Radios, Select, Text, needed

CAME_BACK = {
    "unknown": "The address is not known there",
    "full": "The mailbox is full",
    "blocked": "It was stopped as unwanted or unsafe",
    "away": "Nobody reads that address any more",
    "other": "Something else",
}
"""What the report of a notice that came back can say. No free text: such a report may name people."""


class HeardForm(Form):
    """Somebody said, not by the link, that they have seen a notice or were told of it another way."""

    who = Text(
        "Who did you speak to?",
        [needed("Enter who you spoke to, such as their name and office")],
        hint="Their name and office. When you save, the time and your name are recorded too.",
        max_length=100,
    )


class CameBackForm(Form):
    """A message came that the notice could not be delivered."""

    why = Radios(
        "What does the message say?",
        [needed("Choose what the message says")],
        choices=[Choice(value, words) for value, words in CAME_BACK.items()],
    )


class SeenForm(Form):
    """The one button of the page that a notice's own link opens."""


class PressedForm(Form):
    """One button of a member of staff: send a reminder, or end a permission."""


class AloneForm(Form):
    """Notices of one scheme's people at one court may go by themselves."""

    scheme = Select("Scheme", [needed("Choose a scheme")])
    court = Select("Court", [needed("Choose a court")])

    def offer(self, schemes: Sequence[tuple[str, str]], courts: Sequence[tuple[str, str]]) -> None:
        """The schemes of this agency, and the courts where somebody is recorded to be told."""
        self.scheme.choices = [Choice(*one) for one in schemes]
        self.court.choices = [Choice(*one) for one in courts]
