"""The booking page: filled in as far as it can be, and a second look where the day is unusual (promises B12)."""

from __future__ import annotations

import datetime as dt
import re

import pytest
import sqlalchemy as sa
from flask import Flask, g

from casework.accounts.models import Agency
from casework.kernel import clock
from casework.kernel.database import db, transaction
from tests.support.application import Reader, hidden_fields
from tests.web.test_crawl import form_tokens
from web.demo import place


def _page(client: Reader) -> str:
    """The booking page of a pretend referral that needs another appointment."""
    client.post("/demo", data=form_tokens(client.get("/").text))
    found = re.search(r'href="(/appointments/new\?for=referral[^"]*)"', client.get("/today?who=team").text)
    assert found is not None
    return found[1].replace("&amp;", "&")


@pytest.fixture
def booking(client: Reader) -> tuple[Reader, str]:
    return client, _page(client)


@pytest.mark.sqlite
def test_length_place_and_colleague_are_filled_in(app: Flask, booking: tuple[Reader, str]) -> None:
    client, address = booking
    html = client.get(address).text
    assert re.search(r'name="minutes"[^>]*value="60"|value="60"[^>]*name="minutes"', html)
    assert html.count(" selected") >= 2


@pytest.mark.sqlite
def test_pretend_people_can_be_tried_however_long_ago_they_were_made(app: Flask, booking: tuple[Reader, str]) -> None:
    """Nobody among them is asked who has left (C.11)."""
    client, address = booking
    with app.app_context():
        g.pretend = place.engine()
        with transaction():
            db.session.execute(sa.update(Agency).values(confirmed_at=clock.now() - dt.timedelta(days=91)))
    page = client.get(address).text
    assert "list of colleagues" not in page
    assert "<title>Error: " in client.post(address, data=hidden_fields(page, address)).text, "asked for a day"


@pytest.mark.sqlite
@pytest.mark.parametrize(
    ("day", "says"),
    [
        pytest.param("25 December 2027", "is a bank holiday or a closed day", id="Christmas Day"),
        pytest.param("Sat 9 Jan 2027", "is at the weekend", id="a Saturday"),
    ],
)
def test_an_unusual_day_is_asked_about_once_with_everything_kept(
    booking: tuple[Reader, str], day: str, says: str
) -> None:
    client, address = booking
    box = re.search(r'<select[^>]*name="place".*?</select>', client.get(address).text, re.DOTALL)
    assert box is not None
    place = re.findall(r'value="([^"]+)"', box[0])[0]
    typed = {"day": day, "time": "2pm", "minutes": "45", "place": place, "with_other": "Nell"}
    asked = client.form(address, data=typed)
    assert "<title>Error: " in asked.text
    assert says in asked.text
    assert 'value="45"' in asked.text
    assert 'href="#despite"' in asked.text
    why = {**hidden_fields(asked.text, address), **typed, "despite": "The only day there is childcare"}
    assert client.post(address, data=why).status_code == 303
