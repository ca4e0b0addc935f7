"""The notice of an opinion: the supervisor’s alone, and it does not itself lay an information (ux 3.5; rule 16)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select

from casework.kernel import clock
from casework.kernel.actors import Actor
from casework.kernel.database import db
from casework.kernel.refused import Refused
from notices import services as notices
from notices.models import Notice
from notices.rules import Basis, NoticeKind, Statement
from notices.rules.sentences import opinion_formed, opinion_withdrawn
from notices.rules.topics import Topic
from orders.models import CourtTold, ExcuseOpinion, SupportOrder
from orders.rules.path import Step
from orders.services.opinions import is_named
from orders.services.telling import ON_THE_WAY, about, name_of

PREFIX = "opinion:"


def opinion_statement(opinion: ExcuseOpinion) -> Statement:
    """What the court is told of an opinion: that it was formed, or that it was withdrawn. No reason, ever."""
    order, name = opinion.order, name_of(opinion.order)
    said = opinion_formed if opinion.withdrawal is None else opinion_withdrawn
    known = {
        **about(order, complied=False),
        "subject": f"{PREFIX}{opinion.reference}",
        "basis": Basis.INFORMATION,
        "court_code": court_to_tell(opinion),
    }
    return Statement(**known, topic=Topic.OPINION, sentence=said(name, meeting_at=opinion.meeting_at))


def court_to_tell(opinion: ExcuseOpinion) -> str:
    """The court that has the information, once there is one; until then the court that made the order."""
    laid = [row.court_code for row in opinion.steps if row.step == Step.INFORMATION]
    return laid[-1] if laid else opinion.order.court_code


def why_not_tell_opinion(opinion: ExcuseOpinion, *, by: Actor) -> str:
    """Why this member of staff cannot send the notice of this opinion; empty when they can."""
    if not is_named(opinion.order, by=by):
        return f"Only {opinion.order.supervisor_name}, the supervisor named on the order, can send this notice"
    sent = opinion_notices(opinion)
    if any(notice.state in ON_THE_WAY for notice in sent):
        return "The notice to the court is already on its way"
    if opinion.withdrawal is not None and not sent:
        return "The court was never told of this opinion, so there is nothing to take back"
    return ""


def tell_opinion(opinion: ExcuseOpinion, *, unchecked: bool = False, by: Actor, at: datetime) -> list[Notice]:
    """Issue the named supervisor's notice of an opinion, or that it was withdrawn, to the court (ux 3.5). `at` is UTC.

    It rests on the information, not on agreement (rule 3), and does not itself lay one. A second notice replaces the
    first. Raises Refused for anybody else, and where the court has been told exactly this.
    """
    if reason := why_not_tell_opinion(opinion, by=by):
        raise Refused(reason)
    said = opinion_statement(opinion)
    issued = notices.issue(
        [said],
        court_code=said.court_code,
        day=clock.local_day(at),
        by=by,
        at=at,
        kind=NoticeKind.OPINION,
        unchecked=unchecked,
    )
    for notice in issued:
        told = CourtTold(notice_id=notice.id, compliance=False, told_at=at, recorded_by_id=by.staff_id)
        opinion.order.told.append(told)
    db.session.flush()
    return issued


def opinion_url(reference: str) -> str:
    """Where the court is told of the opinion of this reference; the list of orders where there is none."""
    wanted = select(SupportOrder.reference).join(ExcuseOpinion, ExcuseOpinion.order_id == SupportOrder.id)
    order = db.session.scalar(wanted.where(ExcuseOpinion.reference == reference))
    return f"/orders/{order}/opinions/{reference}/tell-court" if order else "/orders"


def opinion_notices(opinion: ExcuseOpinion) -> list[Notice]:
    """Every notice about this opinion, latest first."""
    lines = notices.lines_about(f"{PREFIX}{opinion.reference}", agency_id=opinion.order.agency_id)
    return [line.notice for line in lines]


def opinion_statements(subjects: Collection[str], *, agency_id: int) -> dict[str, Statement]:
    """What would be told now of each of these subjects that is an opinion, such as "opinion:K7Q3XWZ2"."""
    references = [subject.removeprefix(PREFIX) for subject in subjects if subject.startswith(PREFIX)]
    if not references:
        return {}
    wanted = select(ExcuseOpinion).join(SupportOrder, SupportOrder.id == ExcuseOpinion.order_id)
    found = db.session.scalars(
        wanted.where(ExcuseOpinion.reference.in_(references), SupportOrder.agency_id == agency_id)
    )
    return {f"{PREFIX}{opinion.reference}": opinion_statement(opinion) for opinion in found}
