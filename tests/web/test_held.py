"""A session that ends while somebody types loses nothing, and shows nothing to anybody else (promises R17, L17)."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable

import sqlalchemy as sa
import time_machine
from flask import Flask

from casework.appointments.models import Place
from casework.kernel import clock
from casework.kernel.database import db
from tests.support.application import Reader, hidden_fields
from tests.support.staff import PASSWORD, Team
from web.models import HeldPost

PAGE = "/admin/places"
MILL = {"name": "Lantern House by the canal", "text_name": "Mill Street", "address": "1 Mill Street"}
NOON = dt.datetime(2026, 11, 24, 12, 0, tzinfo=dt.UTC)


def _places(app: Flask) -> list[str]:
    with app.app_context():
        return list(db.session.scalars(sa.select(Place.name)))


def _typed_too_long(sign_in: Callable[[str], Reader], now: time_machine.Traveller) -> Reader:
    """An administrator whose session idles away between opening the form and posting it."""
    admin = sign_in("administrator")
    body = {**hidden_fields(admin.get(PAGE).text, PAGE), **MILL}
    now.shift(dt.timedelta(minutes=16))
    answer = admin.post(PAGE, data=body)
    assert answer.headers["Location"] == "/lock?held=1"
    assert "What you typed is kept" in admin.get("/lock?held=1").text
    return admin


def _again(admin: Reader) -> str:
    fields = hidden_fields(admin.get("/lock").text, "/lock/key")
    return str(admin.post("/lock/key", data={**fields, "password": PASSWORD}).headers["Location"])


def test_the_same_person_finds_everything_typed_and_saves_it(app: Flask, sign_in: Callable[[str], Reader]) -> None:
    with time_machine.travel(NOON, tick=False) as now:
        admin = _typed_too_long(sign_in, now)
        assert _places(app) == []
        held = _again(admin)
        assert held.startswith("/held/")
        kept = {**hidden_fields(admin.get(held).text, PAGE), "check_first": "yes"}
        shown = admin.post(PAGE, data=kept)
        assert "What you typed was kept" in shown.text
        assert 'value="Lantern House by the canal"' in shown.text
        assert _places(app) == []
        saved = admin.post(PAGE, data={**hidden_fields(shown.text, PAGE), **MILL})
        assert saved.status_code == 303
        assert _places(app) == ["Lantern House by the canal"]
        assert admin.get(held).status_code == 404


def test_nobody_else_sees_it(app: Flask, sign_in: Callable[[str], Reader]) -> None:
    with time_machine.travel(NOON, tick=False) as now:
        _typed_too_long(sign_in, now)
        with app.app_context():
            reference = db.session.scalars(sa.select(HeldPost.reference)).one()
        other = sign_in("worker")
        assert other.get(f"/held/{reference}").status_code == 404


def test_after_ten_hours_of_work_it_waits_behind_a_whole_sign_in(
    app: Flask, sign_in: Callable[[str], Reader], team: Team
) -> None:
    """L17: what was typed when the ten hours were over is there again, for the same person only."""
    with time_machine.travel(NOON, tick=False) as now:
        admin = sign_in("administrator")
        body = {**hidden_fields(admin.get(PAGE).text, PAGE), **MILL}
        now.shift(dt.timedelta(hours=10))
        assert admin.post(PAGE, data=body).headers["Location"] == "/sign-in?held=1"
        team.has_app("administrator")
        typed = {"email": team.email("administrator"), "password": PASSWORD}
        step = admin.form("/sign-in", data=typed).headers["Location"]
        assert admin.get("/held/ABCDEFGH").headers["Location"] == step
        held = admin.form(step, data={"code": team.code(clock.now())}).headers["Location"]
        assert "Lantern House by the canal" in admin.get(held).text


def test_a_form_whose_token_is_stale_is_kept_too(app: Flask, sign_in: Callable[[str], Reader]) -> None:
    admin = sign_in("administrator")
    body = {**hidden_fields(admin.get(PAGE).text, PAGE), **MILL}
    admin.delete_cookie("__Host-form")
    stale = admin.post(PAGE, data=body)
    assert stale.status_code == 400
    held = re.findall(r'href="(/held/[A-Z0-9]+)"', stale.text)
    assert "Lantern House by the canal" in admin.get(held[0]).text
    assert _places(app) == []


def test_after_an_hour_it_is_gone(sign_in: Callable[[str], Reader]) -> None:
    with time_machine.travel(NOON, tick=False) as now:
        admin = _typed_too_long(sign_in, now)
        now.shift(dt.timedelta(minutes=61))
        assert _again(admin) == "/"


def test_a_password_is_never_held(app: Flask, sign_in: Callable[[str], Reader]) -> None:
    page = "/account/password"
    with time_machine.travel(NOON, tick=False) as now:
        admin = sign_in("administrator")
        body = {**hidden_fields(admin.get(page).text, page), "password": "secret green bottles"}
        now.shift(dt.timedelta(minutes=16))
        admin.post(page, data=body)
    with app.app_context():
        assert "secret" not in db.session.scalars(sa.select(HeldPost.body)).one()


def test_a_session_its_owner_ended_holds_nothing(app: Flask, sign_in: Callable[[str], Reader]) -> None:
    admin = sign_in("administrator")
    cookie = admin.get_cookie("__Host-waymark")
    body = {**hidden_fields(admin.get(PAGE).text, PAGE), **MILL}
    admin.post("/sign-out", data={"csrf_token": body["csrf_token"]})
    assert cookie is not None
    admin.set_cookie("__Host-waymark", cookie.value)
    assert admin.post(PAGE, data=body).headers["Location"] == "/sign-in"
    with app.app_context():
        assert db.session.scalars(sa.select(HeldPost.id)).all() == []


def _enter(reader: Reader, team: Team, role: str) -> str:
    """Sign in by both pages; where that leads."""
    team.has_app(role)
    step = reader.form("/sign-in", data={"email": team.email(role), "password": PASSWORD}).headers["Location"]
    return str(reader.form(step, data={"code": team.code(clock.now())}).headers["Location"])


def test_somebody_else_at_the_same_phone_is_told_that_work_waits_and_none_of_it(
    app: Flask, client: Reader, team: Team
) -> None:
    """R17, ux 6.6: only that it waits; in another browser not even that."""
    elsewhere = app.test_client()
    assert isinstance(elsewhere, Reader)
    with time_machine.travel(NOON, tick=False) as now:
        _enter(client, team, "administrator")
        body = {**hidden_fields(client.get(PAGE).text, PAGE), **MILL}
        now.shift(dt.timedelta(minutes=16))
        client.post(PAGE, data=body)
        told = _enter(client, team, "worker")
        assert told == "/today?saved=another"
        shown = client.get(told).text
        assert "Another person’s work is waiting on this device" in shown
        assert "Lantern House" not in shown
        now.shift(dt.timedelta(minutes=1))
        assert _enter(elsewhere, team, "worker") == "/"
        now.shift(dt.timedelta(minutes=1))
        assert _enter(client, team, "administrator").startswith("/held/")
        now.shift(dt.timedelta(minutes=60))
        assert _enter(client, team, "worker") == "/"


def test_what_is_kept_while_somebody_types_is_offered_where_they_typed_it_and_saves_nothing(
    app: Flask, sign_in: Callable[[str], Reader]
) -> None:
    """Autosave (ux 6.6): it leads nobody away when they sign in, is gone once saved, and needs its token."""
    keep = {"Waymark-Keep": "yes"}
    with time_machine.travel(NOON, tick=False):
        admin = sign_in("administrator")
        body = {**hidden_fields(admin.get(PAGE).text, PAGE), **MILL}
        assert admin.post(PAGE, data=body, headers=keep).text == "12:00pm"
        assert admin.post(PAGE, data={**body, "csrf_token": ""}, headers=keep).status_code == 400
        assert "What you typed here at 12:00pm is kept" in admin.get(PAGE).text
        assert "is kept, and not saved" not in admin.get("/admin/schemes/new").text
        assert _places(app) == []
        assert admin.post(PAGE, data=body).status_code == 303
        assert "is kept, and not saved" not in admin.get(PAGE).text
        assert app.test_client().post(PAGE, data=body, headers=keep).status_code == 400
