"""The orders, each at another point of its life; and Lena's and Ruth's half year."""

from __future__ import annotations

import datetime as dt
from collections.abc import Generator, Sequence
from dataclasses import replace

from casework.appointments.rules import Outcome
from casework.people import services as people
from casework.people.rules.circumstances import CircumstanceKind
from casework.people.rules.contact import Answer
from diversion import services as diversion
from diversion.rules.words import Closing
from notices import services as notices
from orders import services as orders
from orders.models import SupportOrder
from orders.rules.changes import Change
from web.demo import acts
from web.demo.cast import BETHANY, DANA, EWA, GRACE, HANNAH, LENA, NADIA, REBECCA, RUTH, Who
from web.demo.stage import Stage, Story

HOUR = dt.timedelta(hours=1)
Making = Generator[dt.datetime, None, SupportOrder]


def stories(stage: Stage) -> list[Story]:
    """Eight orders and one referral."""
    return [
        lena(stage),
        ruth(stage),
        active(stage),
        not_told(stage),
        told(stage),
        awaited(stage),
        passed(stage),
        to_be_laid(stage),
        at_court(stage),
    ]


def lena(stage: Stage) -> Story:
    """Two of three kept and six days left. A partner sees her phone: no voicemail, no letters."""
    made_on = stage.today - dt.timedelta(days=150)
    yield stage.at(made_on, 15)
    made = acts.order(stage, LENA, made_on=made_on, required_by=stage.today + dt.timedelta(days=6))
    careful = replace(
        LENA.contact(),
        texts_from=dt.time(10),
        texts_until=dt.time(14),
        voicemail=Answer.NO,
        letters=Answer.NO,
        words_who="Sam",
        words_what="class",
        note="Partner sees this phone. Say “Sam from college”.",
    )
    people.set_safe_contact(made.person, careful, by=stage.sam, at=stage.now)
    yield from _keep(stage, LENA, made, (-80, -35))
    yield stage.at(stage.business(-30), 12)
    people.check_again(made.person, by=stage.sam, at=stage.now)
    yield stage.at(stage.business(-9), 12)
    ours = acts.fix(stage, made, 3, stage.business(-4), LENA)
    yield stage.at(stage.business(-5), 9, 50)
    acts.meet(stage, ours, Outcome.CANCELLED_BY_US)


def ruth(stage: Stage) -> Story:
    """Tried and not reached; then she died. Nothing is sent to her, and a person tells the court."""
    day = stage.business(-30)
    yield stage.at(day, 16)
    referral = acts.arrest(stage, RUTH, stage.business(6), arrested_on=day, **acts.may_text(RUTH))
    for days in (-27, -25):
        yield stage.at(stage.business(days), 11)
        diversion.record_attempt(referral, how="visit", reached=False, by=stage.robin, at=stage.now)
    yield stage.at(stage.business(-20), 12)
    died = stage.business(-22)
    people.record_circumstance(referral.person, CircumstanceKind.DIED, since=died, by=stage.robin, at=stage.now)
    diversion.close(referral, Closing.DIED, closed_on=died, by=stage.robin, at=stage.now)


def active(stage: Stage) -> Story:
    """One of three kept, the second fixed, and she has said yes. The paper is queried with the court."""
    made_on = stage.business(-22)
    yield stage.at(made_on, 16)
    query = "The paper spells her name Bethanie"
    by = stage.today + dt.timedelta(days=140)
    made = acts.order(stage, BETHANY, made_on=made_on, required_by=by, query=query)
    yield from _keep(stage, BETHANY, made, (-11,))
    acts.fix(stage, made, 2, stage.business(4), BETHANY)
    yield stage.end - 5 * HOUR
    stage.network.reply(BETHANY.mobile, "Yes", at=stage.now)
    moving = orders.Wanted(kind=Change.AREA, court_code=made.court_code, on=stage.business(-3), area="2572")
    orders.apply_for(made, moving, by=stage.sam, at=stage.now)


