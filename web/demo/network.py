"""A pretend phone network and mail relay: they carry what the pretend people were sent up to a moment. Nothing leaves.

The texts go by the same last look and are settled by the same words as real ones; only the wire is missing. It works
only in the one transaction that fills the file: what is due after that is the worker's, whose ends are outboxes there.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from enum import StrEnum

from sqlalchemy import or_, select

from casework.kernel.database import db
from reminders.gateway import Message
from reminders.models import Text
from reminders.rules.answers import Answer, Heard
from reminders.rules.evidence import Listed
from reminders.rules.life import TextState
from reminders.services.delivery import record_report
from reminders.services.replying import receive
from reminders.services.sending import TextSteps

TAKES = dt.timedelta(seconds=4)
UNREACHABLE = "30003"


class Fate(StrEnum):
    """What becomes of a text to a number."""

    DELIVERED = "delivered"
    UNDELIVERED = "undelivered"
    ON_ITS_WAY = "sent"


@dataclass
class Network:
    """`fates` says which numbers a text does not reach; all others get theirs."""

    name = "outbox"
    fates: dict[str, Fate] = field(default_factory=dict)
    carried: int = 0

    def hand_over(self, message: Message) -> Answer:
        """Take a text. The name it is given says that it is pretend."""
        self.carried += 1
        return Answer(Heard.ACCEPTED, sid=f"pretend-{self.carried}")

    def listed(self, number: str, since: dt.datetime) -> list[Listed] | None:
        """Every pretend text is answered at once, so nobody ever asks."""
        return []

    def carry(self, *, until: dt.datetime) -> None:
        """Everything that was due by this moment, in the order it was due."""
        steps = TextSteps(self)
        while due := _due(until):
            for text in due:
                self._take(steps, text, _moment(text))

    def lose(self, number: str) -> None:
        """From now on nothing reaches this number."""
        self.fates[number] = Fate.UNDELIVERED

    def reply(self, number: str, words: str, *, at: dt.datetime) -> None:
        """Somebody texts back."""
        self.carried += 1
        receive(f"pretend-{self.carried}", number, words, at=at)

    def _take(self, steps: TextSteps, text: Text, moment: dt.datetime) -> None:
        text.state, text.attempts = TextState.CLAIMED.value, text.attempts + 1
        message = steps.prepare(text, moment)
        db.session.flush()
        if message is None:
            return
        text.state, text.handed_at = TextState.HANDED.value, moment
        steps.settle(text, steps.send(message), moment)
        db.session.flush()
        fate = self.fates.get(text.number or "", Fate.DELIVERED)
        self._report(text, fate, moment + TAKES)

    def _report(self, text: Text, fate: Fate, at: dt.datetime) -> None:
        code = UNREACHABLE if fate is Fate.UNDELIVERED else ""
        record_report(text.token, sid=text.provider_sid or "", status=fate.value, code=code, raw_hash=bytes(32), at=at)
        db.session.flush()


def _due(until: dt.datetime) -> list[Text]:
    """What is held is looked at every hour in life. Here nothing changes until a change itself lets go of it, so the
    next look is when it is too late."""
    held, waits = Text.held_why != "", Text.state == TextState.PLANNED.value
    due = or_(held & (Text.not_after <= until), ~held & (Text.next_try_at <= until))
    return list(db.session.scalars(select(Text).where(waits, due).order_by(Text.next_try_at, Text.id)))


def _moment(text: Text) -> dt.datetime:
    return text.not_after if text.held_why else max(text.not_before, text.next_try_at or text.not_before)
