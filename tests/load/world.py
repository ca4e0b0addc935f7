"""The site before the load: one agency with its staff, and for each what they will work on, made by the services."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from sqlalchemy import select

import diversion.services
import orders.services
from casework.accounts import services as accounts
from casework.accounts.models import Agency, Staff
from casework.accounts.rules import Role
from casework.appointments import services as appointments
from casework.appointments.models import Appointment, Place
from casework.appointments.rules import Outcome
from casework.courts import reference
from casework.courts import services as courts
from casework.kernel import clock
from casework.kernel.actors import Actor
from casework.kernel.database import db, transaction
from casework.kernel.workdays import add_business_days, business_days_before
from casework.people import services as people
from casework.people.models import Person
from casework.people.rules.agreements import HowAgreed, Recipient
from casework.people.rules.contact import Answer, Confirmed, ContactAnswers
from diversion.models import Referral, Scheme
from diversion.rules.words import Method
from orders.rules.instructions import ToldHow
from orders.rules.particulars import Particulars
from tests.harness import cast
from tests.harness.storm import number
from tests.load.hours import USUAL, hours_of
from web.services.calendars import make_feed

FEEDS = 10
"""So many of the workers have their diary in a calendar of their own, which asks for it again and again."""


@dataclass
class Desk:
    """One member of staff: the key of their session, and references of what is theirs to work on."""

    name: str
    role: str
    staff: int = 0
    key: str = ""
    people: list[str] = field(default_factory=list)
    ahead: list[str] = field(default_factory=list)
    """Appointments to come: to be moved or cancelled."""
    past: list[str] = field(default_factory=list)
    """Appointments of which nobody has said who came."""
    referrals: list[str] = field(default_factory=list)
    releases: list[str] = field(default_factory=list)
    orders: list[str] = field(default_factory=list)
    court: str = ""
    tells: bool = False
    feed: str = ""
    numbers: list[str] = field(default_factory=list)


@dataclass
class Made:
    """How much has been laid down."""

    by: Actor
    place: Place
    scheme: Scheme
    day: dt.date
    every: int
    persons: int = 0
    worker: Actor | None = None
    """The first of them, who saw everybody that the courts are told of."""

    def number(self) -> str:
        """The next number that is nobody else's."""
        self.persons += 1
        return number(self.persons)


def world(workers: int, supervisors: int, liaison: int, every: int = 1) -> list[Desk]:
    """Everything, each desk in a transaction of its own; the desks in the order of the roles.

    Only one in `every` has work of their own on the desk, where there must not be much of it: the others read, and
    bring their own. Everybody sees everybody: it is one agency.
    """
    made = _site(every)
    codes = [one.ou_code for one in reference.courts(open_only=True)]
    desks: list[Desk] = []
    for role, count in ((Role.WORKER, workers), (Role.SUPERVISOR, supervisors), (Role.LIAISON, liaison)):
        for n in range(count):
            with transaction():
                made.place = db.session.merge(made.place)
                made.scheme = db.session.merge(made.scheme)
                desks.append(_desk(made, role, n, codes[n - n % every]))
    everybody = [one for desk in desks for one in desk.people]
    ended = [one for desk in desks for one in desk.releases]
    for desk in desks:
        desk.people, desk.releases = everybody, [ended.pop()] if ended and desk.role == Role.WORKER else []
    return desks


def _site(every: int) -> Made:
    """As a service looks that is set up: a place, a scheme, a line that texts may go by."""
    now = clock.now()
    with transaction():
        agency = accounts.add_agency("Lantern Project", at=now)
        agency.set_up_at, agency.phone = now, "020 7946 0123"
        by = cast._staff(agency, "Ade Bright", Role.ADMINISTRATOR)
        scheme = diversion.services.add_preset("Safe Exit", by=by, at=now)
        place = appointments.add_place(name="Lantern House", text_name="the blue door", by=by, at=now)
        cast._verified_sender()
    return Made(by, place, scheme, clock.today(), every)


def _desk(made: Made, role: Role, n: int, code: str) -> Desk:
    desk = Desk(f"{role.value} {n}", role.value)
    agency = db.session.scalars(select(Agency)).one()
    now = clock.now()
    email = f"{role.value}{n}@example.org"
    staff = accounts.add_staff(agency, name=f"Robin {desk.name}", email=email, roles=[role], at=now)
    desk.staff = staff.id
    desk.key = accounts.open_session(staff, at=now)
    {Role.WORKER: _worker, Role.SUPERVISOR: _supervisor, Role.LIAISON: _liaison}[role](made, desk, staff, n, code)
    if role is Role.WORKER and n < FEEDS:
        desk.feed = make_feed(staff, by=staff.actor, at=now)
    return desk


def _arrest(made: Made, desk: Desk, by: Actor, *, days_ago: int, court: str, court_day: dt.date) -> Referral:
    mobile = made.number()
    arrested = business_days_before(made.day, days_ago)
    answers = diversion.services.ArrestAnswers(
        scheme=made.scheme,
        given_name="Jo",
        family_name=f"Blake-{made.persons}",
        date_of_birth=dt.date(1995, 2, 3),
        mobile=mobile,
        safe_to_text=Answer.YES,
        arrested_on=arrested,
        police_reference=f"01HT1{made.persons:04}26",
        court_code=court,
        court_day=court_day,
        agreed=HowAgreed.IN_PERSON,
    )
    at = clock.moment(arrested, dt.time(12))
    found = diversion.services.record_arrest(answers, by=by, at=at)
    _hours(found.person, mobile, by, at)
    desk.people.append(found.person.reference)
    desk.numbers.append(mobile)
    return found


