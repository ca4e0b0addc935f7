"""Deciding about a record: keep it, erase it, hand it to whom it is about, join it with another."""

from __future__ import annotations

from casework.kernel.formkit import Choice, DateBox, Form, Radios, Text, TextArea, Tick, needed, not_past
from casework.people.services.erasing import Ground

LATER = "The date must be after today"
LOOKED_AT = "Tick that you have looked at it"


class KeepForm(Form):
    """Keep it until a date, because of something."""

    because = TextArea("Why is it kept?", [needed("Say why it is kept")], max_length=500, rows=3)
    until = DateBox(
        "Until", [needed("Enter the date until which it is kept"), not_past("The date must be after today")]
    )


class AskErasureForm(Form):
    """Ask a colleague to agree to an erasure."""

    ground = Radios(
        "Why is it to be erased?",
        [needed("Choose why it is to be erased")],
        choices=[Choice(one.value, one.words) for one in Ground],
    )
    why = TextArea("Anything your colleague should know", max_length=500, rows=2)


class EraseForm(Form):
    """The second manager's own word."""

    sure = Tick(
        "I have looked at this record, and nobody needs it any more", [needed("Tick that you have looked at it")]
    )


REASONS = {
    "asked": "They asked to see everything held about them",
    "for-them": "Somebody they named asked for them, and showed that they may",
    "court": "A court ordered it",
}


class EverythingForm(Form):
    """Why everything held about somebody leaves."""

    reason = Radios(
        "Why is it handed over?",
        [needed("Choose why it is handed over")],
        choices=[Choice(value, words) for value, words in REASONS.items()],
    )
    known = Tick("I have made sure who asks", [needed("Tick that you have made sure who asks")])


class CompareForm(Form):
    """Which other record may be the same person."""

    other = Text(
        "Reference of the other record",
        [needed("Enter the reference of the other record")],
        hint="Eight letters and figures, under the name on their page",
        max_length=8,
        width=10,
        autocomplete="off",
        spellcheck=False,
    )


class JoinForm(Form):
    """Why two records are one person."""

    why = TextArea("How do you know that these are one person?", [needed("Say how you know")], max_length=500, rows=3)


class PartForm(Form):
    """Why two records are two people after all."""

    why = TextArea("Why are these two people?", [needed("Say why these are two people")], max_length=500, rows=3)
