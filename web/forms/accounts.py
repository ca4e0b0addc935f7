"""Forms for signing in and for accounts."""

from __future__ import annotations

from casework.accounts.rules import Role
from casework.kernel.formkit import Checkboxes, Choice, Email, Form, Hidden, Password, Text, needed


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
    name = Text("Your name", [needed("Enter your name")], autocomplete="name", max_length=60)
    email = Email("Your email address", [needed("Enter your email address")], autocomplete="username")
    password = Password(
        "Password",
        [needed("Enter a password")],
        hint="15 characters or more. Three or four words work well.",
        autocomplete="new-password",
    )


class StaffForm(Form):
    """A new colleague."""

    name = Text("Name", [needed("Enter their name")], max_length=60)
    email = Email("Email address", [needed("Enter their email address")])
    phone = Text("Phone that people may ring", max_length=20, inputmode="tel", hint="Put into texts as {phone}.")
    roles = Checkboxes(
        "What they do",
        [needed("Choose at least one role")],
        choices=[Choice(role.value, role.words.capitalize()) for role in Role],
    )
    password = Password(
        "First password",
        [needed("Enter a first password")],
        hint="15 characters or more. Give it to them in person.",
        autocomplete="new-password",
    )
