"""Who is listed before a court in the days to come, for the schedule by which CPS and court are told."""

from __future__ import annotations

from datetime import date
from functools import cache

from sqlalchemy import and_, bindparam, or_, select

from casework.courts.models import Hearing, HearingOutcome
from casework.kernel.database import db
from casework.kernel.questions import Fixed
from diversion.models import Referral, Scheme
from diversion.rules.words import Status
from notices.services.ends import Listed


def listed(*, agency_id: int, first: date, everybody_until: date, court_code: str = "") -> list[Listed]:
    """Referrals before a court from `first` on (London dates): all of them until `everybody_until`, and after that
    those that are completed. Left out is whose hearing is over and whose case has ended. One query."""
    values = {"agency": agency_id, "first": first, "until": everybody_until, "court": court_code}
    return [
        Listed(f"referral:{row.reference}", row.court_code, row.day, row.completed_on)
        for row in _coming(bool(court_code)).seen(**values)
    ]


@cache
def _coming(one_court: bool) -> Fixed:
    soon = Hearing.day <= bindparam("until")
    over = select(HearingOutcome.id).where(
        HearingOutcome.hearing_id == Hearing.id, HearingOutcome.superseded_at.is_(None)
    )
    wanted = (
        select(Referral.reference, Referral.completed_on, Hearing.court_code, Hearing.day)
        .join(Hearing, Hearing.id == Referral.hearing_id)
        .where(
            Referral.agency_id == bindparam("agency"),
            Hearing.day >= bindparam("first"),
            or_(soon, and_(Referral.status == Status.COMPLETED.value, Referral.completed_on.is_not(None))),
            ~over.exists(),
            Referral.ended.is_(False),
        )
        .order_by(Hearing.day, Referral.id)
    )
    if one_court:
        wanted = wanted.where(Hearing.court_code == bindparam("court"))
    return Fixed(wanted)


def scheme_names(agency_id: int) -> list[tuple[str, str]]:
    """The schemes of an agency that take referrals: what notices call each, and its name."""
    wanted = select(Scheme.reference, Scheme.name).where(Scheme.agency_id == agency_id, Scheme.ended_at.is_(None))
    return [(f"scheme:{row.reference}", row.name) for row in db.session.execute(wanted.order_by(Scheme.name))]
