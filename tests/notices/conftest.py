"""A court day at Thames: its CPS office and its court are told by e-mail; two people of ours are listed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from casework.courts.models import ContactCourt, CourtContact
from casework.kernel.actors import Actor
from casework.kernel.database import db, reading, transaction
from casework.people.models import Person
from notices import jobs, services
from notices.gateway.mail import Relay
from notices.models import Notice
from notices.rules import NoticeKind, Statement
from tests.notices.papers import DAY, told
from tests.support import smtp
from tests.support.staff import Team

NOON = datetime(2026, 10, 12, 11, 0, tzinfo=UTC)
CPS, COURT = "results@cps.example.org", "list@thames.example.org"


@dataclass
class Thames:
    """What the tests of this room do: tell, send, look. The clock is the test's own."""

    app: Flask
    team: Team
    relay: smtp.Relayed
    now: datetime = NOON

    def person(self, name: str = "Jo BROWN") -> int:
        given, _, family = name.partition(" ")
        with transaction():
            row = Person(
                agency_id=self.team.agency_id,
                given_name=given,
                family_name=family or given,
                date_of_birth=None,
                created_at=self.now,
            )
            db.session.add(row)
            db.session.flush()
            return row.id

    def contact(
        self,
        kind: str,
        name: str,
        email: str,
        court_code: str = "B01ND00",
        *,
        verified: bool = True,
        sheet: bool = False,
    ) -> int:
        with transaction():
            row = CourtContact(
                agency_id=self.team.agency_id,
                kind=kind,
                name=name,
                email=email,
                sheet=sheet,
                verified_at=self.now if verified else None,
                verified_how="link" if verified else "",
                recorded_at=self.now,
                courts=[ContactCourt(court_code=court_code)],
            )
            db.session.add(row)
            db.session.flush()
            return row.id

    def about(self, name: str = "Jo BROWN", reference: str = "K7Q3XWZ2", **changes: Any) -> Statement:
        made = {"person_id": self.person(name), "subject": f"referral:{reference}", **changes}
        return told(name, **made)

    def tell(self, *statements: Statement, by: Actor | None = None, **changes: Any) -> list[str]:
        """Issue, and say the references of the notices made, CPS first."""
        asked = {"court_code": "B01ND00", "day": DAY, "kind": NoticeKind.RESULTS, **changes}
        with transaction():
            made = services.issue(statements, by=by or self.liaison, at=self.now, **asked)
            return [notice.reference for notice in made]

    def send(self) -> int:
        return jobs.run_due(lambda: self.now, self.mail)

    def later(self, **span: int) -> None:
        self.now += timedelta(**span)

    def notice(self, reference: str) -> Notice:
        with reading():
            found: Notice = db.session.scalars(db.select(Notice).where(Notice.reference == reference)).one()
            assert found.lines is not None
            db.session.expunge_all()
            return found

    def state(self, reference: str) -> str:
        return self.notice(reference).state

    @property
    def mail(self) -> Relay:
        return Relay(host="127.0.0.1", port=self.relay.port, from_address="notices@lantern.example.org")

    @property
    def liaison(self) -> Actor:
        return self.team.actor("liaison")


@pytest.fixture
def relay() -> Iterator[smtp.Relayed]:
    with smtp.relay() as box:
        yield box


@pytest.fixture
def thames(within: Flask, team: Team, relay: smtp.Relayed) -> Thames:
    services.install(within, public_url="https://waymark.example.org", smtp_from="notices@lantern.example.org")
    made = Thames(within, team, relay)
    made.contact("cps", "CPS London North", CPS)
    made.contact("court", "Thames list office", COURT)
    return made
