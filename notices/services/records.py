"""Reading notices: the lists, one notice, and what the page says of each."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import selectinload

from casework.accounts.models import Staff
from casework.accounts.rules import Action, Compartment, Facts, may
from casework.courts import services as courts
from casework.kernel import audit
from casework.kernel.actors import Actor
from casework.kernel.database import db
from casework.kernel.refused import NotFound
from casework.people.models import Person
from notices.models import Notice, NoticeLine
from notices.rules import Basis, NoticeState
from notices.rules.life import MAY_HAVE_GONE, TAB_STATES, Standing, Tab, standing
from notices.rules.statement import CheckFirst, Statement
from notices.services import corrections
from notices.services.ends import current_statements

COMPARTMENT = Compartment.COMPLIANCE
PAGE_SIZE = 50
MOST_COUNTED = 1_000


@dataclass(frozen=True)
class Changed:
    """A line of a notice that we would now say differently."""

    line: NoticeLine
    now: str

    @property
    def words(self) -> tuple[str, str, str]:
        """By which what several were told in the same words stands together."""
        return self.line.subject, self.line.sentence, self.now


@dataclass(frozen=True)
class Card:
    """One notice as a list shows it."""

    notice: Notice
    standing: Standing
    court_name: str
    people: int


@dataclass(frozen=True)
class Whole:
    """One notice as its own page shows it."""

    notice: Notice
    standing: Standing
    court_name: str
    made_by: str
    changed: tuple[Changed, ...]
    replaces: Notice | None
    replaced_by: tuple[Notice, ...]
    repeats: Notice | None
    reminders: tuple[Notice, ...]

    @property
    def grounds(self) -> str:
        """On what ground its people were told of (domain rule 3); empty in a notice from before that was kept."""
        found = dict.fromkeys(line.basis for line in self.notice.lines if line.basis)
        return "; ".join(Basis(one).words for one in found)

    @property
    def went(self) -> bool:
        """Whether it went, or may have gone, so that somebody can say that they saw it."""
        return NoticeState(self.notice.state) in MAY_HAVE_GONE

    @property
    def may_be_acknowledged(self) -> bool:
        """Whether somebody can still say that it was seen: not twice, and not of one that never went."""
        return self.notice.acknowledged_at is None and self.notice.state != NoticeState.DROPPED


def load(reference: str, *, by: Actor) -> Notice:
    """A notice of this agency, its look noted. Raises NotFound where it is missing or not yours."""
    found = find(reference)
    if found is None or not may(by, Action.LOOK, COMPARTMENT, Facts(found.agency_id)).allowed:
        raise NotFound
    audit.look(f"notice:{found.reference}", COMPARTMENT, by=by, others=_about([found]))
    return found


def _about(notices: Sequence[Notice]) -> list[str]:
    """Whom and what notices speak of, as the trail names them, so that each person's own trail tells of it."""
    lines = [line for each in notices for line in each.lines]
    wanted = select(Person.reference).where(Person.id.in_({line.person_id for line in lines}))
    return [f"person:{one}" for one in db.session.scalars(wanted)] + [line.subject for line in lines]


def find(reference: str) -> Notice | None:
    """The notice of this reference, whoever asks; None where there is none. Not a look: the caller judges first."""
    if not reference.isalnum():  # PostgreSQL refuses some of what an address can hold
        return None
    return db.session.scalar(select(Notice).where(Notice.reference == reference.upper()))


def whole(reference: str, *, by: Actor, at: datetime) -> Whole:
    """Everything its page shows: the frozen words, who made it and what has changed by `at` (ux 2.5)."""
    notice = load(reference, by=by)
    changed, replaced_by = changed_since([notice], at=at)[notice.id], replacements(notice)
    return Whole(
        notice=notice,
        standing=_standing(notice, changed=bool(changed), replaced=bool(replaced_by)),
        court_name=court_name(notice.court_code),
        made_by=_made_by(notice),
        changed=changed,
        replaces=db.session.get(Notice, notice.replaces_id) if notice.replaces_id else None,
        replaced_by=replaced_by,
        repeats=db.session.get(Notice, notice.repeats_id) if notice.repeats_id else None,
        reminders=corrections.reminders_of(notice),
    )


def changed_since(notices: Sequence[Notice], *, at: datetime) -> dict[int, tuple[Changed, ...]]:
    """By notice, the lines that the programmes would say differently at `at`; all are asked in one go.

    A notice that never left, a reminder (the notice that it repeats says so), a line that nothing may be told of now,
    and one that a later notice replaces or that was told afresh for a later court day, are not changed.
    """
    went = (each for each in notices if each.acknowledged_at is not None or NoticeState(each.state) in MAY_HAVE_GONE)
    gone = [each for each in went if each.repeats_id is None]
    corrected = corrections.spoken_of_later(gone)
    lines = [line for each in gone for line in each.lines if line.subject not in corrected[each.id]]
    says = current_statements({line.subject for line in lines}, agency_id=gone[0].agency_id, at=at) if lines else {}
    told = ((line, _otherwise(line, says.get(line.subject))) for line in lines)
    other = [Changed(line, now) for line, now in told if now]
    return {each.id: tuple(one for one in other if one.line.notice_id == each.id) for each in notices}


