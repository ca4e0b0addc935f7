"""The twelve who are before Thames on the next court day, and how each came there."""

from __future__ import annotations

import datetime as dt
from collections.abc import Generator

from casework.appointments.models import Appointment
from casework.appointments.rules import AbsenceReason, MoveAskedBy, Outcome, ToldBy
from casework.appointments.services import Needs
from casework.kernel import clock
from casework.people.rules.agreements import HowAgreed
from diversion import services as diversion
from diversion.models import Referral
from diversion.rules.words import Closing, Method
from web.demo import acts
from web.demo.cast import AMARA, BETHANY, CHANTELLE, DANA, EWA, FARAH, GRACE, HANNAH, JO, MIA, NADIA, REBECCA, Who
from web.demo.earlier import earlier
from web.demo.stage import Stage, Story

HOUR = dt.timedelta(hours=1)
WENT_AHEAD = (Method.WENT_AHEAD, "")
Act = Generator[dt.datetime, None, Referral]


def stories(stage: Stage) -> list[Story]:
    """One for each of the twelve."""
    return [
        jo(stage), amara(stage), bethany(stage), chantelle(stage), dana(stage), ewa(stage),
        farah(stage), grace(stage), hannah(stage), mia(stage), nadia(stage), rebecca(stage),
    ]  # fmt: skip


def arrested(stage: Stage, who: Who) -> Act:
    """About five weeks before the court day; the first appointment is booked at once."""
    day = stage.court_day - dt.timedelta(days=35 + who.slot % 4)
    yield stage.at(day + dt.timedelta(days=1), 17, who.slot)
    return acts.arrest(stage, who, stage.court_day, arrested_on=day, **acts.may_text(who))


def first(stage: Stage, who: Who, referral: Referral) -> Act:
    """The initial assessment: rung that morning, seen that day."""
    day = stage.business(-18 + who.slot % 3)
    yield stage.at(day, 8, who.slot)
    booked = acts.book(stage, referral, 1, day, who, told_how="phone")
    yield booked.starts_at + HOUR
    acts.say(stage, booked)
    return referral


def second(stage: Stage, who: Who, referral: Referral) -> Act:
    """The second appointment, at a service that tells the worker that it was kept."""
    days = -8 - who.slot % 3
    yield stage.at(stage.business(days - 1), 17, who.slot)
    booked = at_the_hub(stage, who, referral, days)
    yield booked.starts_at + HOUR
    said_by = ToldBy("Asha Iqbal", "Key worker, the Hub", clock.local_day(stage.now))
    acts.say(stage, booked, told_by=said_by)
    return referral


def at_the_hub(stage: Stage, who: Who, referral: Referral, days: int) -> Appointment:
    """Booked with the service."""
    day = stage.business(days)
    there = {"place": stage.places[1], "with_staff_id": None, "with_other": "Asha at the Hub"}
    return acts.book(stage, referral, 2, day, who, **there)


def completed(stage: Stage, who: Who) -> Act:
    """Both kept."""
    referral = yield from arrested(stage, who)
    yield from first(stage, who, referral)
    yield from second(stage, who, referral)
    return referral


def jo(stage: Stage) -> Story:
    """Her fourth referral is discontinued and released; then she is arrested a fifth time."""
    yield from earlier(stage, JO, 165, kept=2, ended=(Method.DISCONTINUED, "2053"))
    yield from earlier(stage, JO, 125, kept=1, ended=WENT_AHEAD)
    yield from earlier(stage, JO, 85, kept=2, ended=(Method.WITHDRAWN, "2051"))
    referral = yield from completed(stage, JO)
    yield stage.at(stage.business(-6), 16, 2)
    told = acts.tell(stage, referral)
    yield stage.now + HOUR
    acts.acknowledge(stage, told)
    yield stage.at(stage.business(-4), 15)
    acts.end(stage, referral, Method.DISCONTINUED, "2053")
    yield stage.at(stage.business(-3), 10, 30)
    diversion.release(referral.person, stage.court_day, by=stage.robin, at=stage.now)
    yield stage.at(stage.business(-2), 9, 5)
    acts.arrest(stage, JO, stage.business(24), arrested_on=stage.business(-3), agreed=None, police_reference="")


