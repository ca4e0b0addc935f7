"""A pretend mail relay: it takes the pretend notices, or turns them away. Nothing leaves, and nothing is printed."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from sqlalchemy import select

from casework.kernel.database import db
from notices.gateway.mail import Outbox
from notices.models import Notice
from notices.rules import NoticeState
from notices.rules.answers import Answer, Outcome
from notices.services.sending import Sending

TAKES = dt.timedelta(minutes=1)
TAKEN = Answer(Outcome.ACCEPTED, "250 pretend relay took it")
TURNED_AWAY = Answer(Outcome.REFUSED, "550 pretend relay knows no such mailbox")


@dataclass
class Post:
    """`turned_away` holds the notices that the relay refuses."""

    turned_away: set[int] = field(default_factory=set)

    def carry(self, *, until: dt.datetime) -> None:
        """Every notice made a minute or more before this moment."""
        steps = Sending(Outbox())
        waiting = (Notice.state == NoticeState.TO_SEND.value) & (Notice.made_at <= until - TAKES)
        for notice in db.session.scalars(select(Notice).where(waiting).order_by(Notice.number)):
            moment = notice.made_at + TAKES
            notice.state, notice.handed_at, notice.attempts = NoticeState.HANDED.value, moment, 1
            steps.settle(notice, TURNED_AWAY if notice.id in self.turned_away else TAKEN, moment)
        db.session.flush()