def _hours(person: Person, mobile: str, by: Actor, at: dt.datetime) -> None:
    """When they may be texted, where they name hours of their own."""
    if (hers := hours_of(mobile)) != USUAL:
        said = ContactAnswers(
            mobile=mobile,
            safe_to_text=Answer.YES,
            texts_from=hers.since,
            texts_until=hers.until,
            text_days=hers.days,
            number_confirmed=Confirmed.IN_PERSON,
        )
        people.set_safe_contact(person, said, by=by, at=at)


def _book(made: Made, referral: Referral, position: int, day: dt.date, by: Actor, at: dt.datetime) -> Appointment:
    return diversion.services.book_requirement(
        diversion.services.find_requirement(referral, position),
        day=day,
        time=dt.time(9),
        place=made.place,
        with_staff_id=by.staff_id,
        by=by,
        at=at,
    )


def _worker(made: Made, desk: Desk, staff: Staff, n: int, code: str) -> None:
    """One who comes back in three weeks, and one who was here this morning and of whom nothing is recorded yet."""
    by, court_day = staff.actor, add_business_days(made.day, 60)
    made.worker = made.worker or by
    mine = {False: n % made.every == 0, True: n % made.every == made.every - 1}
    for past in [past for past, wanted in mine.items() if wanted]:
        referral = _arrest(made, desk, by, days_ago=3, court="B01ND00", court_day=court_day)
        asked_at = clock.moment(referral.arrested_on, dt.time(14))
        if past:
            desk.past.append(_book(made, referral, 1, made.day, by, asked_at).reference)
        else:
            desk.ahead.append(_book(made, referral, 1, add_business_days(made.day, 15), by, clock.now()).reference)
        desk.referrals.append(referral.reference)


def _supervisor(made: Made, desk: Desk, staff: Staff, n: int, code: str) -> None:
    """An order whose first meeting was this morning, and whose second is to be fixed."""
    if n % min(made.every, 2):
        return
    by, made_on = staff.actor, business_days_before(made.day, 20)
    made.number()
    paper = Particulars(
        court_code="B01ND00",
        made_on=made_on,
        required_by=made_on + dt.timedelta(days=160),
        supervisor_id=by.staff_id,
        supervisor_name=by.name,
        supervisor_agreed=True,
        area="2574",
    )
    answers = orders.services.OrderAnswers(
        given_name="Lena",
        family_name=f"Kovac-{made.persons}",
        date_of_birth=dt.date(1995, 2, 3),
        paper=paper,
        urn=f"01HT2{made.persons:04}26",
    )
    at = clock.moment(made_on, dt.time(12))
    order = orders.services.record_order(answers, by=by, at=at)
    meeting = orders.services.fix_meeting(
        order.meetings[0], day=made.day, time=dt.time(9), place=made.place, told_how=ToldHow.IN_PERSON, by=by, at=at
    )
    desk.orders.append(order.reference)
    desk.past.append(meeting.reference)
    desk.people.append(order.person.reference)


def _liaison(made: Made, desk: Desk, staff: Staff, n: int, code: str) -> None:
    """A court of their own tomorrow week, with two who have completed; one case has ended."""
    admin, day = made.by, add_business_days(made.day, 6)
    desk.court, desk.tells = f"/court/{code}/{day}", n % made.every == 0
    if not desk.tells:
        return
    asked_at = clock.moment(business_days_before(made.day, 20), dt.time(12))
    for kind in ("cps", "court"):
        email = f"{kind}.{code.lower()}@example.org"
        desk_there = courts.add_contact(kind=kind, name=kind, email=email, court_codes=[code], by=admin, at=asked_at)
        courts.read_back(desk_there, who="Duty clerk", by=admin, at=asked_at)
    worker = made.worker or staff.actor
    for ended in (False, True)[: 2 - n // made.every % 2]:
        referral = _arrest(made, desk, worker, days_ago=20, court=code, court_day=day)
        for position in (1, 2):
            _completed(made, referral, position, worker)
        _shared(referral, worker)
        if ended:
            _discontinued(made, referral, worker)
            desk.releases.append(referral.reference)


def _completed(made: Made, referral: Referral, position: int, by: Actor) -> None:
    came = business_days_before(made.day, 12 - 4 * position)
    booked = _book(made, referral, position, came, by, clock.moment(referral.arrested_on, dt.time(13)))
    diversion.services.record_outcome(booked, Outcome.ATTENDED, by=by, at=clock.moment(came, dt.time(11)))


def _shared(referral: Referral, by: Actor) -> None:
    diversion.services.agree_to_sharing(
        referral,
        recipients=(Recipient.CPS, Recipient.COURT),
        how=HowAgreed.IN_PERSON,
        given_on=referral.arrested_on,
        by=by,
        at=clock.moment(referral.arrested_on, dt.time(13)),
    )


def _discontinued(made: Made, referral: Referral, by: Actor) -> None:
    day = business_days_before(made.day, 1)
    diversion.services.record_ending(
        referral,
        referral.charges,
        method=Method.DISCONTINUED,
        result_code="2053",
        decided_by="CPS London North, A. Reviewer",
        decided_on=day,
        reference="CPS/2026/77",
        notice_served_on=day,
        by=by,
        at=clock.moment(day, dt.time(15)),
    )