def amara(stage: Stage) -> Story:
    """Discontinued, and nobody has released her yet. A reply that has to be read first."""
    yield from earlier(stage, AMARA, 110, kept=2, ended=(Method.WITHDRAWN, "2094"), put_off=True)
    referral = yield from completed(stage, AMARA)
    yield stage.at(stage.business(-5), 11)
    told = acts.tell(stage, referral)
    yield stage.now + HOUR
    acts.acknowledge(stage, told)
    yield stage.at(stage.business(-1), 16)
    acts.end(stage, referral, Method.DISCONTINUED, "2053")
    yield stage.end - 3 * HOUR
    stage.network.reply(AMARA.mobile, "cant talk hes here", at=stage.now)


def bethany(stage: Stage) -> Story:
    """Told, and seen by nobody yet. Her first appointment was moved because she asked."""
    referral = yield from arrested(stage, BETHANY)
    booked = acts.book(stage, referral, 1, stage.business(-19), BETHANY)
    yield stage.at(stage.business(-21), 12)
    diversion.move_appointment(
        booked,
        day=stage.business(-17),
        time=BETHANY.time,
        asked_by=MoveAskedBy.PERSON,
        seen_version=booked.version,
        by=stage.robin,
        at=stage.now,
    )
    yield booked.starts_at + HOUR
    acts.say(stage, booked)
    yield from second(stage, BETHANY, referral)
    yield stage.at(stage.business(-3), 14)
    acts.tell(stage, referral)


def chantelle(stage: Stage) -> Story:
    """She replied STOP, and has something booked."""
    referral = yield from completed(stage, CHANTELLE)
    yield stage.at(stage.business(-4), 11)
    acts.tell(stage, referral)
    yield stage.at(stage.business(-3), 12)
    again = acts.arrest(
        stage,
        CHANTELLE,
        stage.business(20),
        arrested_on=stage.business(-5),
        scheme=stage.schemes["TRUST"],
        police_reference="",
    )
    acts.book(stage, again, 1, stage.business(3), CHANTELLE, needs=Needs(transport=True))
    yield stage.end - 20 * HOUR
    stage.network.reply(CHANTELLE.mobile, "STOP", at=stage.now)


def dana(stage: Stage) -> Story:
    """The court was told "1 of 2"; since then they kept the second: changed since told."""
    yield from earlier(stage, DANA, 105, kept=0, closed=Closing.MOVED_AWAY)
    referral = yield from arrested(stage, DANA)
    yield from first(stage, DANA, referral)
    booked = at_the_hub(stage, DANA, referral, -8)
    yield stage.at(stage.business(-10), 15)
    acts.tell(stage, referral)
    yield booked.starts_at + HOUR
    acts.say(stage, booked)


def ewa(stage: Stage) -> Story:
    """Told twice: the second notice corrects the first. An outcome was recorded in error and put right."""
    referral = yield from arrested(stage, EWA)
    yield from first(stage, EWA, referral)
    booked = at_the_hub(stage, EWA, referral, -8)
    yield stage.at(stage.business(-12), 15)
    acts.tell(stage, referral)
    yield booked.starts_at + HOUR
    acts.say(stage, booked, Outcome.REASON_NOT_KNOWN)
    yield stage.now + HOUR
    acts.say(stage, booked, Outcome.IN_ERROR, replaces=acts.latest(booked))
    acts.say(stage, booked)
    yield stage.at(stage.business(-6), 9, 40)
    acts.tell(stage, referral)


def farah(stage: Stage) -> Story:
    """A stranger answered: texts to that number are paused. The CPS's mailbox turned her notice away."""
    referral = yield from arrested(stage, FARAH)
    booked = acts.book(stage, referral, 1, stage.business(-18), FARAH)
    yield stage.at(stage.business(-20), 13)
    diversion.move_appointment(
        booked,
        day=stage.business(-16),
        time=FARAH.time,
        asked_by=MoveAskedBy.US,
        seen_version=booked.version,
        by=stage.robin,
        at=stage.now,
    )
    yield booked.starts_at + HOUR
    acts.say(stage, booked)
    yield from second(stage, FARAH, referral)
    yield stage.at(stage.business(-2), 11)
    stage.post.turned_away.update(notice.id for notice in acts.tell(stage, referral)[:1])
    yield stage.end - 26 * HOUR
    stage.network.reply(FARAH.mobile, "wrong number mate who is this", at=stage.now)


