"""`./run waymark verify`: every stored status worked out again, and every difference printed (house habit 2)."""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa
from click.testing import CliRunner, Result
from flask import Flask

from casework.kernel import clock
from casework.kernel.database import db, transaction
from diversion.models import Referral
from orders.models import SupportOrder
from tests.diversion.conftest import Case
from tests.orders.conftest import Case as OrderCase
from tests.support.staff import Team
from web.cli import waymark


@pytest.fixture
def lives(within: Flask, team: Team) -> None:
    """A referral and an order as the services left them."""
    referral, order, today = Case(within, team), OrderCase(within, team), clock.today()
    referral.arrest(arrested_on=today, court_day=today + dt.timedelta(days=35), at=clock.now())
    order.add_person(at=clock.now())
    order.record(made_on=today, required_by=today + dt.timedelta(days=150), at=clock.now())


def verify(app: Flask) -> Result:
    settings = app.extensions["settings"]
    db.session.rollback()
    environment = {"WAYMARK_HOME": str(settings.home), "DATABASE_URL": settings.database_url}
    return CliRunner().invoke(waymark, ["verify"], env=environment)


def test_nothing_differs_after_the_services(app: Flask, lives: None) -> None:
    found = verify(app)
    assert (found.exit_code, found.stdout) == (0, "")


def test_what_was_changed_behind_their_back_is_printed(app: Flask, lives: None) -> None:
    with transaction():
        db.session.execute(sa.update(Referral).values(status="completed", done=2))
        db.session.execute(sa.update(SupportOrder).values(status="complied_told"))
    found = verify(app)
    assert found.exit_code == 1
    lines = found.stdout.splitlines()
    assert len(lines) == 3
    assert "status is stored as completed, and the facts say" in lines[0]
    assert "done is stored as 2, and the facts say 0" in lines[1]
    assert lines[2].startswith("order ")
    assert "status is stored as complied_told" in lines[2]
