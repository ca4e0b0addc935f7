"""Free times on the booking and moving pages, warnings and why, a lost race, and the card (promises B3, B11, B12)."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask

from casework.appointments import services as appointments
from casework.appointments.models import Appointment, Place
from casework.appointments.rules import Outcome
from casework.kernel import clock
from casework.kernel.database import db, transaction
from casework.kernel.workdays import add_business_days
from diversion import services
from diversion.models import Referral
from tests.people.cast import add_jo
from tests.support.application import Reader, hidden_fields
from tests.support.staff import Team
from tests.web.cast import missed_her_first

SLOT = re.compile(r'name="slot" id="[^"]*" value="([^"]+)"')


@pytest.fixture
def missed(within: Flask, team: Team) -> Referral:
    return missed_her_first(team)


@pytest.fixture
def open_again(missed: Referral, team: Team) -> str:
    """The booking page of her first required appointment, which she missed; the second is at a service."""
    with transaction():
        first = db.session.scalars(sa.select(Appointment)).one()
        by = team.actor("worker")
        services.record_outcome(first, Outcome.REASON_NOT_KNOWN, by=by, at=clock.now())
    return f"/appointments/new?for=referral:{missed.reference}:1"


def fields(html: str, address: str) -> dict[str, str]:
    """What the page carries unseen, and what is filled in beforehand."""
    chosen = re.findall(r'<select[^>]*name="(\w+)".*?<option value="([^"]*)" selected', html, re.DOTALL)
    return {**hidden_fields(html, address), **dict(chosen), "minutes": "60"}


def newest() -> Appointment:
    db.session.rollback()
    found = db.session.scalar(sa.select(Appointment).order_by(Appointment.id.desc()).limit(1))
    assert found is not None
    return found


def test_a_lost_race_keeps_what_was_typed_and_offers_other_times(
    open_again: str, team: Team, sign_in: Callable[[str], Reader]
) -> None:
    client, by = sign_in("worker"), team.actor("worker")
    html = client.get(open_again).text
    slot = SLOT.findall(html)[0]
    day, time = dt.date.fromisoformat(slot[:10]), dt.time.fromisoformat(slot[11:])
    other = add_jo(by)
    with transaction():
        place = db.session.scalars(sa.select(Place)).one()
        appointments.book(other, day=day, time=time, place=place, with_staff_id=by.staff_id, by=by, at=clock.now())
    posted = {**fields(html, open_again), "slot": slot, "interpreter": "Polish", "transport": "yes"}
    lost = client.post(open_again, data=posted)
    assert "That time was taken a moment ago" in lost.text
    assert 'value="Polish"' in lost.text
    assert re.search(r'name="transport"[^>]* checked', lost.text)
    again = SLOT.findall(lost.text)
    assert again
    assert slot not in again
    won = client.post(open_again, data={**posted, **hidden_fields(lost.text, open_again), "slot": again[0]})
    assert won.status_code == 303
    made = newest()
    assert {need.kind: need.detail for need in made.needs} == {"interpreter": "Polish", "transport": ""}


def test_every_free_time_comes_before_the_finish_by_date(
    missed: Referral, open_again: str, sign_in: Callable[[str], Reader]
) -> None:
    finish_by = services.facts_of(missed, at=clock.now()).finish_by
    times = SLOT.findall(sign_in("worker").get(open_again).text)
    assert len(times) == 6
    assert times == sorted(times)
    assert finish_by is not None
    assert times[-1][:10] <= finish_by.isoformat()


def test_what_is_odd_is_said_where_it_is_and_takes_a_reason_that_is_kept(
    open_again: str, team: Team, sign_in: Callable[[str], Reader]
) -> None:
    client = sign_in("worker")
    day = add_business_days(clock.today(), 5)
    typed = {"day": f"{day:%d/%m/%Y}", "time": "8pm", "place": "elsewhere", "place_other": "GUM clinic"}
    html = client.get(open_again).text
    asked = client.post(open_again, data={**fields(html, open_again), **typed})
    for box, says in (("time", "outside the hours of the worker"), ("place_other", "would give the person away")):
        message = re.search(rf'id="{box}-error".*?</p>', asked.text)
        assert message is not None
        assert says in message[0]
    why = {**fields(asked.text, open_again), **typed, "despite": "She works days and asked for it"}
    assert client.post(open_again, data=why).status_code == 303
    assert newest().despite == "She works days and asked for it"
    shown = client.get(f"/appointments/{newest().reference}").text
    assert "Booked although warned: She works days and asked for it" in shown


def test_a_time_from_the_diary_is_chosen_already(open_again: str, sign_in: Callable[[str], Reader]) -> None:
    client = sign_in("worker")
    free = SLOT.findall(client.get(open_again).text)[2]
    assert re.search(rf'value="{free}" checked', client.get(f"{open_again}&slot={free}").text)
    whom = client.get(f"/appointments/new?slot={free}").text.replace("&amp;", "&")
    assert f"{open_again}&slot={free}&back=/diary/{free[:10]}" in whom


def test_after_the_first_the_second_at_a_service_is_one_press_away(
    missed: Referral, team: Team, sign_in: Callable[[str], Reader]
) -> None:
    with transaction():
        first = db.session.scalars(sa.select(Appointment)).one()
        services.record_outcome(first, Outcome.ATTENDED, by=team.actor("worker"), at=clock.now())
    client = sign_in("worker")
    html = client.get(f"/today?recorded={first.reference}").text.replace("&amp;", "&")
    address = f"/appointments/new?for=referral:{missed.reference}:2&back=/today"
    assert f'href="{address}"' in html
    assert "Somebody at the service" in client.get(address).text


def test_nonsense_in_place_of_a_time_asks_for_one(open_again: str, sign_in: Callable[[str], Reader]) -> None:
    client = sign_in("worker")
    html = client.get(open_again).text
    asked = client.post(open_again, data={**fields(html, open_again), "slot": "9999-99-99T99:99"})
    assert "Enter the day, or choose a free time" in asked.text


@pytest.mark.sqlite
def test_a_place_whose_name_gives_it_away_needs_another_in_texts(sign_in: Callable[[str], Reader]) -> None:
    """B11."""
    admin = sign_in("administrator")
    for name in ("Women’s Court Service", "GUM clinic"):
        refused = admin.form("/admin/places", data={"name": name, "text_name": name})
        assert "A text may not say" in refused.text
    assert admin.form("/admin/places", data={"name": "GUM clinic", "text_name": "the blue door"}).status_code == 303


def test_a_card_says_what_a_text_would_and_leaves_out_what_would_give_her_away(
    missed: Referral, team: Team, sign_in: Callable[[str], Reader]
) -> None:
    client, by = sign_in("worker"), team.actor("worker")
    first = newest()
    cards = client.get(f"/appointments/{first.reference}/card").text.split('<ul class="wm-cards ')[1]
    assert cards.count("the blue door") == 8
    assert "10:00am" in cards
    assert not re.search("Safe Exit|Mill Street|Lantern|Josephine|Barnes", cards)
    with transaction():
        odd = appointments.book(
            add_jo(by),
            day=add_business_days(clock.today(), 4),
            time=dt.time(11),
            place_other="Women's Court Service",
            by=by,
            at=clock.now(),
        )
    told = client.get(f"/appointments/{odd.reference}/card").text
    assert "Left out, because it would give the person away: the place" in told
    assert "Court Service" not in told.split('<ul class="wm-cards ')[1]
