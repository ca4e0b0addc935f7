"""Hours, leave, rooms, and appointments handed over."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from casework.accounts.models import Staff
from casework.appointments.models import Appointment, Place
from casework.appointments.rules.hours import Spell
from casework.appointments.services import place_words
from casework.appointments.services.rooms import LONGEST_NAME
from casework.kernel import words
from casework.kernel.formkit import Checkboxes, Choice, DateBox, Form, Select, Text, TimeBox, needed
from casework.kernel.words import DAYS
from casework.people.rules.names import short_name


class HoursForm(Form):
    """A week: from and until for each day, both left empty on a day off."""

    def week(self) -> dict[int, Spell]:
        """What was typed, by weekday (0 is Monday)."""
        return {n: (self[f"starts_{n}"].data, self[f"ends_{n}"].data) for n in range(len(DAYS))}

    def start(self, week: Mapping[int, Spell]) -> None:
        """Fill the page with what is recorded."""
        for weekday, (starts, ends) in week.items():
            self[f"starts_{weekday}"].process_data(starts)
            self[f"ends_{weekday}"].process_data(ends)


for _weekday, _day in enumerate(DAYS):
    setattr(HoursForm, f"starts_{_weekday}", TimeBox(f"{_day[:3]} from", hint=""))
    setattr(HoursForm, f"ends_{_weekday}", TimeBox(f"{_day[:3]} until", hint=""))


class LeaveForm(Form):
    """First and last day away."""

    first_day = DateBox("First day away", [needed("Enter the first day away")])
    last_day = DateBox("Last day away", hint="Leave blank for one day")
    note = Text("Note", hint="Seen by them and their manager only", max_length=100)


class RoomForm(Form):
    """A room of a place."""

    place = Select("Place", [needed("Choose the place")])
    name = Text("Name of the room", [needed("Enter the name of the room")], max_length=LONGEST_NAME)

    def offer(self, places: Sequence[Place]) -> None:
        """The places it can be in."""
        self.place.choices = [Choice(one.reference, one.name) for one in places]


class HandOverForm(Form):
    """Which appointments, and to whom."""

    which = Checkboxes("Appointments", [needed("Tick at least one appointment")])
    to_staff = Select("Who takes them?", [needed("Choose who takes them")])

    def offer(self, rows: Sequence[Appointment], colleagues: Sequence[Staff]) -> None:
        """What is still booked, and who could take it."""
        self.which.choices = [Choice(row.reference, label_of(row)) for row in rows]
        self.to_staff.choices = [Choice(one.reference, one.name) for one in colleagues]


def label_of(row: Appointment) -> str:
    """ "Tue 13 Oct, 10:00am, Jo B., Mill Street": for a worker's own screen."""
    who = short_name(row.person.known_as or row.person.given_name, row.person.family_name)
    return ", ".join(part for part in (words.short_moment(row.starts_at), who, place_words(row)) if part)
