"""Needs assessments, written in pieces. They belong to support, and never leave in a notice (domain rule 29)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, cast

from sqlalchemy import Select, select
from sqlalchemy.orm import selectinload

from casework.accounts.rules import Action, Compartment
from casework.care import rules
from casework.care.models import NeedsAnswer, NeedsAssessment
from casework.care.rules import FirstAnswers, Heading, Home, NeedsAnswers, Said, Scale
from casework.care.services.frame import note, refuse
from casework.kernel import clock
from casework.kernel.actors import Actor
from casework.kernel.audit import Act
from casework.kernel.database import db
from casework.kernel.refused import NotFound, Refused
from casework.people.models import Person
from casework.people.services import hold, must

NOTHING_YET = "Nothing of this assessment has been written yet. Begin with the first questions"


def record_assessment(
    person: Person,
    answers: Mapping[Heading, NeedsAnswers],
    *,
    made_on: dt.date | None = None,
    first: FirstAnswers | None = None,
    by: Actor,
    at: dt.datetime,
) -> NeedsAssessment:
    """Keep a whole needs assessment at once, made on a London date (today when not given). A later one is a new record.

    A heading that is not among the answers was not talked about. Raises Refused when none was, or for a day to come.
    """
    must(by, Action.WRITE, Compartment.SUPPORT, person.agency_id)
    today = clock.local_day(at)
    refuse(rules.assessment_faults(answers, made_on=made_on or today, today=today))
    row = _begin(person, by=by, at=at)
    for heading in Heading:
        _put(row, heading, answers.get(heading, NeedsAnswers()))
    if first is not None:
        _put_first(row, first, at)
    return _finish(row, person, made_on or today, by=by, at=at)


def write_first(person: Person, first: FirstAnswers, *, by: Actor, at: dt.datetime) -> NeedsAssessment:
    """Keep what is asked before anything else in the assessment that is being written, or begin one with it."""
    row = _writing(person, by=by, at=at)
    _put_first(row, first, at)
    db.session.flush()
    note(person, {"assessment": row.reference, "asked": "first"}, act=Act.ALTERATION, by=by, at=at)
    return row


def write_answer(
    person: Person, heading: Heading, answer: NeedsAnswers, *, by: Actor, at: dt.datetime
) -> NeedsAssessment:
    """Keep one heading of the assessment that is being written, or begin one with it. Said twice, the later stands."""
    row = _writing(person, by=by, at=at)
    _put(row, heading, answer)
    db.session.flush()
    note(person, {"assessment": row.reference, "asked": heading.value}, act=Act.ALTERATION, by=by, at=at)
    return row


def still_so(person: Person, heading: Heading, *, by: Actor, at: dt.datetime) -> NeedsAssessment:
    """Keep one heading as it was last time. Raises NotFound where nothing was said of it before."""
    before = latest(person, by=by)
    found = answers_of(before).get(heading) if before else None
    if found is None or not found.scale.was_talked_about:
        raise NotFound
    return write_answer(person, heading, found, by=by, at=at)


def finish_assessment(person: Person, *, made_on: dt.date, by: Actor, at: dt.datetime) -> NeedsAssessment:
    """Say that the assessment being written is done, and on which London date it was made.

    Headings that were not reached are kept as not talked about. Raises Refused where nothing was talked about, or for
    a day to come.
    """
    must(by, Action.WRITE, Compartment.SUPPORT, person.agency_id)
    hold(person)
    row = unfinished(person, by=by)
    if row is None:
        raise Refused(NOTHING_YET)
    faults = rules.assessment_faults(answers_of(row), made_on=made_on, today=clock.local_day(at))
    refuse({("made_on" if field == "made_on" else ""): words for field, words in faults.items()})
    return _finish(row, person, made_on, by=by, at=at)


def assessments(person: Person, *, by: Actor, limit: int = 20) -> list[NeedsAssessment]:
    """A person's finished assessments, latest first. Raises NotFound for a role that may not see support."""
    must(by, Action.LOOK, Compartment.SUPPORT, person.agency_id)
    wanted = _of(person).where(NeedsAssessment.finished_at.is_not(None))
    order = (NeedsAssessment.made_on.desc(), NeedsAssessment.id.desc())
    return list(db.session.scalars(wanted.order_by(*order).limit(limit)))


def latest(person: Person, *, by: Actor) -> NeedsAssessment | None:
    """The one that was finished last."""
    return next(iter(assessments(person, by=by, limit=1)), None)


