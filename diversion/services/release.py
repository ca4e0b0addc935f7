"""Releasing "you do not need to go": a named person's deliberate word, on recorded decisions only (rule 4)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import select

from casework.courts import reference
from casework.courts.models import Hearing, HearingOutcome
from casework.courts.rules import HearingResult
from casework.kernel import audit, clock, words
from casework.kernel.actors import Actor
from casework.kernel.audit import Act
from casework.kernel.database import db
from casework.kernel.refused import Refused
from casework.people.models import Circumstance, Person
from casework.people.services import hold
from diversion.models import CaseEnding, Charge, Referral, Release
from diversion.rules.release import (
    Allowed,
    ChargeFacts,
    EndingFacts,
    HearingFacts,
    WarrantFacts,
    Why,
    may_release,
)
from diversion.rules.words import Method
from diversion.services.loading import referrals_of
from reminders import services as reminders
from reminders.models import Text
from reminders.rules.life import TextState
from reminders.services.reach import reach

WARRANT = "warrant"
WENT = frozenset({TextState.ACCEPTED, TextState.DELIVERED})
DID_NOT_ARRIVE = frozenset(
    {
        TextState.UNDELIVERED,
        TextState.FAILED,
        TextState.REJECTED,
        TextState.EXPIRED,
        TextState.DROPPED,
        TextState.CANCELLED,
        TextState.PERSON,
    }
)
"""The text of a release that has ended without reaching her, or of which nobody knows whether it did."""


def release_facts(
    person: Person,
) -> tuple[list[ChargeFacts], list[HearingFacts], list[WarrantFacts]]:
    """Every charge, hearing and warrant of hers that is recorded at her agency, whatever programme it belongs to."""
    noted = select(Circumstance).where(Circumstance.person_id == person.id, Circumstance.kind == WARRANT)
    return facts_from(referrals_of(person), _hearings_of(person), db.session.scalars(noted).all())


def facts_from(
    referrals: Sequence[Referral], hearings: Sequence[Hearing], noted: Sequence[Circumstance]
) -> tuple[list[ChargeFacts], list[HearingFacts], list[WarrantFacts]]:
    """The same from one person's referrals, hearings and noted warrants, already read."""
    charges = [_charge(charge, referral) for referral in referrals for charge in referral.charges]
    before = {hearing.id: tuple(_keys_before(hearing, referrals)) for hearing in hearings}
    return charges, [_hearing(hearing, before[hearing.id]) for hearing in hearings], _warrants(noted, hearings)


def may_be_released(person: Person, day: date) -> Allowed | Why:
    """Whether she may be told that she need not go on a London day, with whose word it rests on or what stands."""
    return may_release(day, *release_facts(person))


def release_of(person: Person, day: date) -> Release | None:
    """The release made for a person and a day that nothing has taken back, if any."""
    made = select(Release).where(Release.person_id == person.id, Release.day == day, Release.taken_back_at.is_(None))
    return db.session.scalar(made.order_by(Release.id.desc()))


def is_released(release: Release | None) -> bool:
    """True once everybody whose word it takes has given it."""
    return release is not None and release.text_id is not None


def still_released(person: Person, day: date) -> bool:
    """True where it was released and everything that it rests on still stands: a new charge, hearing or warrant, or
    an ending set aside, means that she must go after all (rule 4)."""
    return is_released(release_of(person, day)) and isinstance(may_be_released(person, day), Allowed)


def needs_two(person: Person, day: date) -> bool:
    """Whether a scheme of hers with court that day asks for two people's word."""
    return any(r.scheme.two_people_release for r in _that_day(person, day))


def release(person: Person, day: date, *, by: Actor, at: datetime) -> Release:
    """Release "you do not need to go" for a London day, and queue the text that says so.

    Only a member of staff may, never the system. Raises Refused, saying why not, unless every charge and hearing of
    hers that day is ended or excused and no warrant is recorded (rule 4), or where the day is past; where a scheme
    asks for two people's word the first call records one, and the second must come from somebody else. Court reminders
    for the day are stopped. Released before, the same words go once more where the text failed or her number has
    changed since.
    """
    if by.staff_id is None:
        raise Refused("Only a person can release this")
    if day < clock.local_day(at):
        raise Refused("That court day is over, so there is nothing to release")
    hold(person)  # nothing it rests on may change between this look and the commit
    answer = may_be_released(person, day)
    if isinstance(answer, Why):
        raise Refused("Not yet. " + ". ".join(answer.reasons))
    before = release_of(person, day)
    if before is not None and may_send_again(before, at=at):
        _audited(before, person, "again", by=by, at=at)
        _tell(before, person, by=by, at=at)
        return before
    made = _word_given(person, day, answer, by=by, at=at)
    if made.second_by_id is None and needs_two(person, day):
        return made
    _tell(made, person, by=by, at=at)
    return made


def may_send_again(made: Release, *, at: datetime) -> bool:
    """Whether a person may have the text of a release sent once more: it did not arrive, or went to a number that is
    no longer hers. Never while it is on its way."""
    text = db.session.get(Text, made.text_id) if made.text_id else None
    if text is None or text.not_after <= at:
        return False
    if TextState(text.state) in DID_NOT_ARRIVE:
        return True
    return TextState(text.state) in WENT and text.number_index != reach(text.person, at).index


