"""Telling CPS and the court: a fixed sentence each, never while an attendance is not recorded (rules 3, 6 and 9)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import select

from casework.courts.models import CourtContact
from casework.kernel import clock
from casework.kernel.actors import Actor
from casework.kernel.database import db
from casework.kernel.refused import Refused
from diversion.models import Referral, Scheme
from diversion.rules import statement as rules
from diversion.rules.facts import ReferralFacts
from diversion.rules.standing import Standing
from diversion.services.facts import facts_of
from diversion.services.lean import AnyNamed, AnyReferral
from notices import services as notices
from notices.models import Notice
from notices.rules import About, CheckFirst, ContactKind, NoticeKind, Statement

_KINDS = frozenset(ContactKind)


def subject(referral: AnyReferral) -> str:
    """How notices name a referral."""
    return f"referral:{referral.reference}"


def statement(referral: Referral, *, today: date | None = None, at: datetime | None = None) -> Statement | CheckFirst:
    """What may be told of a referral: a sentence, or that its attendance must be recorded first (rule 9).

    `at` is the moment it is told (UTC). Where only `today` is given, the moment is this one on the day itself, and
    the start of that London day otherwise.
    """
    moment = at or _moment(today)
    return say(referral, facts_of(referral, at=moment), now=moment)


def say(
    referral: AnyNamed, facts: ReferralFacts, *, now: datetime, stands: Standing | None = None
) -> Statement | CheckFirst:
    """What `statement` says, from facts already read; `stands` is their standing where it was worked out already."""
    return rules.statement(facts, about=about(referral), now=now, stands=stands)


def _moment(today: date | None) -> datetime:
    if today is None or today == clock.today():
        return clock.now()
    return clock.start_of_day(today)


def about(referral: AnyNamed) -> About:
    """Whom a statement is about: the name on the charge, date of birth, police reference and hearing (rule 31)."""
    person, hearing, shares = referral.person, referral.hearing, share_with(referral)
    return About(
        subject=subject(referral),
        person_id=person.id,
        name=referral.charge_name or f"{person.given_name} {person.family_name}".strip(),
        date_of_birth=person.date_of_birth,
        police_reference=referral.urn or referral.asn or referral.custody_reference,
        court_code=hearing.court_code if hearing else "",
        hearing_day=hearing.day if hearing else None,
        hearing_time=hearing.time if hearing else None,
        may_share=bool(shares),
        share_with=shares,
        scheme=f"scheme:{referral.scheme.reference}",
        tells=frozenset(map(ContactKind, referral.scheme.tells)),
    )


def share_with(referral: AnyNamed) -> frozenset[ContactKind]:
    """Whom a live agreement of hers, repeated where it was given in custody, allows to be told (domain rule 3)."""
    sharing = referral.sharing
    if sharing is None or not sharing.live or sharing.provisional:
        return frozenset()
    return frozenset(ContactKind(who) for who in sharing.recipients.split(",") if who in _KINDS)


def scheme_tells(agency_id: int) -> dict[str, frozenset[ContactKind]]:
    """By scheme, as a statement names it, whom it tells where an administrator chose nothing else."""
    wanted = select(Scheme.reference, Scheme.tells).where(Scheme.agency_id == agency_id)
    return {f"scheme:{row.reference}": frozenset(map(ContactKind, row.tells)) for row in db.session.execute(wanted)}


def tell(
    referrals: Sequence[Referral], *, service_note: str = "", unchecked: bool = False, by: Actor, at: datetime
) -> list[Notice]:
    """Tell the CPS and the court what stands for these referrals, one e-mail to each contact for each court day.

    Raises Refused, naming no one, where any is "check first", where she has not agreed to it being shared, where no
    contact is known, or where nobody has checked an address and `unchecked` does not say to use it all the same. The
    disclosure is recorded by the notices room, in the same transaction.
    """
    said = [(referral, _tellable(referral, at)) for referral in referrals]
    made: list[Notice] = []
    for court_code, day in sorted({_listed(s) for _, s in said}):
        together = [(r, s) for r, s in said if _listed(s) == (court_code, day)]
        made += notices.issue(
            [s for _, s in together],
            court_code=court_code,
            day=day,
            by=by,
            at=at,
            service_note=service_note,
            kind=NoticeKind.RESULTS,
            unchecked=unchecked,
        )
    return made


def _listed(said: Statement) -> tuple[str, date]:
    """The court and the court day of a statement that may be told."""
    return said.court_code, said.hearing_day or date.max


def _tellable(referral: Referral, at: datetime) -> Statement:
    said = statement(referral, at=at)
    if isinstance(said, CheckFirst):
        raise Refused(said.on_screen)
    if referral.hearing is None:
        raise Refused("Record the court date first, so that the right court is told")
    return said


def why_not_tell(referral: Referral, *, at: datetime) -> str:
    """Why CPS and court cannot be told now, and how to put it right; empty when they can."""
    said = statement(referral, at=at)
    if isinstance(said, CheckFirst):
        return said.on_screen
    if referral.hearing is None:
        return "Record the court date first, so that the right court is told"
    if not said.may_share and notices.last_told(subject(referral), agency_id=referral.agency_id) is None:
        return "The person has not agreed to this being shared. Record what they agreed to first"
    return "" if told_contacts(referral) else "Nobody at this court or its CPS office is kept. Ask an administrator"


def told_contacts(referral: Referral) -> list[CourtContact]:
    """Who is told how it stands: the contacts of the court where she is listed, of the kinds that were chosen."""
    said = statement(referral)
    if referral.hearing is None or isinstance(said, CheckFirst):
        return []
    return notices.contacts_of([said], court_code=said.court_code, agency_id=referral.agency_id)


def notices_of(referral: Referral) -> list[Notice]:
    """Every notice that spoke of a referral, from this page or from the court list, the latest first."""
    lines = notices.lines_about(subject(referral), agency_id=referral.agency_id)
    return list({line.notice_id: line.notice for line in lines}.values())
