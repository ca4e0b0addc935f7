"""Booking one of the times that were offered in a text: asked of the programme that owns what it is for (ux 4.4)."""

from __future__ import annotations

import datetime as dt

from casework.accounts.models import Staff
from casework.appointments import services as appointments
from casework.appointments.models import Appointment, Place
from casework.kernel.actors import Actor
from casework.kernel.database import db
from casework.kernel.refused import Refused
from casework.kernel.showing import Bookable
from casework.people.models import Person
from reminders.models import Offer
from reminders.rules.offers import MOST
from reminders.services.offering import Offered
from web.services import bookings, chips, programmes


class TextBooker:
    """The programmes, as offers of times need them."""

    def offers(self, person: Person, *, by: Actor, now: dt.datetime) -> list[Offered]:
        """What this person could be booked for now with whoever offers, each with up to three free times."""
        wanted = programmes.to_book(agency_id=person.agency_id, staff_id=by.staff_id, at=now)
        return [_offered(person, one, by, now) for one in wanted if one.person_id == person.id and not one.at_service]

    def book(self, offer: Offer, when: dt.datetime, *, at: dt.datetime) -> Appointment:
        """Book it as whoever offered it. Raises Refused when the time was taken meanwhile, NotFound when it is over."""
        staff = db.session.get(Staff, offer.made_by_id) if offer.made_by_id else None
        if staff is None or not staff.is_active:
            raise Refused("Whoever offered this time is no longer here")
        booked: Appointment = programmes.of_subject(offer.subject).book(
            offer.subject,
            day=when.date(),
            time=when.time(),
            minutes=offer.minutes,
            place=db.session.get(Place, offer.place_id) if offer.place_id else None,
            with_staff_id=offer.with_staff_id,
            by=staff.actor,
            at=at,
        )
        return booked


def _offered(person: Person, wanted: Bookable, by: Actor, now: dt.datetime) -> Offered:
    place = bookings.usual_place(person, by)
    free = appointments.free_times(
        agency_id=person.agency_id,
        staff_id=by.staff_id,
        minutes=wanted.minutes,
        until=wanted.by,
        now=now + dt.timedelta(hours=1),
        person=person,
        limit=MOST,
        not_on=chips.court_days(person, now),
    )
    times = [dt.datetime.combine(one.day, one.time) for one in free]
    return Offered(wanted.subject, wanted.title, wanted.minutes, by.staff_id, place.id if place else None, times)
