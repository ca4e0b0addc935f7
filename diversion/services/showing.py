"""Referrals as the pages that read across programmes show them: Today, the court list, a person, a booking.

Each takes a fixed number of queries, however many referrals there are.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import date, datetime

from sqlalchemy import bindparam, select

import notices.services
from casework.appointments.rules import Outcome
from casework.courts.reference import court
from casework.kernel import clock, light
from casework.kernel.deadline import Clock
from casework.kernel.showing import Card, CourtGroup, CourtRow, Owned, Tag
from casework.kernel.words import long_day
from diversion.models import Referral, Requirement, RequirementBooking
from diversion.rules.facts import ReferralFacts
from diversion.rules.standing import Standing, standing
from diversion.rules.words import Closing, Status
from diversion.services.clocks import clocks_of
from diversion.services.endings import case_may_go_on_until
from diversion.services.facts import facts_of_all
from diversion.services.lean import AnyReferral, NamedReferral
from diversion.services.loading import is_live, load_all
from diversion.services.reading import read_listed
from diversion.services.releasing import attend_words, released_on
from diversion.services.saying import said_of
from diversion.services.telling import say
from diversion.services.telling_of import own_statements
from notices.rules import CheckFirst, ContactKind, Statement

CHOICES = tuple(outcome.value for outcome in Outcome if outcome is not Outcome.IN_ERROR)


def url_of(referral: AnyReferral) -> str:
    """The page of a referral."""
    return f"/referrals/{referral.reference}"


def owned(appointment_ids: Collection[int], *, agency_id: int) -> dict[int, Owned]:
    """Which of these appointments were made for a referral, with the outcomes that can be recorded of them."""
    return {
        row.appointment_id: Owned(
            row.appointment_id, f"/referrals/{row.reference}", f"{row.position} of {row.total}", CHOICES
        )
        for row in _OWNED.seen(appointment_ids, agency=agency_id)
    }


_OWNED = light.Question(
    lambda among: (
        select(RequirementBooking.appointment_id, Requirement.position, Referral.reference, Referral.total)
        .join(Requirement, Requirement.id == RequirementBooking.requirement_id)
        .join(Referral, Referral.id == Requirement.referral_id)
        .where(among(RequirementBooking.appointment_id), Referral.agency_id == bindparam("agency"))
    )
)


def cards(person_id: int, *, agency_id: int, today: date) -> list[Card]:
    """The referrals of a person for their page, the latest arrest first (domain rule 10)."""
    found = load_all(Referral.person_id == person_id, agency_id=agency_id)
    facts, now = facts_of_all(found, at=clock.now()), clock.now()
    made = [_card(referral, standing(facts[referral.id], now=now), today) for referral in found]
    return sorted(made, key=lambda card: card.day, reverse=True)


def court_rows(*, agency_id: int, court_code: str, day: date, today: date) -> list[CourtRow]:
    """Everybody referred who is listed at this court on this day, as its list shows them."""
    found = read_listed(agency_id=agency_id, court_code=court_code, day=day)
    now = clock.now()
    facts = facts_of_all(found, at=now)
    told = clocks_of(found, facts, now=now)
    among, free = notices.services.chosen(agency_id), released_on(day, agency_id=agency_id)
    rows = [_court_row(referral, facts[referral.id], told[referral.id], among, now) for referral in found]
    words = [attend_words(ended=one.ended, released=one.person_id in free) for one in found]
    return [replace(row, attend=said) for row, said in zip(rows, words, strict=True)]


def statements(
    subjects: Collection[str], *, agency_id: int, today: date, now: datetime
) -> dict[str, Statement | CheckFirst]:
    """What may be told of each referral named, at the moment `now` (UTC)."""
    references = [one.removeprefix("referral:") for one in subjects if one.startswith("referral:")]
    said = said_of(references, agency_id=agency_id, now=now)
    return {**said, **own_statements(subjects, agency_id=agency_id)}


def _card(referral: Referral, stands: Standing, today: date) -> Card:
    hearing = referral.hearing
    listed = court(hearing.court_code) if hearing else None
    where = f"Court {long_day(hearing.day)}, {listed.name if listed else hearing.court_code}" if hearing else ""
    count = "" if stands.status is Status.IN_PROGRESS else f"{stands.done} of {stands.total} kept. "
    return Card(
        url=url_of(referral),
        title=f"{referral.scheme.name}, arrest {long_day(referral.arrested_on)}",
        tag=Tag(*stands.tag),
        detail=f"{count}{where}{_ask_words(referral, today)}",
        live=is_live(referral),
        day=referral.arrested_on,
    )


def _ask_words(referral: Referral, today: date) -> str:
    """Until when they may still ask for a discontinued case to go on (domain rule 7); empty once that has passed."""
    day = case_may_go_on_until(referral)
    return f". May ask for the case to go on until {long_day(day)}" if day and day >= today else ""


def _court_row(
    referral: NamedReferral, facts: ReferralFacts, deadline: Clock, among: notices.services.Chosen, now: datetime
) -> CourtRow:
    stands = standing(facts, now=now)
    said, worker = say(referral, facts, now=now, stands=stands), referral.worker
    return CourtRow(
        subject=said.subject,
        person_id=said.person_id,
        name=said.name,
        date_of_birth=said.date_of_birth,
        police_reference=said.police_reference,
        time=said.hearing_time,
        tag=Tag(*stands.tag),
        sentence=said.sentence if isinstance(said, Statement) else "",
        url=url_of(referral),
        check_first=said.on_screen if isinstance(said, CheckFirst) else "",
        done=stands.status is Status.COMPLETED,
        worker=worker.name if worker else "",
        worker_phone=worker.phone if worker else "",
        worker_id=referral.worker_id,
        hearing_id=referral.hearing_id,
        group=CourtGroup.CHECK_FIRST if isinstance(said, CheckFirst) else _group(stands.status),
        told_as=said.digest if isinstance(said, Statement) else b"",
        tells=_tells(said, among) if isinstance(said, Statement) else frozenset(),
        may_tell=frozenset(kind.value for kind in ContactKind if said.may_tell(kind)),
        clock=deadline,
    )


def _tells(said: Statement, among: notices.services.Chosen) -> frozenset[str]:
    """The kinds of contact that are told of this, by the scheme or an administrator's choice."""
    kinds = notices.services.kinds_told(said.topic, scheme=said.scheme, tells=said.tells, among=among)
    return frozenset(kind.value for kind in kinds)


def _group(status: Status) -> CourtGroup:
    """Where the court list puts a referral: what is still in time is never counted among the not completed."""
    if status in {closing.status for closing in Closing}:
        return CourtGroup.CLOSED
    groups = {Status.COMPLETED: CourtGroup.COMPLETED, Status.NOT_COMPLETED: CourtGroup.NOT_COMPLETED}
    return groups.get(status, CourtGroup.IN_TIME)
