"""Who a person is, what stands in the way, and taking back an agreement."""

from __future__ import annotations

from casework.accounts.access import allowed
from casework.accounts.rules import Action
from casework.kernel import clock
from casework.kernel.formkit import (
    Choice,
    DateBox,
    Form,
    HiddenNumber,
    Radios,
    Text,
    TextArea,
    needed,
    not_future,
)
from casework.people.models import Person
from casework.people.rules.circumstances import CircumstanceKind
from casework.people.services.life import COMPARTMENTS
from casework.people.services.person import LONGEST_NAME


class DetailsForm(Form):
    """Names, date of birth and pronouns, as she gives them (domain rule 31)."""

    given_name = Text("First name", max_length=LONGEST_NAME)
    family_name = Text("Last name", max_length=LONGEST_NAME)
    known_as = Text("Known as", hint="The name they like to be called by", max_length=LONGEST_NAME)
    date_of_birth = DateBox(
        "Date of birth", latest=clock.today, hint="For example, 3 Feb 1995. Leave blank if not known"
    )
    pronouns = Text("Pronouns", hint="Such as she, he or they", max_length=20, width=10)
    seen_version = HiddenNumber()

    def start(self, person: Person) -> None:
        """Fill the page with what is recorded."""
        for name in ("given_name", "family_name", "known_as", "date_of_birth", "pronouns"):
            self[name].process_data(getattr(person, name))
        self.seen_version.process_data(person.version)


class CircumstanceForm(Form):
    """Something that stands in the way, from when, and where."""

    kind = Radios("What has happened?", [needed("Choose what has happened")])
    since = DateBox(
        "Since when?",
        [needed("Enter the day it began"), not_future("The day it began cannot be after today")],
        hint="For example, 20 Nov 2026. If you do not know, the day you heard",
    )
    until = DateBox("Last day, if it is known", hint="Leave blank while it goes on")
    place = Text("Where", hint="The prison, hospital or court, if there is one", max_length=100)
    note = TextArea("Note", hint="Never leaves in a notice or a text", max_length=500, rows=3)

    def offer(self) -> None:
        """Offer only what the actor may record."""
        self.kind.choices = [
            Choice(kind.value, kind.words) for kind in CircumstanceKind if allowed(Action.WRITE, COMPARTMENTS[kind])
        ]


class EndForm(Form):
    """The last day something stood in the way."""

    until = DateBox(
        "Last day",
        [needed("Enter the last day"), not_future("The last day cannot be after today")],
    )


class UndoForm(Form):
    """Taking back what was recorded in error: a press and nothing more."""


class AgreementForm(Form):
    """One button of a row of the agreements page."""
