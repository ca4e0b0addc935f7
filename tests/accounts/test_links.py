"""Invitations and links to a new password: opened once, by one person, and never past the second step (L18, L21)."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask
from pyotp import TOTP
from werkzeug.test import TestResponse

from casework.accounts.models import AccountLink, Staff
from casework.accounts.services import factors, links
from casework.accounts.services.links import LinkKind
from casework.kernel import clock
from casework.kernel.database import db, transaction
from casework.kernel.refused import NotFound, Refused
from tests.support.application import Reader, hidden_fields
from tests.support.staff import PASSWORD, Team

pytestmark = pytest.mark.sqlite
NOON = dt.datetime(2026, 11, 24, 12, 0, tzinfo=dt.UTC)
LIST = "/admin/people-and-roles"
NEW = "seven brown hens lay"
SignIn = Callable[[str], Reader]


def link_on(page: str) -> str:
    return str(re.findall(r"<strong>[^<]*(/link/[\w-]+)</strong>", page)[0])


def begin(client: Reader, link: str) -> TestResponse:
    return client.form(link)


def a_reader(app: Flask) -> Reader:
    client = app.test_client()
    assert isinstance(client, Reader)
    return client


def invited(admin: Reader) -> str:
    typed = {"name": "Ivy Cole", "email": "ivy@example.org", "roles": ["worker"]}
    made = admin.form(LIST, data=typed).headers["Location"]
    return link_on(admin.get(made).text)


def test_an_invitation_leads_to_a_password_a_second_step_and_in(app: Flask, sign_in: SignIn) -> None:
    """6.4.6: nobody but its owner ever knows or chooses a password."""
    admin, ivy = sign_in("administrator"), a_reader(app)
    link = invited(admin)
    assert begin(ivy, link).headers["Location"] == "/new-password"
    assert ivy.get("/today").headers["Location"] == "/new-password"
    assert "15 characters or more" in ivy.form("/new-password", data={"password": "short"}).text
    assert ivy.form("/new-password", data={"password": NEW}).headers["Location"] == "/second-step"
    page = "/second-step/app"
    shown = ivy.get(page).text
    secret = re.findall(r"<strong>([A-Z2-7 ]{39})</strong>", shown)[0].replace(" ", "")
    typed = {**hidden_fields(shown, page), "code": TOTP(secret).at(clock.now())}
    assert "Your recovery codes" in ivy.post(page, data=typed).text
    assert ivy.get("/today").status_code == 200


def test_a_second_person_is_refused_and_whoever_invited_is_told(app: Flask, sign_in: SignIn) -> None:
    """L21: the words are those of a link that never was."""
    admin = sign_in("administrator")
    link = invited(admin)
    begin(a_reader(app), link)
    second = a_reader(app)
    refused, never = second.get(link), second.get("/link/never")
    assert (refused.status_code, refused.text) == (404, never.text)
    assert second.post(link, data=hidden_fields(second.get("/sign-in").text, "/sign-in")).status_code == 404
    told = "A second person tried to open Ivy Cole’s link"
    assert admin.get("/account").text.count(told) == 1
    assert "(1)<span" in admin.get(LIST).text
    admin.post("/account/told", data=hidden_fields(admin.get("/account").text, "/account/told"))
    assert told not in admin.get("/account").text


def test_a_link_to_a_new_password_asks_for_the_second_step(app: Flask, team: Team, sign_in: SignIn) -> None:
    """L18: it works once, and every other session of theirs ends."""
    before, admin = team.by_page("worker"), sign_in("administrator")
    with app.app_context():
        one = f"{LIST}/{team.staff_of(team.email('worker')).reference}"
    made = admin.post(f"{one}/reset", data=hidden_fields(admin.get(one).text, f"{one}/reset")).headers["Location"]
    link = link_on(admin.get(made).text)
    assert "/link/" not in admin.get(one).text
    robin = a_reader(app)
    step = begin(robin, link).headers["Location"]
    assert step == "/sign-in/second-step"
    assert robin.get("/new-password").status_code == 404
    with time_machine.travel(clock.now() + dt.timedelta(minutes=1), tick=False):
        assert robin.form(step, data={"code": team.code(clock.now())}).headers["Location"] == "/new-password"
        assert robin.form("/new-password", data={"password": NEW}).headers["Location"] == "/"
    assert robin.get("/today").status_code == 200
    assert before.get("/today").headers["Location"].startswith("/sign-in")
    assert a_reader(app).get(link).status_code == 404
    wrong = a_reader(app).form("/sign-in", data={"email": team.email("worker"), "password": PASSWORD})
    assert wrong.status_code == 200


@pytest.mark.parametrize(
    ("kind", "lasts"), [(LinkKind.RESET, dt.timedelta(minutes=30)), (LinkKind.INVITATION, dt.timedelta(days=3))]
)
def test_a_link_is_over_in_time_and_after_a_new_one(
    within: Flask, team: Team, kind: LinkKind, lasts: dt.timedelta
) -> None:
    """L18."""
    by = team.actor("administrator")
    team.has_app("worker")

    def make(at: dt.datetime) -> str:
        with transaction():
            return links.make_link(team.staff_of(team.email("worker")), kind, by=by, at=at)

    key = make(NOON)
    assert links.find_link(key, at=NOON + lasts - dt.timedelta(seconds=1)).kind == kind.value
    with pytest.raises(NotFound):
        links.find_link(key, at=NOON + lasts)
    team.has_app("worker")
    later = make(NOON + dt.timedelta(seconds=1))
    with pytest.raises(NotFound):
        links.find_link(key, at=NOON + dt.timedelta(seconds=2))
    with transaction():
        links.open_link(later, at=NOON + dt.timedelta(seconds=2))
    with pytest.raises(NotFound), transaction():
        links.open_link(later, at=NOON + dt.timedelta(seconds=2))


def test_inviting_again_takes_password_second_step_and_sessions(app: Flask, team: Team) -> None:
    """Whoever lost everything starts anew, after somebody saw who they are, and says how."""
    worker, admin = team.by_page("worker"), team.by_page("administrator")
    with app.app_context():
        one = f"{LIST}/{team.staff_of(team.email('worker')).reference}"
    assert "Say how you checked" in admin.form(f"{one}/invitation", data={"checked": ""}).text
    made = admin.form(f"{one}/invitation", data={"checked": "in person"}).headers["Location"]
    assert "A link for Robin Hale" in admin.get(made).text
    assert worker.get("/today").headers["Location"].startswith("/sign-in")
    with app.app_context():
        staff = team.staff_of(team.email("worker"))
        assert (staff.password_hash, factors.has_factor(staff.id)) == ("", False)


def test_nobody_makes_a_link_for_themselves_or_past_a_missing_second_step(within: Flask, team: Team) -> None:
    by = team.actor("administrator")
    team.actor("worker")
    for email, kind, why in (
        (team.email("administrator"), LinkKind.INVITATION, "for yourself"),
        (team.email("worker"), LinkKind.RESET, "no second step yet"),
    ):
        with pytest.raises(Refused, match=why), transaction():
            links.make_link(team.staff_of(email), kind, by=by, at=NOON)
    assert db.session.scalars(sa.select(AccountLink.id)).all() == []


def test_a_role_that_is_taken_away_is_gone_at_the_next_press(team: Team, sign_in: SignIn, app: Flask) -> None:
    """L22, and colleagues are changed on a page of their own."""
    worker, admin = sign_in("worker"), sign_in("administrator")
    assert worker.get("/today").status_code == 200
    with app.app_context():
        one = f"{LIST}/{team.staff_of(team.email('worker')).reference}"
    typed = {"name": "Robin Hale-Marsh", "email": team.email("worker"), "phone": "", "roles": ["administrator"]}
    stale = hidden_fields(admin.get(one).text, one)
    assert admin.post(one, data={**stale, **typed}).status_code == 303
    assert worker.get("/today").text == worker.get("/nothing").text
    assert "Robin Hale-Marsh" in admin.get(LIST).text
    other = {**hidden_fields(admin.get(one).text, one), **typed, "name": "Robin", "seen_version": stale["seen_version"]}
    assert admin.post(one, data=other).status_code == 409


def test_an_administrator_keeps_their_own_role(team: Team, sign_in: SignIn, app: Flask) -> None:
    admin = sign_in("administrator")
    with app.app_context():
        one = f"{LIST}/{team.staff_of(team.email('administrator')).reference}"
    typed = {"name": "Ade", "email": team.email("administrator"), "phone": "", "roles": ["worker"]}
    assert "from yourself" in admin.form(one, data=typed).text


def test_forty_five_days_unused_close_an_account_until_it_is_let_in_again(
    team: Team, client: Reader, sign_in: SignIn, app: Flask
) -> None:
    """L20: the words are those of a wrong password."""
    team.actor("worker")
    with app.app_context(), transaction():
        staff = db.session.scalars(sa.select(Staff).where(Staff.id == team.actor("worker").staff_id)).one()
        staff.used_at, one = clock.now() - dt.timedelta(days=45), f"{LIST}/{staff.reference}"
    typed = {"email": team.email("worker"), "password": PASSWORD}
    closed = client.form("/sign-in", data=typed).text
    wrong = client.form("/sign-in", data={**typed, "password": "wrong wrong wrong"}).text
    assert re.sub(r'value="[^"]*"', "", closed) == re.sub(r'value="[^"]*"', "", wrong)
    admin = sign_in("administrator")
    assert "Closed: not used for 45 days" in admin.get(LIST).text
    admin.post(f"{one}/back", data=hidden_fields(admin.get(one).text, f"{one}/back"))
    assert client.form("/sign-in", data=typed).headers["Location"] == "/second-step"
