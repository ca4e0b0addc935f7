"""An opinion with the way to court, and the applications, as the page of the order shows them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from casework.kernel.actors import Actor
from casework.kernel.words import long_day, short_moment
from casework.people.models import Circumstance
from casework.people.rules.circumstances import CircumstanceKind
from notices.models import Notice
from notices.rules.life import NoticeState, standing
from orders import services
from orders.models import BreachStep, ExcuseOpinion, MeetingBooking, OrderApplication
from orders.rules.path import Said, Step
from orders.rules.record import step_line

Told = tuple[str, str, tuple[str, str]]
_LISTS = frozenset({Said.ISSUED, Said.PUT_OFF})


@dataclass(frozen=True)
class OpinionView:
    """One opinion: who and when, what stands beside it, the steps, and the one that comes next."""

    words: str
    formed: str
    withdrawn: str
    beside: list[str]
    steps: list[tuple[str, str, str]]
    next_why: str
    next_button: str
    next_url: str
    withdraw_url: str
    tell_url: str
    notices: list[Told]
    again: bool


@dataclass(frozen=True)
class ApplicationView:
    """One application and what came of it."""

    words: str
    who: str
    decide_url: str


def opinion_view(opinion: ExcuseOpinion, *, by: Actor, now: datetime) -> OpinionView:
    """One opinion as the page of the order shows it to this member of staff."""
    base, step = f"/orders/{opinion.order.reference}/opinions/{opinion.reference}", services.next_of(opinion)
    acts, over = services.is_named(opinion.order, by=by), step is None and opinion.withdrawal is None
    return OpinionView(
        words=opinion.meeting_words,
        formed=f"{opinion.formed_by.name}, {short_moment(opinion.formed_at)}",
        withdrawn=_withdrawn(opinion),
        beside=beside(opinion.booking, by=by, at=now),
        steps=[] if opinion.withdrawal else steps(opinion, step),
        next_why=step.why if step else "",
        next_button=step.button if step and acts else "",
        next_url=f"{base}/{step.value}" if step else "",
        withdraw_url="" if services.why_not_withdraw(opinion, by=by) else f"{base}/withdraw",
        tell_url="" if over or services.why_not_tell_opinion(opinion, by=by) else f"{base}/tell-court",
        notices=[_notice(notice) for notice in services.opinion_notices(opinion)],
        again=any(row.said == "made_again" for row in opinion.steps),
    )


def steps(opinion: ExcuseOpinion, now: Step | None) -> list[tuple[str, str, str]]:
    """Opinion, information, summons, hearing, result: what is done with who and when, what is next, what is not yet."""
    formed = ("done", "Opinion recorded", f"{opinion.formed_by.name}, {short_moment(opinion.formed_at)}")
    return [formed, *(_step(opinion, step, now) for step in Step)]


def beside(booking: MeetingBooking, *, by: Actor, at: datetime) -> list[str]:
    """What stood in the way on that day, or stands now, in words (domain rule 30)."""
    found = services.standing_beside(booking, by=by, at=at)
    return [_circumstance(row) for row in found]


def application_view(application: OrderApplication) -> ApplicationView:
    """One application as the history shows it."""
    base = f"/orders/{application.order.reference}/applications/{application.reference}"
    last = application.decision or application
    who = last.recorded_by.name if last.recorded_by else "Waymark"
    return ApplicationView(
        words=services.application_line(application),
        who=f"Recorded by {who}, {short_moment(last.recorded_at)}",
        decide_url="" if application.decision else base,
    )


def _step(opinion: ExcuseOpinion, step: Step, now: Step | None) -> tuple[str, str, str]:
    rows = [row for row in opinion.steps if row.step == step]
    state = "now" if step is now else "done" if rows else "todo"
    return state, step.called, " ".join(_row(row) for row in rows)


def _row(row: BreachStep) -> str:
    who = row.recorded_by.name if row.recorded_by else "Waymark"
    where = services.court_called(row.court_code) if row.court_code else ""
    line = step_line(Step(row.step), row.said, on=row.on_day, where=where, code=row.code)
    listed = f" Listed for {short_moment(row.hearing.starts_at)}." if row.hearing and row.said in _LISTS else ""
    return f"{line}{listed} Recorded by {who}, {short_moment(row.recorded_at)}."


def _withdrawn(opinion: ExcuseOpinion) -> str:
    back = opinion.withdrawal
    return f"Withdrawn by {back.recorded_by.name}, {short_moment(back.recorded_at)}: {back.why}" if back else ""


def _circumstance(row: Circumstance) -> str:
    where, until = (f", {row.place}" if row.place else ""), (f" until {long_day(row.until)}" if row.until else "")
    return f"{CircumstanceKind(row.kind).words}{where}, since {long_day(row.since)}{until}"


def _notice(notice: Notice) -> Told:
    found = standing(
        NoticeState(notice.state), acknowledged=notice.acknowledged_at is not None, how=notice.acknowledged_how
    )
    return notice.reference, f"Notice {notice.number}, made {short_moment(notice.made_at)}", (found.word, found.colour)
