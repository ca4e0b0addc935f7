"""Giving feedback without a name, the code on the cards, and what was said."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from sqlalchemy import func, select

from casework.accounts.rules import Action, Compartment
from casework.feedback.models import FeedbackAnswer, FeedbackCode
from casework.feedback.rules import MOST_A_DAY, QUESTIONS, How, Results, counted, new_code, tidy_code
from casework.kernel import audit, clock
from casework.kernel.actors import Actor
from casework.kernel.audit import Act
from casework.kernel.columns import blind_index
from casework.kernel.database import db
from casework.kernel.refused import NotFound, Refused
from casework.people.services.guard import must

NOTHING = "Answer at least one question"
ENOUGH = "This page has had enough answers for one day. Please use the paper one"
MOST_COMMENTS = 50
_PURPOSE = "feedback_code"


def give(
    agency_id: int, answers: Mapping[str, str], comment: str, *, how: How, on: dt.date, bounded: bool = True
) -> None:
    """Keep one page filled in on a London day: what was said, and nothing of who. Raises Refused for an empty page, and
    for the 301st of a day that came by a code."""
    said = {key: answers[key] for key in QUESTIONS if answers.get(key)}
    if not said and not comment.strip():
        raise Refused(NOTHING)
    if bounded and _of_the_day(agency_id, on) >= MOST_A_DAY:
        raise Refused(ENOUGH)
    db.session.add(FeedbackAnswer(agency_id=agency_id, day=on, how=how.value, comment=comment.strip() or None, **said))


def _of_the_day(agency_id: int, on: dt.date) -> int:
    wanted = select(func.count()).select_from(FeedbackAnswer).where(FeedbackAnswer.agency_id == agency_id)
    return db.session.scalar(wanted.where(FeedbackAnswer.day == on, FeedbackAnswer.how == How.CODE.value)) or 0


def type_in(answers: Mapping[str, str], comment: str, *, on: dt.date, by: Actor, at: dt.datetime) -> None:
    """Keep a page that was filled in on paper. That it was typed in is on record; what it says is not. Raises Refused
    for a day still to come."""
    must(by, Action.WRITE, Compartment.SUPPORT, by.agency_id)
    if on > clock.local_day(at):
        raise Refused("The day is still to come", "on")
    give(by.agency_id, answers, comment, how=How.PAPER, on=on, bounded=False)
    detail = {"what": "paper typed in"}
    audit.record(Act.COLLECTION, "feedback", by=by, at=at, compartment=Compartment.FIGURES, detail=detail)


def agency_of(code: str) -> int:
    """Whose code it is. Raises NotFound for one that never was, or has ended."""
    index = blind_index(_PURPOSE, tidy_code(code))
    wanted = select(FeedbackCode.agency_id).where(FeedbackCode.code_index == index, FeedbackCode.ended_at.is_(None))
    found = db.session.scalar(wanted)
    if found is None:
        raise NotFound
    return found


def live_code(*, by: Actor) -> str:
    """The code on the agency's cards, "" where there is none yet."""
    must(by, Action.WRITE, Compartment.SUPPORT, by.agency_id)
    row = _live(by.agency_id)
    return row.code if row else ""


def make_code(*, by: Actor, at: dt.datetime) -> str:
    """A new code; cards with the old one lead nowhere from now on."""
    must(by, Action.WRITE, Compartment.SUPPORT, by.agency_id)
    if (before := _live(by.agency_id)) is not None:
        before.ended_at = at
        db.session.flush()
    code = new_code()
    index = blind_index(_PURPOSE, code)
    db.session.add(FeedbackCode(agency_id=by.agency_id, code=code, code_index=index, made_at=at))
    detail = {"what": "new code"}
    audit.record(Act.CONFIGURATION, "feedback", by=by, at=at, compartment=Compartment.FIGURES, detail=detail)
    return code


def _live(agency_id: int) -> FeedbackCode | None:
    mine = select(FeedbackCode).where(FeedbackCode.agency_id == agency_id, FeedbackCode.ended_at.is_(None))
    return db.session.scalar(mine)


def results(agency_id: int, first: dt.date, last: dt.date, *, shared: bool = False) -> Results:
    """What was said from one London day to another, both included; with `shared`, as it may leave the agency."""
    within = (FeedbackAnswer.agency_id == agency_id, FeedbackAnswer.day >= first, FeedbackAnswer.day <= last)
    whole = db.session.scalar(select(func.count()).select_from(FeedbackAnswer).where(*within)) or 0
    counts: dict[str, dict[str, int]] = {}
    for key in QUESTIONS:
        column = getattr(FeedbackAnswer, key)
        rows = db.session.execute(select(column, func.count()).where(*within, column != "").group_by(column))
        counts[key] = dict(rows.all())
    return counted(whole, counts, shared=shared)


def comments(*, by: Actor) -> list[tuple[dt.date, str]]:
    """The last fifty comments with their month's first day: a day and a sentence together may be somebody. For those
    who see figures."""
    must(by, Action.LOOK, Compartment.FIGURES, by.agency_id)
    wanted = select(FeedbackAnswer.day, FeedbackAnswer.comment).where(
        FeedbackAnswer.agency_id == by.agency_id, FeedbackAnswer.comment.is_not(None)
    )
    rows = db.session.execute(wanted.order_by(FeedbackAnswer.day.desc(), FeedbackAnswer.id.desc()).limit(MOST_COMMENTS))
    return [(day.replace(day=1), comment or "") for day, comment in rows]
