"""Arrests of the last two quarters: what the figures and the timelines are made of."""

from __future__ import annotations

import datetime as dt

from casework.kernel.workdays import add_business_days
from diversion import services as diversion
from diversion.rules.words import Closing, Method
from web.demo import acts
from web.demo.cast import Who
from web.demo.stage import Stage, Story

HOUR = dt.timedelta(hours=1)


def earlier(
    stage: Stage,
    who: Who,
    days_ago: int,
    *,
    kept: int,
    ended: tuple[Method, str] | None = None,
    closed: Closing | None = None,
    put_off: bool = False,
) -> Story:
    """A referral of so many days ago: how many of its two appointments were kept, and how it or its case ended."""
    day = stage.today - dt.timedelta(days=days_ago)
    court_day = add_business_days(day + dt.timedelta(days=33), 1)
    yield stage.at(day + dt.timedelta(days=1), 10, who.slot)
    referral = acts.arrest(stage, who, court_day, arrested_on=day, police_reference=f"CR/{who.slot}/{days_ago}")
    for position in range(1, kept + 1):
        seen = add_business_days(day, 5 * position)
        yield stage.at(seen, 8, who.slot)  # seen the same morning: nobody is texted about it
        booked = acts.book(stage, referral, position, seen, who, told_how="phone")
        yield booked.starts_at + HOUR
        acts.say(stage, booked)
    if closed is not None:
        yield stage.at(add_business_days(day, 12), 12)
        diversion.close(referral, closed, closed_on=add_business_days(day, 12), by=stage.robin, at=stage.now)
    if put_off and referral.hearing is not None:
        yield stage.at(court_day, 14)
        court_day = add_business_days(court_day, 15)
        diversion.adjourn(referral.hearing, day=court_day, time=acts.TEN, by=stage.lesley, at=stage.now)
    if ended is not None:
        yield stage.at(court_day, 15)
        acts.end(stage, referral, *ended)
