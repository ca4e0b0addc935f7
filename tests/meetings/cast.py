"""A cases meeting of three agencies of the site and one outside it, for the tests of this room."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from casework.accounts.models import Agency
from casework.accounts.rules import AgencyKind
from casework.kernel.actors import Actor
from casework.kernel.database import db, transaction
from casework.meetings import services
from casework.meetings.models import CasesItem, CasesMeeting
from casework.meetings.rules import Reason
from casework.meetings.services import Agenda, Plan, Put
from casework.people.models import Person
from casework.people.rules.agreements import HowAgreed
from casework.people.rules.sharing import Basis
from tests.people.cast import AT, DAY, TODAY, add_jo
from tests.support.staff import Team

MEETS = AT + 12 * DAY
AFTER = MEETS + dt.timedelta(hours=2)
CLINIC = "Mill Street Clinic"


@dataclass
class Round:
    """Lantern holds it; Harbour helps, the Met are police, the clinic does not use this Waymark."""

    team: Team
    harbour: Team = field(init=False)
    met: Team = field(init=False)
    meeting: CasesMeeting = field(init=False)

    def __post_init__(self) -> None:
        self.harbour, self.met = Team(self.team.app, "Harbour Trust"), Team(self.team.app, "Met Vice")
        ids = [self.harbour.agency_id, self.met.agency_id]
        with transaction():
            db.session.get_one(Agency, ids[1]).kind = AgencyKind.POLICE.value
        plan = Plan(MEETS, "The Hub", "Sam Okafor", ids, [(AgencyKind.CHARITY, CLINIC)])
        with transaction():
            self.meeting = services.plan_meeting(plan, name="Street cases", after=None, by=self.worker, at=AT)

    @property
    def worker(self) -> Actor:
        return self.team.actor("worker")

    def body(self, name: str) -> str:
        """The reference of a body by the beginning of its name."""
        asked = services.asked(self.meeting)
        return next(one.reference for one in asked if one.called.startswith(name))

    def wanted(
        self, *to: str, basis: Basis = Basis.AGREEMENT, meeting: CasesMeeting | None = None, **more: object
    ) -> Put:
        """Somebody put forward to these bodies; with agreement, given today unless told."""
        given: dict[str, object] = {
            "reason": Reason.HEALTH,
            "basis": basis,
            "why": "" if basis is Basis.AGREEMENT else "Threats on Tuesday",
            "to": [self.body(one) for one in to],
            "until": TODAY + 60 * DAY,
            "brief": "Who can see Jo this week?",
            "support": "Wants a methadone script",
            "agreed_on": TODAY if basis is Basis.AGREEMENT else None,
            "how": HowAgreed.IN_PERSON,
        }
        return Put(**(given | more))  # type: ignore[arg-type]

    def put(self, person: Person, *to: str, by: Actor | None = None, at: dt.datetime = AT, **more: object) -> CasesItem:
        """Put somebody forward to these bodies."""
        with transaction():
            wanted = self.wanted(*to, **more)  # type: ignore[arg-type]
            return services.put_forward(self.meeting, person, wanted, by=by or self.worker, at=at)

    def reads(self, by: Actor, at: dt.datetime = AT + DAY, meeting: CasesMeeting | None = None) -> Agenda:
        """The agenda as somebody has it."""
        return services.agenda(meeting or self.meeting, by=by, at=at)

    def jo(self) -> Person:
        return add_jo(self.worker)

    def mei(self) -> Person:
        """Somebody else of the same agency."""
        return add_jo(self.worker, given_name="Mei", family_name="Tan")
