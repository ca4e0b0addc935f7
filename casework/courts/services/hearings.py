"""A person listed at a court on a day, and put off to another (domain rules 4 and 5)."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from casework.accounts.rules import Action, Compartment
from casework.courts import reference, rules
from casework.courts.models import Hearing, HearingOutcome
from casework.courts.reference import Court
from casework.courts.rules import HearingResult
from casework.courts.services.outcomes import keep_outcome
from casework.courts.services.watching import Happened, tell
from casework.kernel import audit, clock, words
from casework.kernel.actors import Actor
from casework.kernel.audit import Act
from casework.kernel.database import db
from casework.kernel.refused import NotFound, Refused
from casework.people.models import Person
from casework.people.services import hold, must, must_of


def courts_open() -> tuple[Court, ...]:
    """The courts that can be chosen for a hearing to come."""
    return reference.courts(open_only=True)


def schedule_hearing(
    person: Person,
    *,
    court_code: str,
    day: dt.date,
    time: dt.time,
    matter: str = "",
    other_matter: bool = False,
    arrested_on: dt.date | None = None,
    by: Actor,
    at: dt.datetime,
) -> Hearing:
    """List a person at a court on a London day and time, as the bail sheet says (domain rule 5).

    `other_matter` is a hearing that no referral of ours brought: it counts before anybody may say that court is off
    (rule 4). Raises Refused, on the field, for a court that is unknown or, for a day to come, has closed; a day not
    after the arrest or years ahead; a time that the clocks skip or repeat; and the same hearing listed twice.
    """
    must(by, Action.WRITE, Compartment.CJ, person.agency_id)
    if other_matter:
        _refuse_twice(person, court_code, day, time)
    hearing = _listed(
        person, court_code=court_code, day=day, time=time, matter=matter, arrested_on=arrested_on, by=by, at=at
    )
    hearing.other_matter = other_matter
    return _keep(hearing, Happened.LISTED, by=by, at=at)


def adjourn(
    hearing: Hearing,
    *,
    day: dt.date,
    time: dt.time,
    court_code: str | None = None,
    result_code: str = "",
    decided_by: str = "The court",
    decided_on: dt.date | None = None,
    reference: str = "",
    replaces: HearingOutcome | None = None,
    by: Actor,
    at: dt.datetime,
) -> Hearing:
    """Record that the court put a hearing off, and list the new one. Nobody is freed: the duty moves to the new day.

    A correction names the row it `replaces`. Raises Refused for the day it already has or one in the past, and as
    `schedule_hearing` does; Conflict for a hearing that already has another result.
    """
    must(by, Action.WRITE, Compartment.CJ, hearing.agency_id)
    today = clock.local_day(at)
    if fault := rules.next_day_fault(day, hearing_day=hearing.day, today=today):
        raise Refused(fault, "day")
    keep_outcome(
        hearing,
        HearingResult.ADJOURNED,
        result_code=result_code,
        decided_by=decided_by,
        decided_on=decided_on or today,
        reference=reference,
        replaces=replaces,
        by=by,
        at=at,
    )
    following = _listed(
        hearing.person,
        court_code=court_code or hearing.court_code,
        day=day,
        time=time,
        matter=hearing.matter,
        arrested_on=None,
        by=by,
        at=at,
    )
    following.other_matter, following.adjourned_from_id = hearing.other_matter, hearing.id
    return _keep(following, Happened.PUT_OFF, by=by, at=at)


def load_hearing(reference: str, *, by: Actor, action: Action = Action.LOOK) -> Hearing:
    """The hearing with this reference; a look is noted on its person. Raises NotFound (promises P26)."""
    found = db.session.scalar(select(Hearing).where(Hearing.reference == reference.upper()))
    if found is None:
        raise NotFound
    must_of(found.person, action, Compartment.CJ, by=by)
    if action is Action.LOOK:
        audit.look(f"person:{found.person.reference}", Compartment.CJ, by=by)
    return found


def hearings_of(person: Person) -> list[Hearing]:
    """All of a person's hearings, latest day first, other matters included (domain rule 4)."""
    rows = select(Hearing).where(Hearing.person_id == person.id)
    return list(db.session.scalars(rows.order_by(Hearing.day.desc(), Hearing.id.desc())))


def hearings_on(day: dt.date, *, court_code: str, by: Actor) -> list[Hearing]:
    """The agency's people listed at a court on a London day, in the order of time."""
    must(by, Action.LOOK, Compartment.CJ, by.agency_id)
    rows = select(Hearing).where(
        Hearing.agency_id == by.agency_id, Hearing.court_code == court_code, Hearing.day == day
    )
    rows = rows.order_by(Hearing.time, Hearing.id)
    return list(db.session.scalars(rows.options(selectinload(Hearing.person), selectinload(Hearing.outcomes))))


def _listed(
    person: Person,
    *,
    court_code: str,
    day: dt.date,
    time: dt.time,
    matter: str,
    arrested_on: dt.date | None,
    by: Actor,
    at: dt.datetime,
) -> Hearing:
    today = clock.local_day(at)
    court = _court(court_code, day, today)
    for field, message in rules.listing_faults(day=day, arrested_on=arrested_on, today=today).items():
        raise Refused(message, field)
    return Hearing(
        agency_id=person.agency_id,
        person_id=person.id,
        person=person,
        court_code=court.ou_code,
        day=day,
        time=time,
        starts_at=clock.moment(day, time, field="time"),
        matter=matter.strip(),
        recorded_at=at,
        recorded_by_id=by.staff_id,
    )


def _court(code: str, day: dt.date, today: dt.date) -> Court:
    court = reference.court(code)
    if court is None:
        raise Refused("Choose the court", "court")
    if not court.open and day > today:
        raise Refused(f"{court.name} has closed. Choose the court on the bail sheet", "court")
    return court


def _refuse_twice(person: Person, court_code: str, day: dt.date, time: dt.time) -> None:
    hold(person)
    rows = select(Hearing).where(
        Hearing.person_id == person.id, Hearing.day == day, Hearing.time == time, Hearing.other_matter.is_(True)
    )
    if any(row.court_code == court_code and row.outcome is None for row in db.session.scalars(rows)):
        said = f"{words.long_day(day)} at {words.clock_time(time)}"
        raise Refused(f"Another hearing at this court on {said} is already recorded", "day")


def _keep(hearing: Hearing, what: Happened, *, by: Actor, at: dt.datetime) -> Hearing:
    db.session.add(hearing)
    db.session.flush()
    detail = {"hearing": hearing.reference, "what": what.value}
    record = f"person:{hearing.person.reference}"
    audit.record(Act.COLLECTION, record, by=by, at=at, compartment=Compartment.CJ, detail=detail)
    tell(hearing, what, by=by, at=at)
    return hearing
