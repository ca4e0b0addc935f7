"""The forms of this room."""

from __future__ import annotations

from collections.abc import Sequence

from casework.courts.reference import look_up
from casework.kernel.formkit import (
    Checkboxes,
    Choice,
    Email,
    Form,
    HiddenNumber,
    Radios,
    Select,
    Text,
    TextArea,
    Tick,
    needed,
)
from notices.rules import ContactKind
from notices.rules.topics import CHOICES, OF_A_SCHEME, OF_ORDERS, ORDERS, Topic

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


class AddressForm(Form):
    """The one button of the page that a message to an address opens."""


class ReadBackForm(Form):
    """Somebody there read the address back, letter by letter."""

    who = Text(
        "Who read it back to you?",
        [needed("Enter who read the address back, such as their name and office")],
        hint="Ring them on a number you found yourself, and let them say the address. Your name and the time are kept",
        max_length=100,
    )


class ContactForm(Form):
    """Somebody who is told, or a service elsewhere that takes people over."""

    kind = Radios(
        "Who is this?",
        [needed("Choose who this is")],
        choices=[Choice(kind.value, kind.words) for kind in ContactKind],
    )
    name = Text("Name", [needed("Enter a name, such as the team’s")], max_length=100)
    email = Email("E-mail address", [needed("Enter an e-mail address")], hint="One that more than one person reads")
    phone = Text("Telephone", hint="For reading the address back, and when a notice does not arrive", max_length=30)
    courts = TextArea(
        "Courts",
        hint="One on each line, such as Thames. Leave blank for a solicitor or a service of another area",
        max_length=2000,
        rows=4,
        counted=False,
    )
    sheet = Tick("Attach a CSV for their spreadsheet as well", hint="With the same words as the notice and no others")
    seen_version = HiddenNumber()

    def codes(self) -> list[str]:
        """The courts that were named, by code; a line that is no one court stays as it is."""
        found = ((look_up(line).court, line) for line in self.courts.data.splitlines() if line.strip())
        return [court.ou_code if court else line for court, line in found]

    def check(self) -> None:
        """Each line is one court; and a court or a prosecutor is told of at least one."""
        for line in self.courts.data.splitlines():
            found = look_up(line) if line.strip() else None
            if found is not None and found.court is None:
                near = " or ".join(court.label for court in found.candidates[:4])
                self.fail(f"{line.strip()}: type the name in full{f', such as {near}' if near else ''}", "courts")
                return
        if not self.courts.data.strip() and self.kind.data in ("cps", "court", "police"):
            self.fail("Enter at least one court", "courts")


class ToldForm(Form):
    """For each kind of telling of one scheme, who is told."""

    @classmethod
    def of(cls, scheme: str) -> type[ToldForm]:
        """The form of one scheme or of orders: one question for each kind of telling."""
        topics = OF_ORDERS if scheme == ORDERS else OF_A_SCHEME
        offered = (ContactKind.COURT,) if scheme == ORDERS else CHOICES
        choices = [Choice(kind.value, kind.words) for kind in offered]
        fields = {topic.value: Checkboxes(topic.words, choices=choices) for topic in topics}
        return type(cls.__name__, (cls,), fields)

    def chosen(self) -> dict[Topic, frozenset[ContactKind]]:
        """What was ticked."""
        return {
            topic: frozenset(map(ContactKind, self[topic.value].data)) for topic in Topic if topic.value in self._fields
        }