def not_told(stage: Stage) -> Story:
    """All three kept yesterday; the court is not told yet."""
    made = yield from _made(stage, EWA, 110)
    yield from _keep(stage, EWA, made, (-60, -30, -1))


def told(stage: Stage) -> Story:
    """All three kept, the court told, the order ended."""
    made = yield from _made(stage, DANA, 160)
    yield from _keep(stage, DANA, made, (-90, -70, -55))
    yield stage.now + HOUR
    issued = orders.tell_court(made, by=stage.sam, at=stage.now)
    yield stage.now + 2 * HOUR
    for notice in issued:
        notices.acknowledge_by_phone(notice.reference, who="The legal adviser", by=stage.sam, at=stage.now)
    orders.restate(made, at=stage.now)


def awaited(stage: Stage) -> Story:
    """A meeting missed, and nobody knows why."""
    made = yield from _made(stage, NADIA, 70)
    yield from _keep(stage, NADIA, made, (-28,))
    missed = acts.fix(stage, made, 2, stage.business(-7), NADIA)
    yield missed.starts_at + HOUR
    acts.meet(stage, missed, Outcome.REASON_NOT_KNOWN)


def passed(stage: Stage) -> Story:
    """The date went by with one of three kept."""
    made = yield from _made(stage, REBECCA, 175, by=stage.business(-12))
    yield from _keep(stage, REBECCA, made, (-100,))


def to_be_laid(stage: Stage) -> Story:
    """A meeting missed, and the supervisor has formed the opinion: the information is to be laid."""
    made = yield from _made(stage, HANNAH, 75)
    yield from _missed(stage, HANNAH, made, kept=-33, missed=-12)
    yield stage.at(stage.business(-2), 14)
    orders.form_opinion(made.meetings[1].bookings[-1], by=stage.sam, at=stage.now)


def at_court(stage: Stage) -> Story:
    """The same a few weeks on: the information laid, a summons issued, the hearing still to come."""
    made = yield from _made(stage, GRACE, 120)
    yield from _missed(stage, GRACE, made, kept=-65, missed=-42)
    yield stage.at(stage.business(-34), 14)
    opinion = orders.form_opinion(made.meetings[1].bookings[-1], by=stage.sam, at=stage.now)
    yield stage.at(stage.business(-32), 14)
    orders.lay_information(opinion, on=stage.business(-32), court_code=made.court_code, by=stage.sam, at=stage.now)
    yield stage.at(stage.business(-24), 14)
    listed = orders.Listed(court_code=made.court_code, day=stage.business(9), time=dt.time(14))
    orders.record_summons(opinion, on=stage.business(-24), hearing=listed, by=stage.sam, at=stage.now)


def _missed(stage: Stage, who: Who, made: SupportOrder, *, kept: int, missed: int) -> Story:
    """One meeting kept and the next one not, on business days counted from today; nobody knows why."""
    yield from _keep(stage, who, made, (kept,))
    booked = acts.fix(stage, made, 2, stage.business(missed), who)
    yield booked.starts_at + HOUR
    acts.meet(stage, booked, Outcome.REASON_NOT_KNOWN)


def _made(stage: Stage, who: Who, days_ago: int, *, by: dt.date | None = None) -> Making:
    made_on = stage.today - dt.timedelta(days=days_ago)
    yield stage.at(made_on, 16, who.slot)
    return acts.order(stage, who, made_on=made_on, required_by=by or made_on + dt.timedelta(days=175))


def _keep(stage: Stage, who: Who, made: SupportOrder, days: Sequence[int]) -> Story:
    """Meetings fixed a few days before and kept, on business days counted from today."""
    for number, back in enumerate(days, start=1):
        yield max(stage.now, stage.at(stage.business(back - 3), 12, who.slot))
        booked = acts.fix(stage, made, number, stage.business(back), who)
        yield booked.starts_at + HOUR
        acts.meet(stage, booked)
