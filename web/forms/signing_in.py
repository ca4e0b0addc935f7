"""Forms of signing in: password, second step, lock, links and what somebody sets for themselves."""

from __future__ import annotations

from casework.accounts.services import factors
from casework.kernel.formkit import Email, Form, Hidden, Password, Text, needed

LONGEST_ANSWER = 8000


class PasskeyForm(Form):
    """What a browser answers for a passkey; scripts fill it in."""

    credential = Hidden(max_length=LONGEST_ANSWER)
    next = Hidden()


class CodeForm(Form):
    """The code that an app shows, or a recovery code when the app is lost."""

    code = Text("Code from your app", hint="6 figures", width=10, inputmode="numeric", autocomplete="one-time-code")
    recovery = Text("Recovery code", hint="Like ABCD-EFGH-2345-6789", max_length=40, autocomplete="off")
    next = Hidden()

    def check(self) -> None:
        """One of the two."""
        if not self.code.data and not self.recovery.data and not self.errors:
            self.fail("Enter the code that your app shows", "code")


class AppForm(Form):
    """The first code of an app that was just given its secret."""

    number = Hidden(max_length=64)
    name = Text("What do you call it?", hint="For example, my phone", max_length=60)
    code = Text(
        "Code that the app shows now",
        [needed("Enter the 6 figures that the app shows now")],
        width=10,
        inputmode="numeric",
        autocomplete="one-time-code",
    )


class NewPasskeyForm(PasskeyForm):
    """A passkey that was just made."""

    name = Text("What do you call it?", hint="For example, my phone", max_length=60)


class NewPasswordForm(Form):
    """A password that somebody chooses for themselves."""

    password = Password(
        "New password",
        [needed("Enter a password")],
        hint="15 characters or more. Three or four words work well.",
        autocomplete="new-password",
    )


class ForgottenForm(Form):
    """Where a link to a new password is to go."""

    email = Email("Email address", [needed("Enter your email address")], autocomplete="username")


class UnlockForm(Form):
    """The way past the lock: the PIN of this device, or the password."""

    pin = Password("PIN", autocomplete="off", inputmode="numeric", width=10)
    password = Password("Password", autocomplete="current-password")
    next = Hidden()


class ConfirmForm(Form):
    """Who is there, proved again in full."""

    password = Password("Password", [needed("Enter your password")], autocomplete="current-password")
    code = Text("Code from your app", [needed(factors.SIX_FIGURES)], width=10, inputmode="numeric", autocomplete="off")
    next = Hidden()


class PinForm(Form):
    """The PIN of this device."""

    pin = Password(
        "PIN for this device",
        [needed("Enter a PIN")],
        hint="4 to 8 figures. It unlocks the screen on this device only. Five wrong tries and it works no more.",
        autocomplete="off",
        inputmode="numeric",
        width=10,
    )
