"""What CPS and court have been told of those on one court list, and what somebody still has to tell them.

Never "sent" as if that were success (ux 3.4): a line says when it went and whether anybody has said they saw it.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from casework.courts import services as courts
from casework.courts.models import CourtContact
from casework.kernel import words
from casework.kernel.showing import CourtGroup, CourtRow
from notices.rules import ContactKind, NoticeState
from notices.rules.known import Known, changed, still_to_tell
from notices.rules.life import WAITING
from notices.services.known import lines_of

NOBODY = "Told CPS and court: no"
NOT_AGREED = f"{NOBODY}, not agreed to"
BY_SUPERVISOR = "The supervisor tells the court: not told"
NOT_KNOWN = "it is not known whether it went"


@dataclass(frozen=True)
class Told:
    """What the list knows of the notices of its court and day."""

    contacts: tuple[CourtContact, ...]
    lines: dict[str, dict[int, Known]]
    earlier: dict[str, Known]

    @property
    def unseen(self) -> tuple[str, ...]:
        """The notices of this list that went and that nobody has acknowledged, by reference."""
        return self._notices(lambda line: line.state is NoticeState.SENT and line.seen_at is None)

    @property
    def lost(self) -> tuple[str, ...]:
        """Those that did not arrive, or nobody knows whether they did, and that nothing took the place of."""
        return self._notices(lambda line: not line.stands)

    def _notices(self, wanted: Callable[[Known], bool]) -> tuple[str, ...]:
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
            return NOT_AGREED if row.told_as and row.tells and not row.tells & row.may_tell else NOBODY
        return f"{NOBODY}, since court was put off. Told for {words.short_day(before.day)}"

    def changed(self, row: CourtRow) -> bool:
        """Whether something that has gone would be said differently now (ux 2.6, wireframe 6)."""
        return bool(row.told_as) and any(changed(one, row.told_as) for one in self.lines.get(row.subject, {}).values())

    def to_tell(self, row: CourtRow) -> bool:
        """Whether some contact of this court may be told something that it has not been told yet (domain rule 3)."""
        if row.group is CourtGroup.CHECK_FIRST or not row.told_as or row.hearing_id is None:
            return False
        lines = self.lines.get(row.subject, {})
        told = (contact for contact in self.contacts if contact.kind in row.tells)
        return any(
            still_to_tell(lines.get(contact.id), row.told_as, agreed=contact.kind in row.may_tell) for contact in told
        )


def told_of(rows: Sequence[CourtRow], *, court_code: str, day: dt.date, agency_id: int) -> Told:
    """What was told of these, for this court day; of orders, which have none, whenever it was. Two queries."""
    found = courts.contacts_for(court_code, agency_id=agency_id)
    now: dict[str, dict[int, Known]] = defaultdict(dict)
    earlier: dict[str, Known] = {}
    for line in lines_of({row.subject for row in rows}, agency_id=agency_id):
        if line.day == day or not line.subject.startswith("referral:"):
            if line.takes_the_place_of(now[line.subject].get(line.contact_id)):
                now[line.subject][line.contact_id] = line
        else:
            earlier[line.subject] = line
    return Told(tuple(one for one in found if one.kind != ContactKind.SOLICITOR), dict(now), earlier)


def _joined(lines: Iterable[Known]) -> str:
    """ "Told CPS Mon 12 Oct, 4:02pm, seen. Told court: no, it was not delivered": one sentence for each kind."""
    said: dict[str, list[str]] = defaultdict(list)
    for line in sorted(lines, key=lambda one: (one.kind != "cps", one.kind, one.contact_id)):
        kind, how = ("CPS" if line.kind == "cps" else line.kind), _how(line)
        if kind not in said[how]:
            said[how].append(kind)
    return ". ".join(f"Told {words.joined(kinds)}{how}" for how, kinds in said.items())


def _how(line: Known) -> str:
    when = f" {words.short_moment(line.sent_at)}" if line.sent_at else ""
    if line.seen_at is not None:
        return f"{when}, seen"
    if line.state is NoticeState.SENT:
        return f"{when}, not yet acknowledged"
    if line.state is NoticeState.UNKNOWN:
        return f": {NOT_KNOWN}"
    waiting = line.state in WAITING or line.state is NoticeState.HANDED
    return ": waiting to go" if waiting else ": no, it was not delivered"
