"""What CPS and the court may be told of a referral: a fixed sentence, or nothing yet (ux.md 3.5, domain rule 9)."""

from __future__ import annotations

from dataclasses import fields
from datetime import date, datetime
from typing import Any

from diversion.rules.facts import LONDON, Came, ClosingFacts, ReferralFacts
from diversion.rules.standing import Standing, Tally, tally
from diversion.rules.words import Closing
from notices.rules import About, CheckFirst, Count, Sentence, Statement, events, sentences
from notices.rules.topics import Topic

_ABOUT = tuple(field.name for field in fields(About))


def statement(
    facts: ReferralFacts, *, about: About, now: datetime, stands: Standing | Tally | None = None
) -> Statement | CheckFirst:
    """The sentence that may be told about a referral at the moment `now` (UTC, aware), or "check first".

    Nothing is told of a referral with any past appointment without an outcome, however it ended (domain rule
    9). The scheme reports completion and dates; it never reports an ending of the case (rule 6). `stands` is
    what `standing` or `tally` says of the same facts and moment, where somebody has asked already.
    """
    stands = stands or tally(facts, now=now)
    who: dict[str, Any] = {name: getattr(about, name) for name in _ABOUT}
    if stands.unrecorded:
        return CheckFirst(days=stands.unrecorded, **who)
    topic, words = say(facts, stands, now=now)
    return Statement(sentence=words, topic=topic, **who)


def count(facts: ReferralFacts, stands: Standing | Tally, *, now: datetime) -> Count:
    """The counts and dates of a referral, as the sentences take them.

    Attended means came, whatever else is missing: no sentence ever says fewer than she attended.
    """
    bookings = [booking for requirement in facts.requirements for booking in requirement.bookings]
    return Count(
        required=stands.total,
        attended=tuple(kept.day for kept in stands.attended),
        by=stands.finish_by,
        booked=_booked(facts, stands, now),
        appointments_booked=len(bookings),
        told_of=sum(booking.told for booking in bookings),
        cancelled_by_service=sum(booking.came is Came.CANCELLED_BY_US for booking in bookings),
        hearing=facts.court_day,
    )


def sentence(facts: ReferralFacts, stands: Standing | Tally, *, now: datetime) -> Sentence:
    """The one fixed sentence for where a referral stands (ux.md 3.5)."""
    return say(facts, stands, now=now)[1]


def say(facts: ReferralFacts, stands: Standing | Tally, *, now: datetime) -> tuple[Topic, Sentence]:
    """The sentence, and what it is about: by that it is decided who is told."""
    counted = count(facts, stands, now=now)
    if facts.closed is not None and (said := _closed(facts.closed)):
        return said
    if counted.complete and _is_finished(stands):
        return Topic.COMPLETED, sentences.completed(counted)
    if counted.complete:
        return Topic.PROGRESS, sentences.attended_only(counted)
    if _has_passed(counted, now):
        return Topic.NOT_COMPLETED, sentences.not_completed(counted)
    return Topic.PROGRESS, sentences.in_progress(counted)


def _closed(closed: ClosingFacts) -> tuple[Topic, Sentence] | None:
    """The sentence of a referral that a person ended; None for a move away, where the count says what is true."""
    match closed.closing:
        case Closing.DECLINED:
            return Topic.NOT_TAKEN_UP, sentences.declined()
        case Closing.NOT_SUITABLE:
            return Topic.NOT_TAKEN_UP, sentences.not_suitable()
        case Closing.WITHDRAWN:
            return Topic.WITHDREW, sentences.withdrew(closed.on)
        case Closing.DIED:
            return Topic.DIED, events.has_died()
        case _:
            return None


def _is_finished(stands: Standing | Tally) -> bool:
    return len(stands.kept) == stands.total


def _has_passed(counted: Count, now: datetime) -> bool:
    return counted.by is not None and now.astimezone(LONDON).date() > counted.by


def _booked(facts: ReferralFacts, stands: Standing | Tally, now: datetime) -> tuple[date, ...]:
    """The first day still to come for each requirement she has not yet attended."""
    came = {kept.position for kept in stands.attended}
    soonest = (
        min((b.day for b in r.bookings if b.came is Came.NOT_RECORDED and b.starts_at > now), default=None)
        for r in facts.requirements
        if r.position not in came
    )
    return tuple(sorted(day for day in soonest if day is not None))
