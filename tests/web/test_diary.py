"""The diary: a day in order of time with gaps that book, a week of links, a day on paper (ux 2.5)."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask

from casework.appointments import services
from casework.kernel import clock
from casework.kernel.database import db, transaction
from casework.kernel.models import Event
from casework.kernel.workdays import add_business_days
from tests.people.cast import add_jo
from tests.support.application import Reader
from tests.support.staff import Team

DAY = add_business_days(clock.today(), 8)
WEEK = f"/diary/week/{DAY:%G-W%V}"


def book(team: Team, role: str, *hours: int) -> None:
    """Somebody new at each of these hours of the day, with this member of the cast."""
    by = team.actor("worker")
    for hour in hours:
        somebody = add_jo(by)
        with transaction():
            services.book(
                somebody,
                day=DAY,
                time=dt.time(hour),
                place_other="The café",
                with_staff_id=team.actor(role).staff_id,
                by=by,
                at=clock.now(),
            )


def test_the_day_is_in_order_and_every_gap_is_a_link_that_books(
    within: Flask, team: Team, sign_in: Callable[[str], Reader]
) -> None:
    book(team, "worker", 13, 10)
    book(team, "supervisor", 11)
    html = sign_in("worker").get(f"/diary/{DAY}").text.split('aria-label="Days"')[1]
    times = re.findall(r">(?:<span[^>]*>Book </span>)?(\d+:\d\dam|\d+:\d\dpm)<", html)
    assert times == ["10:00am", "11:00am", "11:30am", "12:00pm", "1:00pm", "2:00pm", "2:30pm", "3:00pm", "3:30pm"]
    assert html.count(f"/appointments/new?slot={DAY}T") == 7
    assert "Jo O." in html


def test_the_team_sees_who_has_whom_and_no_gaps(within: Flask, team: Team, sign_in: Callable[[str], Reader]) -> None:
    book(team, "supervisor", 11)
    client = sign_in("worker")
    assert "11:00am" not in client.get(f"/diary/{DAY}/print").text
    html = client.get(f"/diary/{DAY}?who=team").text
    assert "Sam Okafor" in html
    assert "slot=" not in html
    week = client.get(f"{WEEK}?who=team").text
    assert week.count("/appointments/") == 1
    looks = db.session.scalars(sa.select(Event).where(Event.record == "diary")).all()
    assert len(looks) == 2


def test_paper_has_initials_and_references_only(within: Flask, team: Team, sign_in: Callable[[str], Reader]) -> None:
    book(team, "worker", 10)
    sheet = sign_in("worker").get(f"/diary/{DAY}/print").text.split("<table")[1]
    assert "J.O." in sheet
    assert not re.search("Joanna|Brien|Jo O", sheet)
    assert sheet.count("☐") == 2


@pytest.mark.sqlite
@pytest.mark.parametrize("address", [f"/diary/{DAY}", f"{WEEK}?who=team", f"/diary/{DAY}/print"])
def test_more_appointments_ask_the_database_no_more(
    app: Flask, within: Flask, team: Team, sign_in: Callable[[str], Reader], address: str
) -> None:
    asked: list[str] = []
    client = sign_in("worker")
    book(team, "worker", 10)
    client.get(address)
    sa.event.listen(db.engine, "before_cursor_execute", lambda *of: asked.append(of[2]))
    client.get(address)
    few = len([one for one in asked if "event" not in one])
    book(team, "worker", 11, 12, 14, 15)
    asked.clear()
    client.get(address)
    assert len([one for one in asked if "event" not in one]) == few


@pytest.mark.sqlite
@pytest.mark.parametrize(
    "address", ["2026-13-01", "2026-1-1", "20261101", "1999-01-01", "tomorrow", "week/2026-W54", "week/2026-42"]
)
def test_no_such_day_is_no_page(team: Team, sign_in: Callable[[str], Reader], address: str) -> None:
    assert sign_in("worker").get(f"/diary/{address}").status_code == 404