def grace(stage: Stage) -> Story:
    """Completed. Arrested again, one of two kept; her phone has been off since, and the second is coming."""
    yield from completed(stage, GRACE)
    yield stage.at(stage.business(-5), 12)
    again = acts.arrest(
        stage, GRACE, stage.business(18), arrested_on=stage.business(-6), police_reference="", agreed=HowAgreed.PHONE
    )
    booked = acts.book(stage, again, 1, stage.business(-4), GRACE)
    yield booked.starts_at + HOUR
    acts.say(stage, booked)
    stage.network.lose(GRACE.mobile)
    acts.book(stage, again, 2, stage.business(1), GRACE)


def hannah(stage: Stage) -> Story:
    """TRUST: opted in at court, assessed, and a plan agreed. Told a moment ago. Arrested again, and time is short."""
    day = stage.court_day - dt.timedelta(days=36)
    opted = diversion.OptInAnswers(opted_in_on=day, legal_advice_offered=True, bail="unconditional")
    yield stage.at(day + dt.timedelta(days=1), 17, 9)
    referral = acts.arrest(
        stage,
        HANNAH,
        stage.court_day,
        arrested_on=day,
        scheme=stage.schemes["TRUST"],
        opt_in=opted,
        **acts.may_text(HANNAH),
    )
    for position, days in ((1, -17), (2, -9)):
        booked = acts.book(stage, referral, position, stage.business(days), HANNAH)
        yield booked.starts_at + HOUR
        acts.say(stage, booked)
        acts.leave(stage, referral, position)
    yield stage.at(stage.business(-7), 10)
    again = acts.arrest(stage, HANNAH, stage.business(7), arrested_on=stage.business(-8), police_reference="")
    diversion.record_attempt(again, how="phone", reached=True, by=stage.robin, at=stage.now)
    yield stage.end - HOUR / 120
    acts.tell(stage, referral)


def mia(stage: Stage) -> Story:
    """One attended, one missed: not completed. Arrested again, and nobody has reached her."""
    yield from earlier(stage, MIA, 150, kept=0, closed=Closing.DECLINED, ended=WENT_AHEAD)
    yield from earlier(stage, MIA, 90, kept=1, ended=(Method.NO_EVIDENCE, "2050"))
    referral = yield from arrested(stage, MIA)
    came = acts.book(stage, referral, 1, stage.business(-19), MIA)
    yield came.starts_at + HOUR
    acts.say(stage, came, Outcome.COULD_NOT_TAKE_PART, counts=False)
    again = acts.book(stage, referral, 1, stage.business(-14), MIA)
    yield again.starts_at + HOUR
    acts.say(stage, again)
    missed = at_the_hub(stage, MIA, referral, -7)
    yield missed.starts_at + HOUR
    acts.say(stage, missed, Outcome.NO_ACCEPTABLE_REASON)
    yield stage.at(stage.business(-4), 12)
    newer = acts.arrest(
        stage, MIA, stage.business(22), arrested_on=stage.business(-5), police_reference="", agreed=None
    )
    for days in (-3, -2):
        yield stage.at(stage.business(days), 15)
        diversion.record_attempt(newer, how="phone", reached=False, by=stage.robin, at=stage.now)


def nadia(stage: Stage) -> Story:
    """Nobody has asked whether texts are safe. Missed with a reason, cancelled by us, missed and nobody knows why."""
    yield from earlier(stage, NADIA, 140, kept=0, closed=Closing.NOT_SUITABLE, ended=WENT_AHEAD)
    referral = yield from arrested(stage, NADIA)
    ill = acts.book(stage, referral, 1, stage.business(-19), NADIA)
    yield ill.starts_at + HOUR
    acts.say(stage, ill, Outcome.ACCEPTABLE_REASON, reason=AbsenceReason.HEALTH)
    ours = acts.book(stage, referral, 1, stage.business(-13), NADIA)
    yield stage.at(stage.business(-14), 16)
    acts.say(stage, ours, Outcome.CANCELLED_BY_US)
    missed = acts.book(stage, referral, 1, stage.business(-9), NADIA)
    yield missed.starts_at + HOUR
    acts.say(stage, missed, Outcome.REASON_NOT_KNOWN)


def rebecca(stage: Stage) -> Story:
    """Yesterday's attendance is not recorded: check first."""
    yield from earlier(stage, REBECCA, 130, kept=0, closed=Closing.WITHDRAWN, ended=WENT_AHEAD)
    referral = yield from arrested(stage, REBECCA)
    yield from first(stage, REBECCA, referral)
    acts.book(stage, referral, 2, stage.business(-1), REBECCA)
