"""Booking and moving an appointment."""

from __future__ import annotations

from casework.appointments.rules import MoveAskedBy
from casework.kernel.formkit import (
    Choice,
    DateBox,
    Form,
    HiddenNumber,
    Number,
    Radios,
    Select,
    Text,
    Tick,
    TimeBox,
    needed,
)

ELSEWHERE = "elsewhere"


class BookForm(Form):
    """One page, most of it filled in already (ux J3)."""

    day = DateBox("Day", [needed("Enter the day")], hint="For example, Tue 20 Oct or 20/10/26")
    time = TimeBox("Time", [needed("Enter the time")], hint="For example, 2:30pm or 14:30")
    minutes = Number("How long, in minutes", [needed("Enter how long it takes")])
    place = Select("Where", [needed("Choose a place, or “Somewhere else”")])
    place_other = Text("Somewhere else", hint="Only if it is not in the list", max_length=100)
    with_staff = Select("With", blank_label="Somebody at the service")
    with_other = Text("Name at the service", max_length=60)
    sure = Tick("Book it all the same")


class FixMeetingForm(BookForm):
    """A meeting of an order: what the person was told, when and how, is part of fixing it (domain rule 14)."""

    told_how = Radios(
        "How were they told of this time and place?",
        [needed("Choose how they were told")],
        choices=[
            Choice("in_person", "In person"),
            Choice("phone", "By phone"),
            Choice("letter", "By letter"),
            Choice("text", "By text"),
        ],
    )
    told_on = DateBox("When were they told?", [needed("Enter the day they were told")])


class MoveForm(Form):
    """A new time, and who asked for it."""

    asked_by = Radios(
        "Who asked?",
        [needed("Choose who asked")],
        choices=[Choice(MoveAskedBy.PERSON.value, "They did"), Choice(MoveAskedBy.US.value, "We did")],
        inline=True,
    )
    day = DateBox("New day", [needed("Enter the new day")], hint="For example, Tue 20 Oct or 20/10/26")
    time = TimeBox("New time", [needed("Enter the new time")], hint="For example, 2:30pm or 14:30")
    sure = Tick("Move it all the same")
    seen_version = HiddenNumber()
