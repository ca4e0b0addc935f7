"""What may be said of an order to the court: counts and dates, never an opinion (ux 3.5; domain rules 9, 15, 16)."""

from __future__ import annotations

from datetime import date

from casework.kernel.words import long_day
from notices.rules.sentences import Count, Sentence, order_complied, order_date_passed, order_in_progress, queried
from orders.rules.facts import Kept, MeetingFacts, OrderFacts
from orders.rules.standing import standing
from orders.rules.words import MEETINGS, Status

_NOTHING_TO_SAY = frozenset({Status.REVOKED, Status.ENDED})

_KEPT_WORDS = {
    Kept.COUNTED: "attended",
    Kept.EXCUSED: "missed for a reason that was accepted",
    Kept.CANCELLED_BY_US: "cancelled by us",
    Kept.MOVED: "moved",
    Kept.REASON_NOT_KNOWN: "did not attend, reason not known yet",
    Kept.NOT_EXCUSED: "did not attend, reason not accepted",
    Kept.OPINION: "did not attend, no reasonable excuse in the supervisor’s opinion",
}


def sentence(facts: OrderFacts, *, today: date) -> Sentence | None:
    """The one sentence that fits the facts on this London date.

    None where nothing may be said: a past meeting is not recorded (rule 9), the court has already ended the order, or
    it is not complied with and its paper names no date, which only the court can mend (rule 12). Whatever the
    supervisor thinks of a missed meeting, this sentence gives the count (rule 16).
    """
    if facts.unrecorded(today) or standing(facts, today=today).status in _NOTHING_TO_SAY:
        return None
    found = _counted(facts, today)
    return queried(found) if found and facts.query else found


def _counted(facts: OrderFacts, today: date) -> Sentence | None:
    if not facts.outstanding:
        return order_complied(_count(facts, facts.counted, today), made_on=facts.made_on)
    if facts.required_by is None:
        return None
    if today > facts.required_by:
        return order_date_passed(_count(facts, facts.attended, today), made_on=facts.made_on)
    return order_in_progress(_count(facts, facts.counted, today))


def told_facts(facts: OrderFacts, *, today: date) -> tuple[str, ...]:
    """What staff read beside the sentence before they send it: each meeting, and what is wrong with the paper."""
    lines = [f"Meeting {m.number}: {long_day(m.day)}, {_how(m, today)}" for m in facts.meetings]
    return (*lines, *([f"Query with the court: {facts.query}"] if facts.query else []))


def _how(meeting: MeetingFacts, today: date) -> str:
    if meeting.kept is not None:
        return _KEPT_WORDS[meeting.kept]
    return "not recorded" if meeting.is_past(today) else "fixed"


def _count(facts: OrderFacts, attended: tuple[MeetingFacts, ...], today: date) -> Count:
    return Count(
        required=MEETINGS,
        attended=tuple(m.day for m in attended),
        by=facts.required_by,
        booked=tuple(m.day for m in facts.ahead(today)),
        appointments_booked=len(facts.meetings),
        told_of=sum(m.told for m in facts.meetings),
        cancelled_by_service=sum(m.kept is Kept.CANCELLED_BY_US for m in facts.meetings),
    )
