"""Sorting statements for one contact: what is new, what corrects an earlier notice, what need not be said again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from casework.kernel.refused import Refused
from notices.models import Notice, NoticeLine
from notices.rules import NoticeKind, NoticeState, Statement
from notices.rules.life import WAITING
from notices.rules.topics import Topic
from notices.services import told
from notices.services.choosing import Told

Group = tuple[int, NoticeKind]
"""The notice that is replaced, or 0, and the kind of the new one."""


@dataclass(frozen=True)
class Parcel:
    """One e-mail: its statements, what kind of notice, what it replaces, and the unsent ones it makes needless."""

    statements: tuple[Statement, ...]
    kind: NoticeKind
    replaces: Notice | None = None
    instead_of: tuple[Notice, ...] = ()
    not_agreed: frozenset[str] = frozenset()
    """The subjects that may be told only because they correct something sent (domain rule 3)."""
    repeats: Notice | None = None


@dataclass(frozen=True)
class Sorted:
    """What goes to one contact, whom it may not be told about, and what it has been told already."""

    parcels: tuple[Parcel, ...]
    not_agreed: tuple[Statement, ...]
    known: tuple[Statement, ...]


def sort(told_of: Told, *, day: date | None, kind: NoticeKind) -> Sorted:
    """Group what one contact is to be told by the earlier notice it replaces, first tellings first.

    `day` is the court day, or None for an order. A correction of something already sent for it needs no agreement
    (domain rule 3). A death always has a notice of its own (rule 30). Raises Refused while an unsent notice that names
    more people than these still waits to go: two truths must not cross.
    """
    statements = told_of.statements
    before = told.latest_for(told_of.contact.id, [each.subject for each in statements], day=day)
    not_agreed = tuple(each for each in statements if not told_of.may_tell(each, already_told=_gone(before, each)))
    known = tuple(each for each in statements if each not in not_agreed and _same(before, each))
    new = [each for each in statements if each not in not_agreed and each not in known]
    groups: dict[Group, list[Statement]] = defaultdict(list)
    for each in new:
        groups[_replaced_id(before, each), kind_of(each, kind)].append(each)
    needless = _made_needless(before, new)
    corrections = frozenset(each.subject for each in new if not told_of.may_tell(each, already_told=False))
    return Sorted(tuple(_parcels(groups, before, needless, corrections)), not_agreed, known)


def kind_of(statement: Statement, asked: NoticeKind) -> NoticeKind:
    """A death stands in its own notice, never among results (domain rule 30)."""
    return NoticeKind.DEATH if statement.topic is Topic.DIED else asked


def _parcels(
    groups: dict[Group, list[Statement]],
    before: dict[str, NoticeLine],
    needless: tuple[Notice, ...],
    corrections: frozenset[str],
) -> list[Parcel]:
    notices = {line.notice_id: line.notice for line in before.values()}
    return [
        Parcel(tuple(groups[key, kind]), kind, notices.get(key), needless if place == 0 else (), corrections)
        for place, (key, kind) in enumerate(sorted(groups))
    ]


def _gone(before: dict[str, NoticeLine], statement: Statement) -> bool:
    """Whether something about this subject has gone, or may have gone, to this contact."""
    line = before.get(statement.subject)
    return line is not None and NoticeState(line.notice.state) not in WAITING


def _same(before: dict[str, NoticeLine], statement: Statement) -> bool:
    """Whether this contact has been told this in these words, or is about to be. Not where it may not have gone."""
    line = before.get(statement.subject)
    unsure = line is not None and line.notice.state == NoticeState.UNKNOWN and line.notice.acknowledged_at is None
    return line is not None and line.digest == statement.digest and not unsure


def _replaced_id(before: dict[str, NoticeLine], statement: Statement) -> int:
    return before[statement.subject].notice_id if _gone(before, statement) else 0


def _made_needless(before: dict[str, NoticeLine], new: Sequence[Statement]) -> tuple[Notice, ...]:
    """The unsent notices that the new ones take the place of. Raises Refused where one names more people."""
    subjects = {each.subject for each in new}
    waiting = {line.notice_id: line.notice for s, line in before.items() if s in subjects}
    unsent = [notice for notice in waiting.values() if NoticeState(notice.state) in WAITING]
    for notice in unsent:
        if not {line.subject for line in notice.lines} <= subjects:
            raise Refused(f"Notice {notice.number} is waiting to go and names more people. Wait until it has gone")
    return tuple(unsent)
