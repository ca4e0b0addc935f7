"""Choosing a court and telling what a list shows."""

from __future__ import annotations

from casework.kernel.formkit import DateBox, Form, Hidden, Text, needed


class ChooseCourtForm(Form):
    """Any way people write a court, and a day."""

    court = Text("Court", [needed("Enter the court")], hint="For example, Thames or B01ND00", max_length=100)
    day = DateBox("Day", [needed("Enter the day")])


class TellForm(Form):
    """The last look before notices are made."""

    service_note = Text(
        "Note about the service",
        hint="Only if the service itself got in the way. Nothing about the person. 140 characters at most.",
        max_length=140,
    )
    shown = Hidden()
