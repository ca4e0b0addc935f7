"""Somebody leaves: their sign-in ends at once, what is booked with them waits; they can come back (promises B15)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from casework.accounts import services
from casework.accounts.models import Staff
from casework.accounts.rules import Role
from casework.appointments import services as appointments
from casework.kernel import clock
from casework.kernel.database import db, transaction
from casework.kernel.refused import NotFound, Refused
from tests.people.cast import AT, add_jo, other_agency
from tests.support.application import Reader, hidden_fields
from tests.support.staff import Team
from web.views import demo

LIST = "/admin/people-and-roles"
SignIn = Callable[[str], Reader]


def staff(team: Team, role: str) -> Staff:
    key = team.actor(role).staff_id
    db.session.rollback()
    return db.session.get_one(Staff, key)


def press(client: Reader, button: str) -> TestResponse:
    """Press a button that stands on the list."""
    return client.post(button, data=hidden_fields(client.get(button.rpartition("/")[0]).text, button))


@pytest.mark.sqlite
def test_who_has_left_is_out_at_once_and_what_is_booked_waits_for_a_manager(
    within: Flask, team: Team, sign_in: SignIn
) -> None:
    worker, supervisor, admin = sign_in("worker"), staff(team, "supervisor"), sign_in("administrator")
    by, soon = team.actor("worker"), clock.today() + dt.timedelta(weeks=3)
    jo, one = add_jo(by), staff(team, "worker").reference
    with transaction():
        appointments.book(
            jo, day=soon, time=dt.time(10), place_other="x", with_staff_id=by.staff_id, by=by, at=clock.now()
        )
    assert press(admin, f"{LIST}/{one}/end").status_code == 303
    assert worker.get("/today").headers.get("Location", "").startswith("/sign-in")
    assert "Has left. 1 appointment for a manager to hand over" in admin.get(LIST).text
    manager = sign_in("manager")
    assert "Still has appointments to hand over" in manager.get("/colleagues").text
    page = f"/colleagues/{one}/appointments"
    (booked,) = appointments.of_person(jo)
    data = {"which": booked.reference, "to_staff": supervisor.reference}
    assert manager.form(page, data=data).status_code == 303
    assert "hand over" not in admin.get(LIST).text
    assert press(admin, f"{LIST}/{one}/back").status_code == 303
    assert team.sign_in("worker").get("/account").status_code == 200


def test_nobody_ends_their_own_account_nor_one_elsewhere(within: Flask, team: Team) -> None:
    admin, worker, stranger = team.actor("administrator"), team.actor("worker"), other_agency(team)
    themselves = staff(team, "administrator")
    with pytest.raises(Refused, match="Ask another administrator"), transaction():
        services.end_staff(themselves, by=admin, at=AT)
    for by in (worker, stranger.actor("administrator")):
        with pytest.raises(NotFound), transaction():
            services.end_staff(staff(team, "supervisor"), by=by, at=AT)
        with pytest.raises(NotFound):
            services.load_staff(themselves.reference, by=by)
    assert services.have_left(team.agency_id) == []


@pytest.mark.sqlite
def test_a_pretend_colleague_who_has_left_is_not_played(
    app: Flask, team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert team.agency_id
    with app.test_request_context():
        monkeypatch.setattr("web.demo.place.engine", lambda: db.engine)
        with pytest.raises(Refused, match="has left"):
            demo._as(Role.WORKER)
