"""Booking and moving an appointment."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import ClassVar

from casework.appointments.rules import MoveAskedBy
from casework.kernel.formkit import (
    Choice,
    DateBox,
    Form,
    Hidden,
    HiddenNumber,
    Number,
    Radios,
    Select,
    Text,
    Tick,
    TimeBox,
    needed,
)
from web.services import chips

ELSEWHERE = "elsewhere"
WHY = "If it is right all the same, say why in a few words"


class Slot(Radios):
    """A free time that was pressed, or "" for the boxes of another time. Any time may be posted, not only one of those
    on the page: what was free may have been taken since, and then `book` says so."""

    def pre_validate(self, form: object) -> None:
        """A value that is no time at all is nothing chosen: then the boxes are asked for."""
        if chips.read(self.data) is None:
            self.data = ""


class TimedForm(Form):
    """A day and time: a free time that was pressed, or else what was typed."""

    slot = Slot("Free times")
    day = DateBox("Day", hint="For example, Tue 20 Oct or 20/10/26")
    time = TimeBox("Time", hint="For example, 2:30pm or 14:30")
    despite = Text("Why, all the same", hint="Kept with the appointment", max_length=200)
    asks: ClassVar[tuple[str, str]] = ("Enter the day, or choose a free time", "Enter the time, or choose a free time")

    def check(self) -> None:
        """One or the other is needed."""
        if self.slot.data:
            return
        for field, message in zip((self.day, self.time), self.asks, strict=True):
            if field.data is None and not field.errors:
                self.fail(message, field.short_name)

    @property
    def chosen(self) -> tuple[dt.date, dt.time]:
        """The London day and time asked for; only of a form that was found right."""
        found = chips.read(self.slot.data) or (self.day.data, self.time.data)
        assert found[0] is not None and found[1] is not None  # noqa: S101, PT018
        return found[0], found[1]

    def keep_chosen(self, free: Collection[str] = ()) -> None:
        """Write a pressed time that is not one of those that are free into the boxes, unless something else was typed
        there, so that it is not lost."""
        found = chips.read(self.slot.data)
        if found is None or self.slot.data in free:
            return
        if not (self.day.typed or self.time.typed):
            self.day.process_data(found[0])
            self.time.process_data(found[1])
        self.slot.process_data("")


class BookForm(TimedForm):
    """One page, most of it filled in already (ux J3)."""

    minutes = Number("How long, in minutes", [needed("Enter how long it takes")])
    place = Select("Where", [needed("Choose a place, or “Somewhere else”")])
    place_other = Text("Somewhere else", hint="Only if it is not in the list", max_length=100)
    room = Select("Room", blank_label="No room")
    with_staff = Select("With", blank_label="Somebody at the service")
    with_other = Text("Name at the service", max_length=60)
    interpreter = Text("Interpreter: language", hint="Only if one is needed", max_length=40)
    escort = Tick("Somebody goes with them")
    transport = Tick("Transport")
    childcare = Tick("Childcare")
    back = Hidden()


class FixMeetingForm(BookForm):
    """A meeting of an order: what the person was told, when and how, is part of fixing it (domain rule 14)."""

    told_how = Radios(
        "How were they told of this time and place?",
        [needed("Choose how they were told")],
        choices=[
            Choice("in_person", "In person"),
            Choice("phone", "By phone"),
            Choice("letter", "By letter"),
            Choice("text", "By text", "The text that goes when this is saved"),
        ],
    )
    told_on = DateBox("When were they told?", hint="Today, if nothing is entered")


class MoveForm(TimedForm):
    """A new time, and who asked for it."""

    asked_by = Radios(
        "Who asked?",
        [needed("Choose who asked")],
        choices=[Choice(MoveAskedBy.PERSON.value, "They did"), Choice(MoveAskedBy.US.value, "We did")],
        inline=True,
    )
    seen_version = HiddenNumber()
    asks: ClassVar[tuple[str, str]] = (
        "Enter the new day, or press a free time",
        "Enter the new time, or press a free time",
    )
