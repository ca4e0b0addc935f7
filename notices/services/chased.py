"""Which of the notices that nobody has acknowledged may not be repeated, since something in them is no longer true."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Row, select

from casework.kernel import light
from notices.models import Notice, NoticeLine
from notices.rules import CheckFirst, ContactKind
from notices.rules.life import BEING_CHECKED
from notices.services.chasing import Chase
from notices.services.ends import current_statements
from notices.services.last_look import CHANGED, UNAGREED, UNRECORDED, WITHDRAWN, Said, of_a_reminder

_LINES = light.Question(
    lambda among: (
        select(Notice.reference, Notice.kind, Notice.contact_kind, NoticeLine.subject, NoticeLine.digest)
        .join(Notice, Notice.id == NoticeLine.notice_id)
        .where(among(Notice.reference))
        .order_by(NoticeLine.id)
    )
)


def looked_at(found: Sequence[Chase], *, agency_id: int, at: datetime) -> list[Chase]:
    """The same, each with why it may not be sent once more at `at` (UTC): a reminder is no correction.

    One query, and one question to each programme. Where somebody's own solicitor was told, the press itself still asks
    whether that agreement stands.
    """
    rows = _LINES.seen([one.reference for one in found])
    says = current_statements({row.subject for row in rows}, agency_id=agency_id, at=at)
    lines: dict[str, list[Row[Any]]] = defaultdict(list)
    for row in rows:
        lines[row.reference].append(row)
    return [replace(one, no_reminder=_why_not(lines[one.reference], says)) for one in found]


def _why_not(lines: Sequence[Row[Any]], says: Said) -> str:
    reasons = filter(None, (_of_line(line, says) for line in lines))
    return next((of_a_reminder(reason) for reason in reasons), "")


def _of_line(line: Row[Any], says: Said) -> str:
    said = says.get(line.subject)
    if said is None:
        return "Nothing can be told now of somebody in it"
    if isinstance(said, CheckFirst):
        return "" if line.kind in BEING_CHECKED else UNRECORDED
    kind = ContactKind(line.contact_kind)
    if kind is not ContactKind.SOLICITOR and line.kind not in UNAGREED and not said.may_tell(kind):
        return WITHDRAWN
    return CHANGED if said.digest != line.digest else ""
