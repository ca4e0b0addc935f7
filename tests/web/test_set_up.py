"""First run: the key from the terminal, the first administrator, and the short pages (ux 6.1)."""

from __future__ import annotations

import datetime as dt
import re

import sqlalchemy as sa
import time_machine
from flask import Flask
from pyotp import TOTP

from casework.accounts import services
from casework.accounts.models import Agency, Staff
from casework.appointments.models import Place
from casework.courts.models import CourtContact
from casework.kernel import clock
from casework.kernel.database import db, transaction
from diversion.models import Scheme
from orders.models import OrderProcess
from tests.support.application import Reader, hidden_fields
from tests.support.reading import Page

FIRST = {
    "service_name": "Lantern Project",
    "phone": "020 7946 0123",
    "name": "Ade Bright",
    "email": "ade@example.org",
    "password": "nine green bottles",
}


def _key(app: Flask) -> str:
    with app.app_context(), transaction():
        return services.make_set_up_key(at=clock.now())


def _begin(app: Flask, client: Reader) -> Reader:
    """The first page and the second step: what every newcomer goes through before anything is kept of anybody."""
    first = client.form("/set-up", data={**FIRST, "set_up_key": _key(app)})
    assert first.headers["Location"] == "/second-step"
    page = "/second-step/app"
    shown = client.get(page).text
    secret = re.findall(r"<strong>([A-Z2-7 ]{39})</strong>", shown)[0].replace(" ", "")
    typed = {**hidden_fields(shown, page), "code": TOTP(secret).at(clock.now())}
    codes = client.post(page, data=typed)
    assert len(re.findall(r"<strong>(?:[A-Z0-9]{4}-){3}[A-Z0-9]{4}</strong>", codes.text)) == 8
    assert 'href="/set-up/scheme"' in codes.text
    return client


def _press(client: Reader, on: str, action: str) -> None:
    (form,) = [one for one in Page(client.get(on).text).forms if one.attributes.get("action") == action]
    assert client.post(action, data=form.hidden).status_code == 303


def test_the_first_page_offers_pretend_people_and_setting_up(client: Reader) -> None:
    page = client.get("/").text
    assert "Look around with pretend people" in page
    assert "Set up your service" in page


def test_without_the_key_nobody_is_let_in_and_what_was_typed_stays(app: Flask, client: Reader) -> None:
    answer = client.form("/set-up", data={**FIRST, "set_up_key": "guess"})
    assert "This key is not right" in answer.text
    assert 'value="ade@example.org"' in answer.text
    with app.app_context():
        assert db.session.scalar(sa.select(sa.func.count(Staff.id))) == 0


def test_a_key_is_good_for_half_an_hour_and_for_one_use(app: Flask, client: Reader) -> None:
    with time_machine.travel(dt.datetime(2026, 11, 24, 9, tzinfo=dt.UTC), tick=False) as now:
        key = _key(app)
        now.shift(dt.timedelta(minutes=31))
        assert "over 30 minutes old" in client.form("/set-up", data={**FIRST, "set_up_key": key}).text
    key = _key(app)
    assert client.form("/set-up", data={**FIRST, "set_up_key": key}).status_code == 303
    assert app.test_client().get("/set-up").status_code == 404


def test_the_first_administrator_is_led_through_the_second_step_before_anything_else(
    app: Flask, client: Reader
) -> None:
    client.form("/set-up", data={**FIRST, "set_up_key": _key(app)})
    assert client.get("/set-up/scheme").headers["Location"] == "/second-step"
    assert client.get("/admin").headers["Location"] == "/second-step"
    assert "With an app that shows codes" in client.get("/second-step").text


