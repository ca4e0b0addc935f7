"""What the text about a booking would say, before the booking is made: shown beside the button that makes it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from casework.accounts.models import Agency, Staff
from casework.appointments.models import Place
from casework.kernel import words
from casework.kernel.database import db
from casework.people.models import Person, SafeContact
from casework.people.rules.phones import shown
from reminders.rules.templates import Template
from reminders.rules.wording import CannotSay, Merge
from reminders.services.composing import say
from reminders.services.reach import reach


@dataclass(frozen=True)
class Foretold:
    """The words for each time asked about, and why none would go: `held` is empty when one would."""

    words: dict[tuple[dt.date, dt.time], str] = field(repr=False)
    held: str = ""


def foretell(
    person: Person,
    times: list[tuple[dt.date, dt.time]],
    *,
    place: Place | None,
    with_staff_id: int | None,
    moved: bool = False,
    now: dt.datetime,
) -> Foretold:
    """What the confirmation of a booking at each of these London wall times would say to her at `now` (UTC).

    With `moved` it is the text that says an appointment has a new time. Raises nothing: words that cannot be made are
    said to be held, with how to put it right.
    """
    found = reach(person, now)
    if found.held:
        return Foretold({}, found.held)
    template = Template.REARRANGED if moved else Template.BOOKED
    try:
        merges = {when: _merge(person, when, place, with_staff_id, found.contact) for when in times}
        said = {
            when: say(template, merge, found.contact, agency_id=person.agency_id).body for when, merge in merges.items()
        }
    except CannotSay as no:
        return Foretold({}, str(no))
    return Foretold(said)


def _merge(
    person: Person,
    when: tuple[dt.date, dt.time],
    place: Place | None,
    with_staff_id: int | None,
    contact: SafeContact | None,
) -> Merge:
    by_name = contact is None or contact.use_name
    staff = db.session.get(Staff, with_staff_id) if with_staff_id else None
    phone = (staff.phone if staff else "") or db.session.get_one(Agency, person.agency_id).phone
    return Merge(
        name=(person.known_as or person.given_name) if by_name else "",
        who=contact.words_who if contact else "",
        what=(contact.words_what if contact else "") or "appointment",
        day=words.short_day(when[0]),
        time=words.clock_time(when[1]),
        place=place.text_name if place else "",
        phone=shown(phone),
    )
