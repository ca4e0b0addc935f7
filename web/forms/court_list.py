"""Choosing a court, telling what a list shows, asking a colleague, and the list that a court or the CPS sent."""

from __future__ import annotations

from typing import Any

from casework.kernel.formkit import DateBox, Form, Hidden, Text, TextArea, Tick, needed
from web.rules.pasted import LONGEST, MOST_LINES


class ChooseCourtForm(Form):
    """Any way people write a court, and a day; no day is the next one on which somebody of ours is listed."""

    court = Text("Court", [needed("Enter the court")], hint="For example, Thames or B01ND00", max_length=100)
    day = DateBox("Day", hint="For example, 3 Feb 2026. Leave it empty for the next day with anybody of ours")


class FollowForm(Form):
    """One of my courts, by its code."""

    court = Hidden()


class AskForm(Form):
    """Whose attendance is asked for: "referral:K7Q3XWZ2"."""

    subject = Hidden()


class TellForm(Form):
    """The last look before notices are made."""

    service_note = Text(
        "Note about the service",
        hint="Only if the service itself got in the way. Nothing about the person. 140 characters at most.",
        max_length=140,
    )
    unchecked = Tick("Send to an address that nobody has checked", hint="It may not reach them, or reach somebody else")
    shown = Hidden()


class PasteBox(TextArea):
    """Many lines as they came, with whatever an e-mail left in them: only bounded, and shown again whole."""

    longest = LONGEST

    def process_formdata(self, valuelist: list[Any]) -> None:
        super().process_formdata(valuelist)
        first = valuelist[0] if valuelist else ""
        self.typed = first[:LONGEST] if isinstance(first, str) else ""

    def read(self, typed: str) -> str:
        if len(typed.replace("\r\n", "\n")) > LONGEST:
            raise ValueError(f"{self.called} must be {LONGEST:,} characters or fewer. Paste it in two parts")
        if typed.count("\n") >= MOST_LINES:
            raise ValueError(f"{self.called} must be {MOST_LINES} lines or fewer. Paste it in two parts")
        return typed


class PasteForm(Form):
    """Lines of somebody else's list. They are compared and forgotten: nothing of them is kept."""

    pasted = PasteBox(
        "The list, as it came",
        [needed("Paste the list")],
        hint="Names, dates of birth and police references from the court’s or the CPS’s e-mail, in any order, "
        f"up to {MOST_LINES} lines. Nothing you paste is kept.",
        rows=8,
        counted=False,
        spellcheck=False,
    )
