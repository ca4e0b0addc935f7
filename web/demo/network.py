"""A pretend phone network and mail relay: they carry what the pretend people were sent up to a moment. Nothing leaves.

The texts go by the same last look and are settled by the same words as real ones; only the wire is missing. It is
worked here, in the one transaction that fills the file, because the worker never opens it.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from enum import StrEnum

from sqlalchemy import select

from casework.kernel.database import db
from reminders.gateway import Message
from reminders.models import Text
from reminders.rules.answers import Answer, Heard
from reminders.rules.life import TextState
from reminders.services.delivery import record_report
from reminders.services.judging import LOOK_AGAIN
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

    def carry(self, *, until: dt.datetime) -> None:
        """Everything that was due by this moment, in the order it was due."""
        steps = TextSteps(self)
        while due := _due(until):
            for text in due:
                self._take(steps, text, max(text.not_before, text.next_try_at or text.not_before))

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
        if message is None:
            _look_once(text, moment)
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


def _look_once(text: Text, moment: dt.datetime) -> None:
    """In life what is held is looked at every hour; here nothing changes until a change itself asks for a look."""
    if text.state == TextState.PLANNED.value and text.held_why and text.next_try_at == moment + LOOK_AGAIN:
        text.next_try_at = text.not_after
    db.session.flush()


def _due(until: dt.datetime) -> list[Text]:
    due = (Text.state == TextState.PLANNED.value) & (Text.not_before <= until) & (Text.next_try_at <= until)
    return list(db.session.scalars(select(Text).where(due).order_by(Text.next_try_at, Text.id)))
