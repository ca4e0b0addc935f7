"""Forms about texts."""

from __future__ import annotations

from casework.kernel.formkit import (
    Checkboxes,
    Choice,
    DateBox,
    Form,
    HiddenNumber,
    Mobile,
    Radios,
    Text,
    TextArea,
    TimeBox,
    needed,
)
from casework.people.services.phones import mobile_of
from reminders.rules import choosing, holding
from reminders.rules.drafts import LONGEST_DRAFT
from reminders.rules.languages import Common


class SenderForm(Form):
    """The phone that the test text goes to."""

    number = Mobile(
        "Your own mobile number",
        [needed("Enter the mobile number for the test text")],
        parse=mobile_of,
        hint="A test text goes to it. Answer YES to switch texts on",
    )


class WordsForm(Form):
    """An agency's own words for one text. The fields in curly brackets are filled in for each person."""

    named = TextArea(
        "Words, when they chose a name for who writes",
        [needed("Enter the words of the text")],
        max_length=LONGEST_DRAFT,
        rows=4,
        counted=False,
    )
    unnamed = TextArea(
        "Words, when they chose no name",
        [needed("Enter the words for when nobody is named")],
        max_length=LONGEST_DRAFT,
        rows=4,
        counted=False,
    )
    seen = HiddenNumber()


class CommonForm(Form):
    """What a language needs beside its templates."""

    days = Text("Short days, Monday first", [needed("Enter the seven days")], hint="As in: Mon Tue Wed Thu Fri Sat Sun")
    months = Text(
        "Short months, January first",
        [needed("Enter the twelve months")],
        hint="As in: Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec",
    )
    appointment = Text(
        "“appointment”", [needed("Enter the word for an appointment")], hint="Up to 11 letters", width=20
    )
    usual_place = Text("“the usual place”", [needed("Enter the words for the usual place")], hint="Up to 24", width=30)
    seen = HiddenNumber()

    def common(self) -> Common:
        """What was entered, as the rules take it."""
        days, months = tuple((self.days.data or "").split()), tuple((self.months.data or "").split())
        return Common(days, months, self.appointment.data or "", self.usual_place.data or "")


class HoldForm(Form):
    """Why a text waits."""

    why = Radios("Why does it wait?", [needed("Choose why it waits")], choices=[Choice(*one) for one in holding.HOLDS])


class StopForm(Form):
    """Why a text must not go."""

    why = Radios(
        "Why must it not go?", [needed("Choose why it must not go")], choices=[Choice(*one) for one in holding.STOPS]
    )


class ChangeForm(Form):
    """When a text goes, and in which approved words. Never other words than those."""

    day = DateBox("The day it goes", [needed("Enter the day it goes")])
    time = TimeBox("The time it goes", [needed("Enter the time it goes")])
    said_as = Radios("In which words", choices=[])

    def offer(self, choices: tuple[tuple[str, str], ...]) -> None:
        """The approved words that say the same; the question is left out where there is nothing to choose."""
        if choices:
            self.said_as.choices = [Choice(*one) for one in choices]
        else:
            del self.said_as


class RemindersForm(Form):
    """Which reminders one person wants: those of the scheme, or a choice of her own."""

    whose = Radios(
        "Which reminders do they want?",
        [needed("Choose which reminders they want")],
        choices=[Choice("usual", "The usual ones"), Choice("own", "Only those they choose")],
    )
    kinds = Checkboxes("Those they choose", choices=[Choice(kind.value, words) for kind, words in choosing.CHOICES])


class UsualRemindersForm(Form):
    """Which reminders go where no scheme says: for orders, and for anything else."""

    kinds = Checkboxes(
        "Reminders by text",
        choices=[Choice(kind.value, words) for kind, words in choosing.CHOICES],
        hint="For meetings of orders, and wherever a scheme has not chosen. The confirmation always goes",
    )


class ClaimForm(Form):
    """Whose a reply on a shared number is, and how that is known."""

    reason = TextArea(
        "How do you know that it is theirs?",
        [needed("Say how you know that it is theirs")],
        hint="Such as: they rang about it. Other people have this number too",
        max_length=300,
        rows=2,
    )
