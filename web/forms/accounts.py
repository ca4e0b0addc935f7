"""Forms for signing in and for accounts."""

from __future__ import annotations

import re

from casework.accounts.rules import AgencyKind, Role
from casework.kernel.formkit import (
    Checkboxes,
    Choice,
    Email,
    Form,
    Hidden,
    HiddenNumber,
    Password,
    Radios,
    Text,
    needed,
)

NUMBER_TO_RING = "Phone that people may ring"
IN_TEXTS = "Texts give it for questions. 13 characters at most"
_FIGURES = re.compile(r"\+?[0-9 ]{3,13}")


def check_number(form: Form, typed: str) -> None:
    """A number that a text may give: figures and spaces, short enough for one text."""
    if typed and not (_FIGURES.fullmatch(typed) and len(typed) <= 13):
        form.fail("Enter a number in figures, 13 characters at most, like 020 7946 0123", "phone")


class SignInForm(Form):
    """Address and password."""

    email = Email("Email address", [needed("Enter your email address")], autocomplete="username")
    password = Password("Password", [needed("Enter your password")], autocomplete="current-password")
    next = Hidden()


class FirstAdministratorForm(Form):
    """The key from the terminal and the first account."""

    set_up_key = Text(
        "Key from the terminal",
        [needed("Enter the key that was printed where Waymark was started")],
        hint="Printed once where Waymark was started. Good for 30 minutes.",
    )
    service_name = Text(
        "Name of your service",
        [needed("Enter the name of your service")],
        hint="Shown to staff only. It is never put in a text.",
        max_length=100,
    )
    phone = Text(
        NUMBER_TO_RING, [needed("Enter the number that people may ring")], max_length=20, inputmode="tel", hint=IN_TEXTS
    )
    name = Text("Your name", [needed("Enter your name")], autocomplete="name", max_length=60)
    email = Email("Your email address", [needed("Enter your email address")], autocomplete="username")
    password = Password(
        "Password",
        [needed("Enter a password")],
        hint="15 characters or more. Three or four words work well.",
        autocomplete="new-password",
    )

    def check(self) -> None:
        """The number can be put into a text."""
        check_number(self, self.phone.data)


class ServiceForm(Form):
    """What the service is called, and the number its texts give."""

    service_name = Text(
        "Name of your service",
        [needed("Enter the name of your service")],
        hint="Shown to staff only. It is never put in a text.",
        max_length=100,
    )
    phone = Text(
        NUMBER_TO_RING, [needed("Enter the number that people may ring")], max_length=20, inputmode="tel", hint=IN_TEXTS
    )
    seen_version = HiddenNumber()

    def check(self) -> None:
        """The number can be put into a text."""
        check_number(self, self.phone.data)


class StaffForm(Form):
    """A new colleague."""

    name = Text("Name", [needed("Enter their name")], max_length=60)
    email = Email("Email address", [needed("Enter their email address")])
    phone = Text(NUMBER_TO_RING, max_length=20, inputmode="tel", hint=f"Of their own, if they have one. {IN_TEXTS}")
    roles = Checkboxes(
        "What they do",
        [needed("Choose at least one role")],
        choices=[Choice(role.value, role.words.capitalize()) for role in Role if role is not Role.PARTNER],
    )

    def check(self) -> None:
        """The number can be put into a text."""
        check_number(self, self.phone.data)


class ChangedStaffForm(StaffForm):
    """What a colleague is called and does here."""

    seen_version = HiddenNumber()


class InviteForm(Form):
    """A new start for somebody who has lost their password and second step, or never opened their first link."""

    checked = Text(
        "How did you check who they are?",
        [needed("Say how you checked who they are, such as in person")],
        hint="Kept in the record. For example, in person, or by ringing them on the number you have.",
        max_length=100,
    )


class AgencyForm(Form):
    """Another agency on this site, and its first manager."""

    agency_name = Text(
        "Name of the agency",
        [needed("Enter the name of the agency")],
        hint="Shown to staff only. It is never put in a text.",
        max_length=100,
    )
    kind = Radios(
        "What is it?",
        [needed("Choose what it is")],
        choices=[Choice(one.value, one.words) for one in AgencyKind],
        hint="It settles what may be shared with it at all.",
    )
    name = Text("Name of its first manager", [needed("Enter their name")], max_length=60)
    email = Email("Their email address", [needed("Enter their email address")])
    checked = Text(
        "How did you check who they are?",
        [needed("Say how you checked who they are, such as in person")],
        hint="Kept in the record. For example, in person, or by ringing their agency.",
        max_length=100,
    )


class ColleaguesForm(Form):
    """Whether the list of colleagues is right."""

    left = Checkboxes(
        "Who is not here any more?",
        hint="Their accounts end at once. Tick nobody if everybody is still here.",
    )
    seen_at = Hidden()


class PartnerForm(Form):
    """A colleague of a partner service, who says who came, and sees nothing more."""

    name = Text("Name", [needed("Enter their name")], max_length=60)
    works_as = Text(
        "What they work as",
        [needed("Enter what they work as")],
        hint="Kept with every attendance they record. For example, key worker at the Hub.",
        max_length=60,
    )
    places = Checkboxes("Where they receive people", [needed("Choose at least one place")])
    email = Email("Email address", [needed("Enter their email address")])