def is_told(made: Release) -> bool:
    """Whether she is known to have been told: her phone has the text, or somebody told her in person or by phone."""
    text = db.session.get(Text, made.text_id) if made.text_id else None
    return text is not None and (text.state == TextState.DELIVERED or text.dealt_with_at is not None)


def _word_given(person: Person, day: date, answer: Allowed, *, by: Actor, at: datetime) -> Release:
    """The release with this person's word on it: a new one, or the second word on one that waits for it."""
    waiting = release_of(person, day)
    if waiting is None:
        return _new(person, day, answer, by=by, at=at)
    if is_released(waiting):
        raise Refused("This has been released already")
    if waiting.released_by_id == by.staff_id:
        raise Refused("Somebody else must release this too, because this scheme asks for two people")
    waiting.second_by_id = by.staff_id
    _audited(waiting, person, "second", by=by, at=at)
    return waiting


def _new(person: Person, day: date, answer: Allowed, *, by: Actor, at: datetime) -> Release:
    referral = next(iter(_that_day(person, day)), None)
    if referral is None:
        raise Refused("No referral of this person is before a court on that day")
    made = Release(
        agency_id=by.agency_id,
        person_id=person.id,
        referral_id=referral.id,
        day=day,
        because=list(_because(person, day)),
        released_at=at,
        released_by_id=by.staff_id,
    )
    db.session.add(made)
    db.session.flush()
    _audited(made, person, "first", by=by, at=at)
    return made


def _because(person: Person, day: date) -> list[str]:
    """Ids of the decisions it rests on, for the record: never what they say, which is sealed where it stands."""
    endings = [c.ending for r in _that_day(person, day) for c in r.charges if c.ending]
    outcomes = [h.outcome for h in _hearings_of(person) if h.day == day and h.outcome]
    return [f"case_ending:{e.id}" for e in endings] + [f"hearing_outcome:{o.id}" for o in outcomes]


def _tell(made: Release, person: Person, *, by: Actor, at: datetime) -> None:
    """Stop the court reminders of that day, and queue the text, kept true until the first hearing begins."""
    that_day = [hearing for hearing in _hearings_of(person) if hearing.day == made.day]
    for hearing in that_day:
        reminders.hearing_dropped(hearing, at=at)
    first = min(that_day, key=lambda hearing: hearing.starts_at)
    text = reminders.queue_release(
        person,
        key=f"done_released:{made.reference}:{made.text_id or 0}",
        not_after=first.starts_at,
        hearing=first,
        by=by,
        at=at,
    )
    db.session.flush()
    made.text_id = text.id


def _audited(made: Release, person: Person, whose: str, *, by: Actor, at: datetime) -> None:
    audit.record(
        Act.ALTERATION,
        f"release:{made.reference}",
        by=by,
        at=at,
        compartment="criminal justice",
        detail={"day": made.day.isoformat(), "word": whose},
        others=(f"person:{person.reference}",),
    )


def _that_day(person: Person, day: date) -> list[Referral]:
    return [r for r in referrals_of(person) if r.hearing is not None and r.hearing.day == day]


def _hearings_of(person: Person) -> list[Hearing]:
    mine = select(Hearing).where(Hearing.person_id == person.id, Hearing.agency_id == person.agency_id)
    return list(db.session.scalars(mine.order_by(Hearing.starts_at)))


def _keys_before(hearing: Hearing, referrals: Sequence[Referral]) -> list[int]:
    """The charges a hearing will deal with. One that also deals with another matter has a charge we do not know."""
    return [] if hearing.other_matter else [c.id for r in referrals if r.hearing_id == hearing.id for c in r.charges]


def _charge(charge: Charge, referral: Referral) -> ChargeFacts:
    court_day = referral.hearing.day if referral.hearing else None
    offence = reference.offence(charge.offence_code)
    label = f"{offence.title if offence else charge.offence_code}, arrest of {words.long_day(referral.arrested_on)}"
    return ChargeFacts(charge.id, label, court_day, tuple(_ending(e) for e in charge.endings if not e.superseded_at))


def _ending(ending: CaseEnding) -> EndingFacts:
    return EndingFacts(Method(ending.method), ending.decided_by, ending.decided_on, ending.decision_reference)


def _hearing(hearing: Hearing, keys: tuple[int, ...]) -> HearingFacts:
    court = reference.court(hearing.court_code)
    label = f"{court.name if court else hearing.court_code}, {words.clock_time(hearing.time)}"
    return HearingFacts(label, hearing.day, keys, _excused(hearing.outcome))


def _excused(outcome: HearingOutcome | None) -> EndingFacts | None:
    if outcome is None or not HearingResult(outcome.kind).frees_the_day:
        return None
    return EndingFacts(Method.EXCUSED, outcome.decided_by, outcome.decided_on, outcome.decision_reference)


def _warrants(noted: Sequence[Circumstance], hearings: Sequence[Hearing]) -> list[WarrantFacts]:
    """Warrants noted about her, and those a court issued at a hearing that nobody has since noted as ended."""
    ended = [row for row in noted if row.ended_at is not None]
    issued = [h for h in hearings if h.outcome is not None and h.outcome.kind == HearingResult.WARRANT.value]
    standing = [h for h in issued if not any(row.since >= h.day for row in ended)]
    return [
        *(WarrantFacts(f"since {words.long_day(row.since)}") for row in noted if row.ended_at is None),
        *(WarrantFacts(f"issued on {words.long_day(h.day)}") for h in standing),
    ]
