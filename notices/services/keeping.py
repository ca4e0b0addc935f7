"""What notices hold of a person. A notice may name several: who is erased is cut out of it, the others stay."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, ClassVar

from sqlalchemy import select

from casework.kernel.database import db
from casework.kernel.words import long_day
from casework.people.models import Person
from casework.people.rules.keeping import Kind
from casework.people.services.records import Lasts, RoomRecords
from notices.models import Notice, NoticeLine
from notices.rules.life import OPEN, WAITING, NoticeState

CUT = "Somebody named in this notice has been erased, and its words with them."
OTHERS = "What it said of others:"


def notice_words(key: int) -> str:
    """Which notice, to whom and when."""
    row = db.session.get_one(Notice, key)
    return f"Notice {row.number} to {row.recipient_name}, {long_day(row.made_at.date())}"


class NoticeRecords(RoomRecords):
    """What courts and the CPS were told."""

    room = "notices"
    tables: ClassVar[Mapping[Any, str]] = {NoticeLine: "What courts and the Crown Prosecution Service were told"}
    lasts = (Lasts(Kind.NOTICE, Notice.made_at, through=NoticeLine),)
    aside = frozenset({"notice_line.digest", "notice_line.subject"})
    words: ClassVar[Mapping[str, Any]] = {"notice_line.notice_id": notice_words}

    def standing(self, person: Person, today: dt.date) -> list[str]:
        """A notice on its way, or of which nobody knows whether it went."""
        unsettled = {*WAITING, *OPEN, NoticeState.UNKNOWN}
        found = [row for row in _naming(person) if NoticeState(row.state) in unsettled]
        return [f"Notice {row.number} has not been sent, or it is not known whether it was" for row in found]

    def cut(self, person: Person, at: dt.datetime) -> None:
        """The frozen words, the page, the sheet and the file of every notice that names them go; the lines about
        others stand in their place, so that what those were told of is still known."""
        for row in _naming(person):
            others = [line for line in row.lines if line.person_id != person.id]
            said = [f"{line.name}\n{line.sentence}" for line in others]
            row.body = "\n\n".join([CUT, *([OTHERS, *said] if said else [])])
            row.document, row.sheet, row.pdf, row.service_note = "", None, None, ""


def _naming(person: Person) -> list[Notice]:
    rows = select(Notice).join(NoticeLine).where(NoticeLine.person_id == person.id)
    return list(db.session.scalars(rows).unique())
