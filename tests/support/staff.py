"""The steady cast of staff: one agency, one person for each role, and another agency that must see nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from flask import Flask

from casework.accounts import services
from casework.accounts.models import Agency
from casework.accounts.rules import Role
from casework.kernel import clock
from casework.kernel.actors import Actor
from casework.kernel.database import db, transaction
from tests.support.application import Reader

PASSWORD = "nine green bottles"
CAST = {
    Role.WORKER: "Robin Hale",
    Role.SUPERVISOR: "Sam Okafor",
    Role.LIAISON: "Lesley Marsh",
    Role.MANAGER: "Morgan Pike",
    Role.ADMINISTRATOR: "Ade Bright",
    Role.PARTNER: "Nell Fry",
}


@dataclass
class Team:
    """Makes the agency and its staff as they are asked for."""

    app: Flask
    agency_name: str = "Lantern Project"
    _agency_id: int | None = None
    _actors: dict[str, Actor] = field(default_factory=dict)

    @property
    def agency_id(self) -> int:
        """The agency, its service set up."""
        if self._agency_id is None:
            self._agency_id = self._inside(self._make_agency)
        return self._agency_id

    def actor(self, role: str) -> Actor:
        """The member of the cast with this role, as services are told of them."""
        agency_id = self.agency_id
        if role not in self._actors:
            self._actors[role] = self._inside(lambda: self._make_staff(Role(role), agency_id))
        return self._actors[role]

    def email(self, role: str) -> str:
        return f"{role}.{self.agency_name.split()[0].lower()}@example.org"

    def sign_in(self, role: str) -> Reader:
        """A client in which this member of the cast has signed in by the real page."""
        self.actor(role)
        client = self.app.test_client()
        assert isinstance(client, Reader)
        answer = client.form("/sign-in", data={"email": self.email(role), "password": PASSWORD})
        assert answer.status_code == 303, f"sign-in was refused: {answer.status_code}"
        return client

    def second_administrator(self) -> Actor:
        """Uma Reed, for what takes two; her address is uma@example.org."""
        made: Actor = self._inside(self._make_second)
        return made

    def _make_second(self) -> Actor:
        agency = db.session.get_one(Agency, self.agency_id)
        return services.add_staff(
            agency,
            name="Uma Reed",
            email="uma@example.org",
            password=PASSWORD,
            roles=[Role.ADMINISTRATOR],
            at=clock.now(),
        ).actor

    def _make_agency(self) -> int:
        agency = services.add_agency(self.agency_name, at=clock.now())
        agency.set_up_at = clock.now()
        return agency.id

    def _make_staff(self, role: Role, agency_id: int) -> Actor:
        agency = db.session.get_one(Agency, agency_id)
        staff = services.add_staff(
            agency, name=CAST[role], email=self.email(role.value), password=PASSWORD, roles=[role], at=clock.now()
        )
        return staff.actor

    def _inside(self, work: Callable[[], Any]) -> Any:
        with self.app.app_context(), transaction():
            return work()