def test_the_short_pages_leave_a_service_that_can_begin(app: Flask, client: Reader) -> None:
    _begin(app, client)
    chosen = {"presets": ["Safe Exit", "TRUST", "Birmingham"]}
    assert client.form("/set-up/scheme", data=chosen).headers["Location"] == "/set-up/place"
    place = {"name": "Lantern House", "text_name": "Mill Street"}
    assert client.form("/set-up/place", data=place).headers["Location"] == "/set-up/court"
    told = {"court": "thames mags", "cps_name": "CPS desk", "cps_email": "cps@example.org"}
    assert client.form("/set-up/court", data=told).headers["Location"] == "/set-up/worker"
    worker = {"name": "Robin Hale", "email": "robin@example.org", "roles": ["worker"]}
    assert client.form("/set-up/worker", data=worker).headers["Location"] == "/set-up/texts"
    assert "A link for your first worker" in client.get("/set-up/texts").text
    assert client.form("/set-up/texts").headers["Location"] == "/admin?saved=1"
    with app.app_context():
        assert set(db.session.scalars(sa.select(Scheme.name))) == {"Safe Exit", "TRUST"}
        assert db.session.scalar(sa.select(sa.func.count(OrderProcess.id))) == 1
        contact = db.session.scalars(sa.select(CourtContact)).one()
        assert [row.court_code for row in contact.courts] == ["B01ND00"]


def test_a_court_that_is_not_one_is_refused_at_its_box_with_what_it_may_have_been(app: Flask, client: Reader) -> None:
    _begin(app, client)
    answer = client.form("/set-up/court", data={"court": "Tames", "cps_email": "cps@example.org"})
    assert "Did you mean" in answer.text
    assert "Thames" in answer.text
    assert 'value="Tames"' in answer.text


def test_setting_up_takes_over_the_agency_an_import_made(app: Flask, client: Reader) -> None:
    with app.app_context(), transaction():
        made = services.add_agency("Imported records", at=clock.now(), by_import=True).id
    client.form("/set-up", data={**FIRST, "set_up_key": _key(app)})
    with app.app_context():
        agency = db.session.scalars(sa.select(Agency)).one()
        assert (agency.id, agency.name, agency.made_by_import) == (made, "Lantern Project", False)


def test_the_number_that_texts_give_is_asked_at_once_and_can_be_changed(app: Flask, client: Reader) -> None:
    """Without it no text about a court date, and no "you do not need to go", could be made."""
    asked = client.form("/set-up", data={**FIRST, "phone": "", "set_up_key": _key(app)})
    assert "Enter the number that people may ring" in asked.text
    _begin(app, client)
    assert 'value="020 7946 0123"' in client.get("/admin/service").text
    wrong = client.form("/admin/service", data={"service_name": "Lantern", "phone": "the office"})
    assert "Enter a number in figures" in wrong.text
    assert 'value="the office"' in wrong.text
    saved = client.form("/admin/service", data={"service_name": "Lantern", "phone": "020 7946 0124"})
    assert saved.headers["Location"] == "/admin?saved=1"
    with app.app_context():
        agency = db.session.scalars(sa.select(Agency)).one()
        assert (agency.name, agency.phone) == ("Lantern", "020 7946 0124")


def test_a_wrong_address_and_a_place_no_longer_used_can_be_ended(app: Flask, client: Reader) -> None:
    """A result must never go on going to a mistyped address."""
    _begin(app, client)
    client.form("/set-up/place", data={"name": "Lantern House", "text_name": "Mill Street"})
    wrong = {"court": "thames mags", "cps_name": "CPS", "cps_email": "typo@example.org"}
    assert client.form("/admin/contacts", data=wrong).status_code == 303
    with app.app_context():
        contact = db.session.scalars(sa.select(CourtContact.reference)).one()
        place = db.session.scalars(sa.select(Place.reference)).one()
    _press(client, f"/admin/contacts/{contact}", f"/admin/contacts/{contact}/check")
    _press(client, f"/admin/contacts/{contact}", f"/admin/contacts/{contact}/end")
    _press(client, "/admin/places", f"/admin/places/{place}/end")
    assert "typo@example.org" not in client.get("/admin/contacts").text
    assert "Lantern House" not in client.get("/admin/places").text


def test_a_closed_day_is_listed_with_its_reason(app: Flask, client: Reader) -> None:
    _begin(app, client)
    client.form("/admin/closed-days", data={"day": "24 Dec 2026", "why": "Proclaimed bank holiday"})
    assert "Proclaimed bank holiday" in client.get("/admin/closed-days").text
