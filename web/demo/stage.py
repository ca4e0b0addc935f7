"""The stage on which the pretend people live their last half year, one moment after another, through the services."""

from __future__ import annotations

import datetime as dt
import heapq
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import count

from casework.accounts import services as accounts
from casework.accounts.models import Agency, Staff
from casework.accounts.rules import Role
from casework.appointments import services as appointments
from casework.appointments.models import Place
from casework.courts import services as courts
from casework.kernel import clock
from casework.kernel.actors import Actor
from casework.kernel.closed_days import closed_days
from casework.kernel.database import db
from casework.kernel.workdays import add_business_days, business_days_before
from casework.people.models import Person
from diversion import services as diversion
from diversion.models import Scheme
from orders import services as orders
from web.demo.cast import Who
from web.demo.network import Network
from web.demo.post import Post

Story = Iterator[dt.datetime]
"""Somebody's half year: each `yield` is the moment at which it goes on; it stops by itself at the present."""

THAMES, STRATFORD = "B01ND00", "B01MN00"
AGENCY = "Lantern Project (pretend)"
TEAM = {
    Role.WORKER: "Robin Hale",
    Role.SUPERVISOR: "Sam Okafor",
    Role.LIAISON: "Lesley Marsh",
    Role.MANAGER: "Morgan Pike",
    Role.ADMINISTRATOR: "Ade Bright",
    Role.DATA_PROTECTION: "Dev Rowe",
    Role.PARTNER: "Nell Fry",
}


@dataclass
class Stage:
    """`now` is the moment the play has reached; `end` the present. Moments are UTC, days are London's."""

    end: dt.datetime
    now: dt.datetime
    network: Network
    post: Post = field(default_factory=Post)
    closed: frozenset[dt.date] = frozenset()
    team: dict[Role, Actor] = field(default_factory=dict)
    schemes: dict[str, Scheme] = field(default_factory=dict)
    places: list[Place] = field(default_factory=list)
    known: dict[Who, Person] = field(default_factory=dict)
    _waiting: list[tuple[dt.datetime, int, Story]] = field(default_factory=list)
    _order: Iterator[int] = field(default_factory=count)

    @property
    def today(self) -> dt.date:
        """The present day in London."""
        return clock.local_day(self.end)

    @property
    def court_day(self) -> dt.date:
        """The next day on which a court sits: the day of the court list."""
        return self.business(1)

    def business(self, days: int) -> dt.date:
        """So many business days after today; before it where negative."""
        closed = self.closed
        if days >= 0:
            return add_business_days(self.today, days, closed)
        return business_days_before(self.today, -days, closed)

    @property
    def robin(self) -> Actor:
        """The worker."""
        return self.team[Role.WORKER]

    @property
    def sam(self) -> Actor:
        """The supervisor."""
        return self.team[Role.SUPERVISOR]

    @property
    def lesley(self) -> Actor:
        """The court liaison."""
        return self.team[Role.LIAISON]

    def at(self, day: dt.date, hour: int = 9, minute: int = 0) -> dt.datetime:
        """A London wall time as a moment."""
        return clock.moment(day, dt.time(hour, minute))

    def tell(self, story: Story) -> None:
        """Take a story up; it begins at the moment it yields first."""
        begins = next(story, None)
        if begins is not None:
            heapq.heappush(self._waiting, (begins, next(self._order), story))

    def play(self) -> None:
        """Let every story go on, each at its moment, until the present. What a story wants later never happens."""
        while self._waiting and self._waiting[0][0] <= self.end:
            moment, _, story = heapq.heappop(self._waiting)
            self._carry(moment)
            self.now = max(self.now, moment)
            self.tell(story)
        self._carry(self.end)
        self.now = self.end

    def _carry(self, until: dt.datetime) -> None:
        self.network.carry(until=until)
        self.post.carry(until=until)


def raise_curtain(end: dt.datetime, begins: dt.datetime, password: Callable[[], str]) -> Stage:
    """The service as it is set up before anybody comes: agency, staff, schemes, places and who is told."""
    agency = accounts.add_agency(AGENCY, at=begins)
    agency.phone, agency.set_up_at, agency.confirmed_at = "020 7946 0123", begins, end
    stage = Stage(end=end, now=begins, network=Network(), closed=closed_days())
    for number, (role, name) in enumerate(TEAM.items()):
        stage.team[role] = _colleague(agency, role, name, f"020 7946 02{number:02}", password(), begins)
    _furnish(stage, begins)
    return stage


def _colleague(agency: Agency, role: Role, name: str, phone: str, password: str, at: dt.datetime) -> Actor:
    email = f"{role.value}@pretend.example.org"
    staff = accounts.add_staff(agency, name=name, email=email, password=password, roles=[role], phone=phone, at=at)
    return staff.actor


def _receive(stage: Stage, at: dt.datetime) -> None:
    nell = db.session.get_one(Staff, stage.team[Role.PARTNER].staff_id)
    by = stage.team[Role.ADMINISTRATOR]
    appointments.receives_at(nell, [stage.places[1]], works_as="Advice worker", by=by, at=at)


def _away(stage: Stage, at: dt.datetime) -> None:
    sam = db.session.get_one(Staff, stage.sam.staff_id)
    first, last = stage.business(15), stage.business(19)
    appointments.record_leave(sam, first_day=first, last_day=last, by=stage.sam, at=at)


def _furnish(stage: Stage, at: dt.datetime) -> None:
    admin = stage.team[Role.ADMINISTRATOR]
    for name in ("Safe Exit", "TRUST"):
        stage.schemes[name] = diversion.add_preset(name, by=admin, at=at)
    orders.add_preset(by=admin, at=at)
    for name, text_name in (("14 Mill Street, first floor", "Mill Street"), ("The Hub, Cable Row", "the Hub")):
        stage.places.append(appointments.add_place(name=name, text_name=text_name, by=admin, at=at))
    appointments.add_room(stage.places[0], name="Blue room", by=admin, at=at)
    _away(stage, at)
    _receive(stage, at)
    for kind, name in (
        ("cps", "CPS London North (pretend)"),
        ("court", "List office (pretend)"),
        ("solicitor", "Ames and Bell, solicitors (pretend)"),
        ("service", "Harbour Outreach (pretend)"),
    ):
        desk = courts.add_contact(
            kind=kind,
            name=name,
            email=f"{kind}@pretend.example.org",
            phone="020 7946 0300",
            court_codes=[THAMES, STRATFORD] if kind in ("cps", "court") else [],
            by=admin,
            at=at,
        )
        courts.read_back(desk, who="A pretend clerk", by=admin, at=at)