def _otherwise(line: NoticeLine, now: Statement | CheckFirst | None) -> str:
    """What we would say now instead of a line that was told; empty where that is the same, or nothing may be told."""
    if not isinstance(now, Statement):
        return ""
    return now.instead_of(line.sentence, line.digest, day=line.notice.hearing_day)


def changed_about(subjects: Collection[str], *, agency_id: int, at: datetime) -> list[Changed]:
    """Of these subjects, the lines last told that we would now say differently: one for each notice that has them."""
    wanted = (
        select(Notice)
        .join(NoticeLine, NoticeLine.notice_id == Notice.id)
        .where(NoticeLine.agency_id == agency_id, NoticeLine.subject.in_(subjects))
        .options(selectinload(Notice.lines))
        .order_by(Notice.number)
    )
    found = list(db.session.scalars(wanted).unique())
    changed = (one for lines in changed_since(found, at=at).values() for one in lines)
    return [one for one in changed if one.line.subject in subjects]


def replacements(notice: Notice) -> tuple[Notice, ...]:
    """The later notices that replace this one, or the one that it repeats."""
    first = notice.repeats_id or notice.id
    wanted = select(Notice).where(Notice.replaces_id == first, Notice.state != NoticeState.DROPPED)
    return tuple(db.session.scalars(wanted.order_by(Notice.number)))


def cards(tab: Tab, *, by: Actor, at: datetime, before: int | None = None) -> tuple[list[Card], int | None]:
    """One list of the notices page, the latest first, fifty at a time, from those numbered `before` on; and the number
    before which the next fifty stand, None on the last page. The look at them is one event."""
    wanted = _of(by.agency_id, tab).options(selectinload(Notice.lines)).order_by(Notice.number.desc())
    if before is not None:
        wanted = wanted.where(Notice.number < before)
    read = list(db.session.scalars(wanted.limit(PAGE_SIZE + 1)))
    found = read[:PAGE_SIZE]
    if found:
        records = [f"notice:{each.reference}" for each in found]
        audit.look(f"notices:{tab.value}", COMPARTMENT, by=by, others=[*records, *_about(found)])
    stands = standings(found, at=at)
    return [_card(notice, stands[notice.id]) for notice in found], found[-1].number if len(read) > PAGE_SIZE else None


def standings(notices: Sequence[Notice], *, at: datetime) -> dict[int, Standing]:
    """By id, the one tag of each of these notices of one agency at a moment (UTC), as its own page shows it."""
    replaced, changed = corrections.replaced(notices), changed_since(notices, at=at)
    return {each.id: _standing(each, changed=bool(changed[each.id]), replaced=each.id in replaced) for each in notices}


def count(tab: Tab, *, agency_id: int) -> int:
    """How many notices stand in a list, counted as far as `MOST_COUNTED`."""
    some = _of(agency_id, tab).with_only_columns(Notice.id).limit(MOST_COUNTED).subquery()
    return db.session.scalar(select(func.count()).select_from(some)) or 0


def not_delivered_since(at: datetime, *, agency_id: int) -> int:
    """How many notices made since a moment were not delivered: what a role's home page warns of."""
    wanted = _of(agency_id, Tab.NOT_DELIVERED).where(Notice.made_at >= at)
    return db.session.scalar(select(func.count()).select_from(wanted.subquery())) or 0


def court_name(code: str) -> str:
    """The name of a court, or its code where the reference data no longer has it."""
    found = courts.court(code)
    return found.name if found is not None else code


def _of(agency_id: int, tab: Tab) -> Select[Notice]:
    return select(Notice).where(Notice.agency_id == agency_id, _in(tab))


def _in(tab: Tab) -> ColumnElement[bool]:
    if tab is Tab.ACKNOWLEDGED:
        return Notice.acknowledged_at.is_not(None)
    states = Notice.state.in_([state.value for state in TAB_STATES[tab]])
    return states & or_(Notice.acknowledged_at.is_(None), Notice.state == NoticeState.TO_SEND)


def _card(notice: Notice, stands: Standing) -> Card:
    return Card(
        notice=notice,
        standing=stands,
        court_name=court_name(notice.court_code),
        people=len(notice.lines),
    )


def _standing(notice: Notice, *, changed: bool, replaced: bool) -> Standing:
    acknowledged = notice.acknowledged_at is not None
    state, how = NoticeState(notice.state), notice.acknowledged_how
    return standing(state, acknowledged=acknowledged, how=how, changed=changed, replaced=replaced)


def _made_by(notice: Notice) -> str:
    staff = db.session.get(Staff, notice.made_by_id) if notice.made_by_id is not None else None
    return staff.name if staff is not None else "Waymark"
