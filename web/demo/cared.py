"""What follows from two appointments, for one of the pretend people: services, contacts, somebody to beware of."""

from __future__ import annotations

import datetime as dt

from casework.care import services as care
from casework.care.rules import ContactKind, FirstAnswers, Heading, Home, Reach, Said, ServiceOutcome
from casework.care.services import reports
from casework.kernel import clock
from casework.people.models import Person
from web.demo.stage import Stage

BEWARE = {
    "warning": "Pays first, then turns violent and takes the money back",
    "looks": "About 40, shaved head, a gold tooth",
    "vehicle": "Silver estate car with a dented door",
    "area": "Round the market at night",
    "place": "Behind the market hall",
    "happened": "Hit and robbed after she got into the car",
}


def follow(stage: Stage, person: Person) -> None:
    """A service that took her on, a check-in to come, a contact with what came up, and a report that she let go."""
    by, at, today = stage.robin, stage.now, clock.local_day(stage.now)
    went = care.refer(person, heading=Heading.HOUSING, service="Mill Street Hostel", referred_on=today, by=by, at=at)
    care.came_of_it(person, went.reference, ServiceOutcome.ACCEPTED, on_day=today, by=by, at=at)
    care.plan_check_in(person, today + dt.timedelta(days=60), by=by, at=at)
    housing, safety = Heading.HOUSING, Heading.SAFETY
    care.log_contact(person, ContactKind.DROP_IN, raised=[housing, safety], supported=[housing], by=by, at=at)
    care.log_contact(None, ContactKind.OUTREACH, people=6, raised=[Heading.HEALTH], by=by, at=at)
    asked = FirstAnswers(Said.YES, Said.NO, Home.HOSTEL, "English", Said.NO)
    care.write_first(person, asked, by=by, at=at)
    told = reports.take_report(person, BEWARE, by=by, at=at)
    reports.choose(told, Reach.INTELLIGENCE, by=by, at=at)
