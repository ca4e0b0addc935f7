"""The steady cast of staff: one agency, one person for each role, and another agency that must see nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from flask import Flask
from playwright.sync_api import Page
from pyotp import TOTP
from sqlalchemy import select

from casework.accounts import services
from casework.accounts.models import Agency, SecondFactor, Staff
from casework.accounts.rules import Role
from casework.accounts.services import factors
from casework.kernel import clock
from casework.kernel.actors import Actor
from casework.kernel.database import db, transaction
from tests.support.application import Reader
from web import cookies

PASSWORD = "nine green bottles"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
CAST = {
    Role.WORKER: "Robin Hale",
    Role.SUPERVISOR: "Sam Okafor",
    Role.LIAISON: "Lesley Marsh",
    Role.MANAGER: "Morgan Pike",
    Role.ADMINISTRATOR: "Ade Bright",
    Role.DATA_PROTECTION: "Dev Rowe",
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

    def key(self, role: str) -> str:
        """The key of a session that this member of the cast opened in full: password, then second step."""
        self.actor(role)
        key: str = self._inside(lambda: self._open(self.email(role)))
        return key

    def sign_in(self, role: str) -> Reader:
        """A client in which this member of the cast is signed in. The pages of signing in have tests of their own."""
        return self.client_of(self.key(role))

    def client_of(self, key: str) -> Reader:
        """A client that holds the key of a session."""
        client = self.app.test_client()
        assert isinstance(client, Reader)
        client.set_cookie(cookies.COOKIE, key, secure=True, domain="localhost")
        return client

    def sign_in_as(self, email: str) -> Reader:
        """A client in which whoever has this address is signed in."""
        return self.client_of(self._inside(lambda: self._open(email)))

    def enter(self, page: Page, role: str, address: str = "/") -> None:
        """Sign this member of the cast in in a real browser that has the application's address for its base, and go to
        a page of theirs."""
        page.goto("/help")
        where = "/".join(page.url.split("/")[:3]).replace("http:", "https:")
        page.context.add_cookies([{"name": cookies.COOKIE, "value": self.key(role), "url": where, "secure": True}])
        page.goto(address)

    def has_app(self, role: str) -> None:
        """This member of the cast has an app that shows codes: `code` says which one now."""
        self.actor(role)
        self._inside(lambda: self._add_app(self.email(role)))

    def code(self, at: dt.datetime) -> str:
        """What the app of any of the cast shows at a moment."""
        return TOTP(SECRET).at(at)

    def by_page(self, role: str, client: Reader | None = None, **more: str) -> Reader:
        """Sign in by the real pages, both steps."""
        self.has_app(role)
        reader = client or self.app.test_client()
        assert isinstance(reader, Reader)
        answer = reader.form("/sign-in", data={"email": self.email(role), "password": PASSWORD, **more})
        assert answer.status_code == 303, f"sign-in was refused: {answer.status_code}"
        step = reader.form(answer.headers["Location"], data={"code": self.code(clock.now())})
        assert step.status_code == 303, f"the second step was refused: {step.status_code}"
        return reader

    def _open(self, email: str) -> str:
        staff = self.staff_of(email)
        staff.agency.confirmed_at = max(staff.agency.confirmed_at, clock.now())  # no manager is late for it
        return services.open_session(staff, at=clock.now())

    def staff_of(self, email: str) -> Staff:
        found: Staff | None = db.session.scalar(select(Staff).where(Staff.email_index == services.email_index(email)))
        assert found is not None, f"nobody has the address {email}"
        return found

    def _add_app(self, email: str) -> None:
        staff = self.staff_of(email)
        if not factors.has_factor(staff.id):
            row = SecondFactor(staff_id=staff.id, kind=factors.TOTP_KIND, name="Phone", secret=SECRET)
            row.made_at = clock.now()
            db.session.add(row)

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
