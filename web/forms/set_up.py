"""The six short pages of setting up, and the admin pages they share."""

from __future__ import annotations

from casework.kernel.formkit import Checkboxes, Choice, Email, Form, Text, needed
from reminders.rules import banned
from web.services.set_up import BIRMINGHAM

PRESETS = [
    Choice("Safe Exit", "Safe Exit", "Before court: an assessment, then a second appointment at a service"),
    Choice("TRUST", "TRUST", "Opted in at court: a needs assessment, then a Care Action Plan agreed with the person"),
    Choice(BIRMINGHAM, "Engagement and Support Orders", "Birmingham-style: three meetings with a supervisor"),
]


class PresetsForm(Form):
    """Which schemes to begin with."""

    presets = Checkboxes(
        "Which do you run?",
        [needed("Choose at least one; everything about it can be changed afterwards")],
        choices=PRESETS,
    )


class PlaceForm(Form):
    """Where people are met."""

    name = Text("Place", [needed("Enter the name of the place")], hint="As staff know it", max_length=100)
    text_name = Text(
        "What a text may call it",
        [needed("Enter what a text may call it")],
        hint="24 characters at most, giving nothing away, such as Mill Street",
        max_length=24,
    )
    address = Text("Address", hint="For the printed card", max_length=300)

    def check(self) -> None:
        """What a text may call it gives nobody away (promises B11)."""
        if hits := banned.found(self.text_name.data):
            self.fail(
                f"A text may not say “{hits[0]}”. Give it a name that says nothing, such as Mill Street", "text_name"
            )


class CourtContactForm(Form):
    """A court and who is told there."""

    court = Text("Court", [needed("Enter the court")], hint="For example, Thames or B01ND00", max_length=100)
    cps_name = Text("CPS: who is told", hint="For example, CPS London South duty inbox", max_length=100)
    cps_email = Email("CPS: email address")
    court_name = Text("Court: who is told", hint="For example, Listing office", max_length=100)
    court_email = Email("Court: email address")

    def check(self) -> None:
        """At least one address, and a name with each."""
        if not (self.cps_email.data or self.court_email.data):
            self.fail("Enter an email address for the CPS, the court or both", "cps_email")
