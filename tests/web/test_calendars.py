"""A worker's private calendar, and one appointment as a file for her own phone (issue: calendar feeds)."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Callable

import pytest
import sqlalchemy as sa
import vobject  # type: ignore[import-untyped]
from flask import Flask
from playwright.sync_api import Page, expect

from casework.accounts.models import Staff
from casework.appointments import services
from casework.appointments.models import Appointment
from casework.appointments.rules import MoveAskedBy, Outcome
from casework.kernel import clock
from casework.kernel.database import db, transaction
from casework.kernel.models import Event
from casework.kernel.workdays import add_business_days
from tests.people.cast import add_jo
from tests.support.application import Reader
from tests.support.staff import Team
from tests.web.test_crawl import form_tokens
from web.models import CalendarFeed
from web.services import calendars, ical

ADDRESS = re.compile(r'href="[^"]*(/calendar/([\w-]{43})\.ics)"')
SUMMER = add_business_days(dt.date(clock.today().year + 1, 6, 1), 0)


@pytest.fixture
def booked(within: Flask, team: Team) -> Appointment:
    """Jo with Robin at ten, on a working day a week or so ahead, at a place whose text name says nothing."""
    by, at = team.actor("worker"), clock.now()
    with transaction():
        place = services.add_place(
            name="Women's Court Service", text_name="the blue door", by=team.actor("administrator"), at=at
        )
    return _book(team, add_business_days(clock.today(), 6), place=place, with_staff_id=by.staff_id)


def _book(team: Team, day: dt.date, **more: object) -> Appointment:
    jo = add_jo(team.actor("worker"))
    with transaction():
        return services.book(jo, day=day, time=dt.time(10), by=team.actor("worker"), at=clock.now(), **more)  # type: ignore[arg-type]


def made(client: Reader) -> str:
    """A new private address, as the account page shows it once."""
    hidden = re.findall(r'name="(csrf_token|form_key)" value="([^"]+)"', client.get("/account").text.split("<main")[1])
    assert client.post("/account/calendar", data=dict(hidden[:2])).status_code == 303
    found = ADDRESS.search(client.get("/account?saved=1").text)
    assert found is not None
    return found[1]


def test_an_address_is_shown_once_and_only_its_digest_is_kept(
    app: Flask, booked: Appointment, sign_in: Callable[[str], Reader]
) -> None:
    worker = sign_in("worker")
    address = made(worker)
    token = address.removeprefix("/calendar/").removesuffix(".ics")
    assert token not in worker.get("/account").text
    kept = db.session.scalars(sa.select(CalendarFeed)).one()
    assert kept.token_digest == hashlib.sha256(token.encode()).digest()
    assert len(token) * 6 >= 144


def test_a_second_reader_understands_every_part(
    app: Flask, client: Reader, booked: Appointment, sign_in: Callable[[str], Reader]
) -> None:
    answer = client.get(made(sign_in("worker")))
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer.headers["Cache-Control"] == "no-store"
    read = vobject.readOne(answer.text)
    event = read.vevent
    starts = dt.datetime.combine(booked.day, booked.time, clock.LONDON)
    assert event.dtstart.value.astimezone(dt.UTC) == starts.astimezone(dt.UTC)
    assert f"DTSTART;TZID=Europe/London:{booked.day:%Y%m%d}T100000\r\n" in answer.text
    assert (event.summary.value, event.location.value) == ("J.O.", "the blue door")
    assert event.duration.value == dt.timedelta(minutes=60)
    assert (event.status.value, event.sequence.value) == ("CONFIRMED", "0")
    assert not re.search("Joanna|Brien|Court|Service", answer.text)
    assert read.vtimezone.tzid.value == "Europe/London"


def test_the_zone_is_right_on_both_sides_of_the_clock_changes() -> None:
    days = [dt.date(2026, 3, 28), dt.date(2026, 3, 29), dt.date(2026, 10, 24), dt.date(2026, 10, 25), SUMMER]
    entries = [ical.Entry(f"R{n}", "J.B.", "", day, dt.time(10), 60, 0, clock.now()) for n, day in enumerate(days)]
    read = vobject.readOne(ical.text_of(entries).decode())
    for event, day in zip(read.vevent_list, days, strict=True):
        assert event.dtstart.value.astimezone(dt.UTC) == clock.moment(day, dt.time(10))


def test_long_and_foreign_words_are_folded_by_the_octet_and_come_back_whole() -> None:
    said = "Łódź, the café; by the bridge\\ and then the second door on the left 😀 " * 3
    body = ical.text_of([ical.Entry("R", said, said, dt.date(2026, 11, 23), dt.time(9), 30, 2, clock.now())])
    assert max(len(line) for line in body.split(b"\r\n")) <= 75
    assert b"\n" not in body.replace(b"\r\n", b"")
    event = vobject.readOne(body.decode()).vevent
    assert (event.summary.value, event.location.value) == (said, said)


def test_a_move_and_a_cancellation_keep_the_number_and_raise_the_sequence(
    app: Flask, client: Reader, team: Team, booked: Appointment, sign_in: Callable[[str], Reader]
) -> None:
    address, by = made(sign_in("worker")), team.actor("worker")
    first = vobject.readOne(client.get(address).text).vevent
    with transaction():
        mine = db.session.get_one(Appointment, booked.id)
        day = add_business_days(booked.day, 1)
        services.move(mine, day=day, time=dt.time(9), asked_by=MoveAskedBy.PERSON, by=by, at=clock.now())
    moved = vobject.readOne(client.get(address).text).vevent
    with transaction():
        mine = db.session.get_one(Appointment, booked.id)
        services.record_outcome(mine, Outcome.CANCELLED_BY_US, by=by, at=clock.now())
    off = vobject.readOne(client.get(address).text).vevent
    assert first.uid.value == moved.uid.value == off.uid.value
    assert int(first.sequence.value) < int(moved.sequence.value) < int(off.sequence.value)
    assert (moved.status.value, off.status.value) == ("CONFIRMED", "CANCELLED")


def test_nothing_is_read_twice_that_has_not_changed(
    app: Flask, client: Reader, booked: Appointment, sign_in: Callable[[str], Reader]
) -> None:
    address = made(sign_in("worker"))
    tag = client.get(address).headers["ETag"]
    looks = sa.select(sa.func.count()).select_from(Event).where(Event.record == "calendar")
    assert db.session.scalar(looks) == 1
    assert client.get(address, headers={"If-None-Match": tag}).status_code == 304
    db.session.rollback()
    assert db.session.scalar(looks) == 1


@pytest.mark.parametrize("ending", ["replaced", "stopped", "the account ended", "no role left"])
def test_an_address_that_has_ended_is_no_page_at_all(
    app: Flask, client: Reader, team: Team, booked: Appointment, sign_in: Callable[[str], Reader], ending: str
) -> None:
    worker = sign_in("worker")
    address = made(worker)
    assert client.get(address).status_code == 200
    if ending == "replaced":
        assert made(worker) != address
    elif ending == "stopped":
        hidden = re.findall(r'name="(csrf_token|form_key)" value="([^"]+)"', worker.get("/account").text)
        worker.post("/account/calendar/end", data=dict(hidden[-2:]))
    else:
        with transaction():
            staff = db.session.get_one(Staff, team.actor("worker").staff_id)
            if ending == "no role left":
                staff.roles[0].role = "administrator"
            else:
                staff.ended_at = clock.now()
    gone, never = client.get(address), client.get(f"/calendar/{'A' * 43}.ics")
    assert gone.status_code == never.status_code == 404
    assert gone.text == never.text


@pytest.mark.sqlite
def test_an_administrator_has_no_appointments_and_no_address(sign_in: Callable[[str], Reader]) -> None:
    client = sign_in("administrator")
    assert "calendar program" not in client.get("/account").text


@pytest.mark.sqlite
def test_guessing_is_stopped_and_others_go_on(app: Flask, client: Reader, team: Team) -> None:
    answers = [client.get(f"/calendar/{n:043}.ics").status_code for n in range(calendars.FETCHES + 1)]
    assert answers == [404] * calendars.FETCHES + [429]
    elsewhere = client.get("/calendar/x.ics", environ_overrides={"REMOTE_ADDR": "127.0.0.9"})
    assert elsewhere.status_code == 404


@pytest.mark.sqlite
def test_a_calendar_asked_for_too_often_does_not_shut_out_the_others_of_its_office(
    app: Flask, client: Reader, sign_in: Callable[[str], Reader], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(calendars, "FETCHES", 4)
    one, other = made(sign_in("worker")), made(sign_in("supervisor"))
    assert [client.get(one).status_code for _ in range(5)] == [200, 200, 200, 200, 429]
    assert client.get(other).status_code == 200
    assert client.get(f"/calendar/{'A' * 43}.ics").status_code == 404, "nobody has guessed there yet"


def test_her_own_file_is_made_only_when_she_asked(
    app: Flask, booked: Appointment, sign_in: Callable[[str], Reader]
) -> None:
    client, page = sign_in("worker"), f"/appointments/{booked.reference}"
    assert client.get(f"{page}/calendar-file").status_code == 422
    hidden = re.findall(r'name="(csrf_token|form_key)" value="([^"]+)"', client.get(page).text)
    assert client.post(f"{page}/calendar-file", data=dict(hidden[-2:])).status_code == 303
    assert client.get(f"{page}/calendar-file").mimetype == "text/calendar"


@pytest.mark.sqlite
def test_her_file_is_downloaded_and_says_only_safe_words(page: Page, booked: Appointment, team: Team) -> None:
    team.enter(page, "worker")
    page.goto(f"/appointments/{booked.reference}")
    with page.expect_download() as waiting:
        page.get_by_role("button", name="They asked for it in their calendar").click()
    body = waiting.value.path().read_bytes()
    assert waiting.value.suggested_filename == "appointment.ics"
    event = vobject.readOne(body.decode()).vevent
    assert (event.summary.value, event.location.value) == ("Appointment", "the blue door")
    assert not re.search(b"(?i)waymark|lantern|jo|court", body)
    page.goto("/account")
    page.get_by_role("button", name="Make an address").click()
    expect(page.locator("main")).to_contain_text("shown once")
    with page.expect_download() as feed:
        page.locator("main a[href$='.ics']").click()
    assert b"SUMMARY:J.O." in feed.value.path().read_bytes()


@pytest.mark.sqlite
def test_a_pretend_calendar_is_read_without_a_session_and_goes_with_the_pretend_people(
    app: Flask, client: Reader
) -> None:
    client.post("/demo", data=form_tokens(client.get("/").text))
    hidden = re.findall(r'name="(csrf_token|form_key)" value="([^"]+)"', client.get("/account").text.split("<main")[1])
    assert client.post("/account/calendar", data=dict(hidden[:2])).status_code == 303
    found = re.search(r'href="(/calendar/pretend\.[\w-]{43}\.ics)"', client.get("/account?saved=1").text)
    assert found is not None
    visitor = app.test_client()
    assert visitor.get(found[1]).text.count("BEGIN:VEVENT") > 3
    assert visitor.get(found[1].replace("pretend.", "")).status_code == 404
    client.post("/demo/clear", data=form_tokens(client.get("/help").text))
    assert visitor.get(found[1]).status_code == 404
