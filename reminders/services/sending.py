"""The last look before a text goes, and what its answer means (promises C.1 and C.2).

Everything is read again here, inside the transaction that commits the hand-over: the booking, the person, her number,
hours, agreement and words. What fails is held, dropped or expired where a person can see it, never silently.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import random

from sqlalchemy import ColumnElement

from casework.kernel import audit
from casework.kernel.actors import Actor
from casework.kernel.audit import Act
from casework.kernel.database import db
from casework.kernel.handover import OWNER
from reminders.gateway import Gateway, Message
from reminders.models import Text, TextsOff
from reminders.rules import timing
from reminders.rules.answers import OPTED_OUT, Answer, Heard, next_state, try_again_in, why
from reminders.rules.life import TextState, may_move, move
from reminders.rules.wording import CannotSay
from reminders.services.composing import compose
from reminders.services.judging import LOOK_AGAIN, End, Go, Later, judge

_CHANCE = random.Random()  # noqa: S311 - spreads retries, keeps nothing secret
LOOK_AGAIN_SOON = dt.timedelta(minutes=1)
STOP_AFTER = 5
"""So many failed connections in a row, and the sender waits for its next waking."""


class TextSteps:
    """How a text is claimed, looked at, handed over and settled (casework.kernel.handover)."""

    model = Text
    ready_state = TextState.PLANNED.value

    def __init__(self, gateway: Gateway) -> None:
        self.gateway = gateway
        self.refused = False
        self.unreached = 0

    @property
    def must_stop(self) -> bool:
        """Whether the fault is ours or the line's, not a text's: then no more are tried until the next waking."""
        return self.refused or self.unreached >= STOP_AFTER

    def due(self, now: dt.datetime) -> ColumnElement[bool]:
        """Which planned texts may be looked at now."""
        return (Text.next_try_at <= now) & (Text.not_before <= now)

    def prepare(self, row: Text, now: dt.datetime) -> Message | None:
        """Look again at everything; freeze number, words and window; None when it does not go."""
        verdict = judge(row, now)
        if isinstance(verdict, Go):
            try:
                return self._freeze(row, verdict, now)
            except CannotSay as no:
                verdict = Later(min(now + LOOK_AGAIN, row.not_after), str(no))
        _stay(row, verdict, now)
        return None

    def send(self, message: Message) -> Answer:
        """Hand it over, once."""
        answer = self.gateway.hand_over(message)
        self.refused = self.refused or answer.heard is Heard.SENDER_REFUSED
        self.unreached = self.unreached + 1 if answer.heard is Heard.NEVER_CONNECTED else 0
        return answer

    def settle(self, row: Text, answer: Answer, now: dt.datetime) -> None:
        """Record what the answer proves."""
        if answer.code == OPTED_OUT and row.number_index is not None:
            _switch_off(row.number_index, now)
        if row.state == TextState.UNKNOWN.value and not may_move(TextState.UNKNOWN, next_state(answer)):
            return  # an answer that came late proves too little to change what a person is asked
        to = move(TextState(row.state), next_state(answer))
        row.state, row.provider_code = to.value, str(answer.code or "")
        row.provider_sid = answer.sid or row.provider_sid
        if to is TextState.PLANNED:
            _put_back(row, answer, now)
        if to is TextState.ACCEPTED:
            row.accepted_at = now
        if to in {TextState.KEPT, TextState.REJECTED}:
            row.settled_at, row.ended_why = now, why(answer)

    def _freeze(self, row: Text, go: Go, now: dt.datetime) -> Message:
        """Raises CannotSay. The row keeps exactly what goes: it is the evidence (promises C.1 rule 7)."""
        composed = compose(row, go.reach.contact)
        row.number, row.number_index, row.held_why = go.reach.number, go.reach.index, ""
        composed.mark(row)
        row.body_digest = hashlib.sha256(composed.body.encode()).digest()
        row.gateway = self.gateway.name
        _note(row, now)
        return Message(row.token, go.reach.number, composed.body, timing.validity(now, row.not_after, go.reach.window))


def give_back(key: int, now: dt.datetime) -> None:
    """Let go of a claim of ours that was not used: not a byte was sent."""
    row = db.session.get(Text, key, with_for_update=True, populate_existing=True)
    if row is not None and row.state == TextState.CLAIMED.value and row.owner == OWNER:
        _wait(row, Later(now + LOOK_AGAIN_SOON))


def _stay(row: Text, verdict: Later | End, now: dt.datetime) -> None:
    if isinstance(verdict, Later):
        _wait(row, verdict)
        return
    row.state, row.ended_why, row.settled_at, row.owner = verdict.state.value, verdict.why[:120], now, None


def _wait(row: Text, verdict: Later) -> None:
    row.state, row.owner, row.next_try_at, row.held_why = TextState.PLANNED.value, None, verdict.at, verdict.why[:120]
    row.number_index = verdict.index or row.number_index


def _put_back(row: Text, answer: Answer, now: dt.datetime) -> None:
    """Proven not accepted: back to waiting. A fault of ours does not use up the text's tries (case S6)."""
    if answer.heard in {Heard.SENDER_REFUSED, Heard.NOT_POSTED}:
        row.attempts -= 1
    row.owner, row.handed_at, row.held_why = None, None, why(answer)
    row.next_try_at = now + try_again_in(answer, row.attempts, _CHANCE)


def _switch_off(index: bytes, now: dt.datetime) -> None:
    db.session.add(TextsOff(number_index=index, why="provider", at=now))


def _note(row: Text, now: dt.datetime) -> None:
    """One line of the audit trail for every text that leaves, in the commit that lets it go."""
    person, detail = f"person:{row.person.reference}", {"text": row.token, "kind": row.kind, "by": row.gateway}
    by = Actor.system(row.agency_id)
    audit.record(Act.DISCLOSURE, person, by=by, at=now, compartment="messages", detail=detail)
