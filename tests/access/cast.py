"""Two teams of one agency, and another agency: who stands where in the tests of who may see what."""

from __future__ import annotations

from casework.accounts import services as accounts
from casework.accounts.models import Agency, Staff
from casework.accounts.rules import AgencyKind, Role
from casework.kernel import clock
from casework.kernel.actors import Actor
from casework.kernel.database import db, transaction
from tests.support.staff import PASSWORD, Team


def colleague(team: Team, name: str, *roles: Role, in_team: str = "") -> Actor:
    """One more member of staff of the cast's agency; their address is their first name at example.org."""
    with transaction():
        staff = accounts.add_staff(
            db.session.get_one(Agency, team.agency_id),
            name=name,
            email=f"{name.split()[0].lower()}@example.org",
            password=PASSWORD,
            roles=roles,
            at=clock.now(),
        )
        staff.team = in_team
        db.session.flush()
        return staff.actor


def put_in_team(actor: Actor, name: str) -> None:
    """They are in this team from now on."""
    with transaction():
        db.session.get_one(Staff, actor.staff_id).team = name


def of_kind(team: Team, kind: AgencyKind) -> None:
    """The cast's agency is one of this kind."""
    with transaction():
        db.session.get_one(Agency, team.agency_id).kind = kind.value
