"""The diary of a member of staff or the team: a day, a week, and a day on paper."""

from __future__ import annotations

import datetime as dt
import re

from flask import Blueprint, Response, redirect, request

from casework.accounts.access import access, actor
from casework.accounts.rules import Action, Compartment
from casework.kernel import audit, clock, words
from casework.kernel.pages import page
from casework.kernel.refused import NotFound
from web.services import diary

bp = Blueprint("diary", __name__)
_WEEK = re.compile(r"(20\d\d)-W(\d\d)")
YEARS = range(2000, 2100)


@bp.get("/diary")
@access(Action.LOOK, Compartment.COMPLIANCE)
def now() -> Response:
    """The diary of this day."""
    return redirect(f"/diary/{clock.today()}", 303)  # type: ignore[return-value]


@bp.get("/diary/<date>")
@access(Action.LOOK, Compartment.COMPLIANCE)
def day(date: str) -> Response:
    """One day as a list by time; gaps of an hour or more are chips that book."""
    return _day(date, "web/diary_day.html")


@bp.get("/diary/<date>/print")
@access(Action.LOOK, Compartment.COMPLIANCE)
def sheet(date: str) -> Response:
    """The day on paper: initials and references, times, places, and two boxes to tick."""
    return _day(date, "web/diary_sheet.html")


def _day(date: str, template: str) -> Response:
    by, mine, wanted = actor(), _mine(), _read(date)
    made = diary.day_of(wanted, mine=mine, by=by, now=clock.now())
    _look([made])
    return page(
        template,
        title=words.full_day(wanted),
        day=made,
        mine=mine,
        strip=diary.strip(wanted),
        week=week_path(wanted),
        by=by,
        now=clock.now(),
    )


@bp.get("/diary/week/<number>")
@access(Action.LOOK, Compartment.COMPLIANCE)
def week(number: str) -> Response:
    """A week as a grid of links on a desk, one day under the other on a phone."""
    by, mine, monday = actor(), _mine(), _monday(number)
    days = diary.week_of(monday, mine=mine, by=by, now=clock.now())
    _look(days)
    return page(
        "web/diary_week.html",
        title=f"Week of {words.full_day(monday)}",
        days=days,
        mine=mine,
        today=clock.today(),
        before=week_path(monday - dt.timedelta(days=7)),
        after=week_path(monday + dt.timedelta(days=7)),
        here=week_path(monday),
    )


def week_path(day: dt.date) -> str:
    """The address of the week in which a day stands."""
    year, number, _ = day.isocalendar()
    return f"/diary/week/{year}-W{number:02}"


def _look(days: list[diary.Day]) -> None:
    if others := [f"person:{one}" for one in diary.people(days)]:
        audit.look("diary", Compartment.COMPLIANCE, by=actor(), others=others)


def _mine() -> bool:
    return request.args.get("who", "me") != "team"


def _read(date: str) -> dt.date:
    try:
        found = dt.date.fromisoformat(date)
    except ValueError:
        raise NotFound from None
    if found.isoformat() != date or found.year not in YEARS:
        raise NotFound
    return found


def _monday(number: str) -> dt.date:
    found = _WEEK.fullmatch(number)
    try:
        return dt.date.fromisocalendar(int(found[1]), int(found[2]), 1) if found else _read("")
    except ValueError:
        raise NotFound from None
