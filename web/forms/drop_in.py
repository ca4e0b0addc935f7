"""Somebody came without a booking."""

from __future__ import annotations

from casework.kernel.formkit import Checkboxes, DateBox, Form, Number, Select, Text, TextArea, TimeBox, needed


class DropInForm(Form):
    """Filled in for somebody who is here now; what it counts for is ticked by a person, never taken for granted."""

    counts = Checkboxes("Does it count?", hint="Tick each that this visit was")
    day = DateBox("Day", [needed("Enter the day they came")])
    time = TimeBox("Time", [needed("Enter when they came")])
    minutes = Number("How long, in minutes", [needed("Enter how long it took")])
    place = Select("Where", [needed("Choose a place, or “Somewhere else”")])
    place_other = Text("Somewhere else", hint="Only if it is not in the list", max_length=100)
    note = TextArea("Note", hint="Never leaves in a notice", max_length=2000)