def unfinished(person: Person, *, by: Actor) -> NeedsAssessment | None:
    """The one that is being written, whoever began it: it goes on where it was left."""
    must(by, Action.LOOK, Compartment.SUPPORT, person.agency_id)
    wanted = _of(person).where(NeedsAssessment.finished_at.is_(None))
    found = db.session.scalar(wanted.order_by(NeedsAssessment.id.desc()).limit(1))
    return cast("NeedsAssessment | None", found)


def load_assessment(person: Person, reference: str, *, by: Actor) -> NeedsAssessment:
    """One of a person's finished assessments. Raises NotFound."""
    must(by, Action.LOOK, Compartment.SUPPORT, person.agency_id)
    wanted = _of(person).where(NeedsAssessment.reference == reference, NeedsAssessment.finished_at.is_not(None))
    found = cast("NeedsAssessment | None", db.session.scalar(wanted))
    if found is None:
        raise NotFound
    return found


def before(person: Person, row: NeedsAssessment, *, by: Actor) -> NeedsAssessment | None:
    """The finished assessment before this one: what it is compared with."""
    earlier = [one for one in assessments(person, by=by, limit=50) if one.id != row.id]
    return next((one for one in earlier if (one.made_on, one.id) < (row.made_on, row.id)), None)


def answers_of(row: NeedsAssessment) -> dict[Heading, NeedsAnswers]:
    """What was said, by heading, in the order of the page."""
    found = {Heading(one.heading): one for one in row.answers}
    return {heading: _said(found[heading]) for heading in Heading if heading in found}


def first_of(row: NeedsAssessment) -> FirstAnswers:
    """What was asked before anything else."""
    return FirstAnswers(
        safe_now=Said(row.safe_now) if row.safe_now else None,
        exploited=Said(row.exploited) if row.exploited else None,
        home=Home(row.home) if row.home else None,
        language=row.language or "",
        interpreter=Said(row.interpreter) if row.interpreter else None,
    )


def _of(person: Person) -> Select[Any]:
    rows = select(NeedsAssessment).where(NeedsAssessment.person_id == person.id)
    return rows.options(selectinload(NeedsAssessment.answers))


def _writing(person: Person, *, by: Actor, at: dt.datetime) -> NeedsAssessment:
    must(by, Action.WRITE, Compartment.SUPPORT, person.agency_id)
    hold(person)  # two colleagues who begin at once write in the same one
    return unfinished(person, by=by) or _begin(person, by=by, at=at)


def _begin(person: Person, *, by: Actor, at: dt.datetime) -> NeedsAssessment:
    row = NeedsAssessment(
        agency_id=person.agency_id,
        person_id=person.id,
        made_on=clock.local_day(at),
        recorded_at=at,
        recorded_by_id=by.staff_id,
    )
    db.session.add(row)
    return row


def _finish(row: NeedsAssessment, person: Person, made_on: dt.date, *, by: Actor, at: dt.datetime) -> NeedsAssessment:
    said = {one.heading for one in row.answers}
    row.answers += [
        NeedsAnswer(heading=one.value, scale=Scale.NOT_TALKED_ABOUT.value) for one in Heading if one not in said
    ]
    row.made_on, row.finished_at = made_on, at
    db.session.flush()
    note(person, {"assessment": row.reference}, by=by, at=at)
    return row


def _put(row: NeedsAssessment, heading: Heading, answer: NeedsAnswers) -> None:
    found = next((one for one in row.answers if one.heading == heading.value), None)
    if found is None:
        found = NeedsAnswer(heading=heading.value)
        row.answers.append(found)
    found.scale, found.urgent = answer.scale.value, answer.urgent
    found.now, found.wants, found.who_else = answer.now.strip(), answer.wants.strip(), answer.who_else.strip()


def _put_first(row: NeedsAssessment, first: FirstAnswers, at: dt.datetime) -> None:
    row.safe_now, row.exploited = first.safe_now or "", first.exploited or ""
    row.home, row.interpreter = first.home or "", first.interpreter or ""
    row.language, row.asked_first_at = first.language.strip(), at


def _said(one: NeedsAnswer) -> NeedsAnswers:
    return NeedsAnswers(Scale(one.scale or Scale.NOT_TALKED_ABOUT), one.now, one.wants, one.urgent, one.who_else or "")
