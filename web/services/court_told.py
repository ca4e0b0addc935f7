"""What CPS and court have been told of those on one court list, and what somebody still has to tell them.

Never "sent" as if that were success (ux 3.4): a line says when it went and whether anybody has said they saw it.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from casework.courts import services as courts
from casework.courts.models import CourtContact
from casework.kernel import words
from casework.kernel.database import db
from casework.kernel.showing import CourtGroup, CourtRow
from notices.models import Notice, NoticeLine
from notices.rules import NoticeKind, NoticeState
from notices.rules.life import MAY_HAVE_GONE, TOLD_BY_KIND, WAITING

NOBODY = "Told CPS and court: no"
BY_SUPERVISOR = "The supervisor tells the court: not told"
NOT_KNOWN = "it is not known whether it went"


@dataclass(frozen=True)
class Line:
    """The latest line of a notice about one subject to one contact: no name and no sentence is opened for it."""

    subject: str
    contact_id: int
    kind: str
    digest: bytes
    state: NoticeState
    sent_at: dt.datetime | None
    seen_at: dt.datetime | None
    day: dt.date | None
    notice: str

    @property
    def gone(self) -> bool:
        """It went, or may have gone."""
        return self.seen_at is not None or self.state in MAY_HAVE_GONE

    @property
    def counts(self) -> bool:
        """It went, may have gone, or waits to go: what never left does not hide what did."""
        return self.gone or self.state in WAITING

    @property
    def stands(self) -> bool:
        """This contact knows it, or is about to; not where nobody can tell whether it went."""
        unsure = self.state is NoticeState.UNKNOWN and self.seen_at is None
        return self.counts and not unsure


@dataclass(frozen=True)
class Told:
    """What the list knows of the notices of its court and day."""

    contacts: tuple[CourtContact, ...]
    lines: dict[str, dict[int, Line]]
    earlier: dict[str, Line]

    @property
    def unseen(self) -> tuple[str, ...]:
        """The notices of this list that went and that nobody has acknowledged, by reference."""
        return self._notices(lambda line: line.state is NoticeState.SENT and line.seen_at is None)

    @property
    def lost(self) -> tuple[str, ...]:
        """Those that did not arrive, or nobody knows whether they did, and that nothing took the place of."""
        return self._notices(lambda line: not line.stands)

    def _notices(self, wanted: Callable[[Line], bool]) -> tuple[str, ...]:
        every = (line for lines in self.lines.values() for line in lines.values())
        return tuple(sorted({line.notice for line in every if wanted(line)}))

    def says(self, row: CourtRow) -> str:
        """Who was told when, and whether they saw it. A telling for a day that was put off says so."""
        lines = self.lines.get(row.subject, {}).values()
        if said := _joined(lines):
            return said
        if row.hearing_id is None:
            return BY_SUPERVISOR
        before = self.earlier.get(row.subject)
        if before is None or before.day is None or not before.gone:
            return NOBODY
        return f"{NOBODY}, since court was put off. Told for {words.short_day(before.day)}"

    def changed(self, row: CourtRow) -> bool:
        """Whether something that has gone would be said differently now (ux 2.6, wireframe 6)."""
        gone = [one for one in self.lines.get(row.subject, {}).values() if one.gone]
        return bool(row.told_as) and any(one.digest != row.told_as for one in gone)

    def to_tell(self, row: CourtRow) -> bool:
        """Whether some contact of this court may be told something that it has not been told yet (domain rule 3)."""
        if row.group is CourtGroup.CHECK_FIRST or not row.told_as or row.hearing_id is None:
            return False
        lines = self.lines.get(row.subject, {})
        return any(_wants(contact, row, lines.get(contact.id)) for contact in self.contacts)


def _wants(contact: CourtContact, row: CourtRow, line: Line | None) -> bool:
    if contact.kind not in row.tells:
        return False
    if contact.kind not in row.may_tell and not (line is not None and line.gone):
        return False
    return line is None or not line.stands or line.digest != row.told_as


def told_of(rows: Sequence[CourtRow], *, court_code: str, day: dt.date, agency_id: int) -> Told:
    """What was told of these, for this court day; of orders, which have none, whenever it was. Two queries."""
    kinds = {kind.value for kind in TOLD_BY_KIND[NoticeKind.RESULTS]}
    contacts = [one for one in courts.contacts_for(court_code, agency_id=agency_id) if one.kind in kinds]
    now: dict[str, dict[int, Line]] = defaultdict(dict)
    earlier: dict[str, Line] = {}
    for line in _lines({row.subject for row in rows}, agency_id):
        if line.day == day or not line.subject.startswith("referral:"):
            before = now[line.subject].get(line.contact_id)
            if line.counts or before is None or not before.counts:
                now[line.subject][line.contact_id] = line
        else:
            earlier[line.subject] = line
    return Told(tuple(contacts), dict(now), earlier)


def _lines(subjects: Collection[str], agency_id: int) -> list[Line]:
    wanted = (
        select(
            NoticeLine.subject,
            Notice.contact_id,
            Notice.contact_kind,
            NoticeLine.digest,
            Notice.state,
            Notice.sent_at,
            Notice.acknowledged_at,
            Notice.hearing_day,
            Notice.reference,
        )
        .join(Notice, Notice.id == NoticeLine.notice_id)
        .where(NoticeLine.agency_id == agency_id, NoticeLine.subject.in_(subjects))
        .where(Notice.state != NoticeState.DROPPED)
        .order_by(Notice.number)
    )
    rows = db.session.execute(wanted).all()
    return [Line(*row[:4], NoticeState(row.state), *row[5:]) for row in rows]


def _joined(lines: Iterable[Line]) -> str:
    """ "Told CPS Mon 12 Oct, 4:02pm, seen. Told court: no, it was not delivered": one sentence for each kind."""
    said: dict[str, list[str]] = defaultdict(list)
    for line in sorted(lines, key=lambda one: (one.kind != "cps", one.kind, one.contact_id)):
        kind, how = ("CPS" if line.kind == "cps" else line.kind), _how(line)
        if kind not in said[how]:
            said[how].append(kind)
    return ". ".join(f"Told {words.joined(kinds)}{how}" for how, kinds in said.items())


def _how(line: Line) -> str:
    when = f" {words.short_moment(line.sent_at)}" if line.sent_at else ""
    if line.seen_at is not None:
        return f"{when}, seen"
    if line.state is NoticeState.SENT:
        return f"{when}, not yet acknowledged"
    if line.state is NoticeState.UNKNOWN:
        return f": {NOT_KNOWN}"
    waiting = line.state in WAITING or line.state is NoticeState.HANDED
    return ": waiting to go" if waiting else ": no, it was not delivered"
