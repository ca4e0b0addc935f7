"""The last look before a text goes, and what its answer means (promises C.1 and C.2).

Everything is read again here, inside the transaction that commits the hand-over: the booking, the person, her number,
hours, agreement and words, and how many have gone already. What fails is held, dropped or expired where a person can
see it, never silently.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import random
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, bindparam, func, select
from sqlalchemy.orm import aliased

from casework.appointments.models import Appointment
from casework.courts.models import Hearing
from casework.kernel import audit, clock, light
from casework.kernel.actors import Actor
from casework.kernel.air import Air, OneLoop, Threads
from casework.kernel.audit import Act
from casework.kernel.clock import local_day, start_of_day
from casework.kernel.database import db
from casework.kernel.handover import Steps
from reminders.gateway import Gateway, Message
from reminders.models import Text, TextsOff
from reminders.rules import spending, timing
from reminders.rules.answers import OPTED_OUT, Answer, Heard, next_state, try_again_in, why
from reminders.rules.life import TextState, may_move, move
from reminders.rules.spending import Cap, Spent
from reminders.rules.troubles import Trouble
from reminders.rules.wording import CannotSay
from reminders.services import alarms, batch
from reminders.services.caps import Tally, spent
from reminders.services.composing import compose
from reminders.services.going import Going
from reminders.services.judging import LOOK_AGAIN, End, Go, Later, judge, window_of
from reminders.services.known import known, person_of, using
from reminders.services.wiring import pretending, wired

_CHANCE = random.Random()  # noqa: S311 - spreads retries, keeps nothing secret
LOOK_AGAIN_SOON = dt.timedelta(minutes=1)
_MINE = (Text.state == TextState.CLAIMED.value, Text.owner == bindparam("owner"))
_OF_CLAIMED = (
    *("id", "token", "agency_id", "person_id", "appointment_id", "appointment_version", "hearing_id", "kind"),
    *("state", "fence", "attempts", "planned_at", "not_before", "not_after", "number_index", "held_why"),
    *("on_hold_why", "said_as", "again_of_id", "asked_now_at"),
)
_CLAIMED = light.Reading(Text, _OF_CLAIMED, *_MINE, lock="write")
_OF_ANSWERED = ("id", "state", "fence", "attempts", "number_index", "provider_sid")
_ANSWERED = light.Reading(Text, _OF_ANSWERED, lock="write")
_TOLD = {Cap.AGENCY: Trouble.AGENCY_CAP, Cap.SITE: Trouble.SITE_CAP}


class TextSteps(Steps[Message, Answer]):
    """How a text is claimed, looked at, handed over and settled (casework.kernel.handover)."""

    model = Text
    ready_state = TextState.PLANNED.value

    def __init__(
        self, gateway: Gateway, now: Callable[[], dt.datetime] = clock.now, going: Going | None = None
    ) -> None:
        self.gateway, self._now = gateway, now
        self.going = going or Going()
        self._spent: Spent | None = None
        self._tally: Tally | None = None
        self._in_batch = False
        self._rows: Sequence[Any] = ()
        self._leave: list[tuple[Text, dt.datetime]] = []

    @property
    def must_stop(self) -> bool:
        """Whether the fault is ours or the line's, not a text's: then no more are tried until the next waking."""
        return self.going.must_stop

    @property
    def proved(self) -> bool:
        """Whether an answer has shown that key and line are good: until then one text goes at a time."""
        return self.going.proved

    @property
    def at_most(self) -> int:
        """How many may be on their way now."""
        return self.going.at_most

    def place(self) -> Any:
        """One number has one text under way."""
        return Text.number_index

    def due(self, now: dt.datetime) -> ColumnElement[bool]:
        """Which planned texts may be looked at now."""
        return (Text.next_try_at <= now) & (Text.not_before <= now)

    def order(self) -> tuple[Any, ...]:
        """The soonest meeting first (case S11)."""
        return _soonest_first()

    def rows(self, keys: Sequence[int], *, owner: str = "") -> list[Any]:
        """Without their old number and words: nothing reads those, and what goes is made anew."""
        return _CLAIMED.rows(keys, owner=owner) if owner else _ANSWERED.rows(keys)

    def keep(self, rows: Sequence[Any]) -> None:
        """Write what the last look, or an answer, set on them."""
        light.write(Text, rows)

    @contextmanager
    def gather(self, rows: Sequence[Any], now: dt.datetime) -> Iterator[None]:
        """Read together what the last look needs, count what has gone, and note what leaves in one piece."""
        self._rows = rows
        read = batch.read(rows, now)
        self._spent = spent(rows, read.numbers, now, self._tally)
        self._in_batch = True
        try:
            with using(read):
                yield
                newest = _note(self._leave)
                self._tally = Tally(local_day(now), newest, self._spent.agencies) if self._spent else None
        finally:
            self._rows, self._in_batch, self._leave = (), False, []

    def prepare(self, row: Text, now: dt.datetime) -> Message | None:
        """Look again at everything; freeze number, words and window; None when it does not go."""
        if row.person_id in (known().crowded or ()):
            self.keep(self._rows)  # one before this may be to the same person: let the look see that it goes
        verdict = judge(row, now)
        if isinstance(verdict, Go):
            verdict = self._may_spend(row, verdict, now) or verdict
        if isinstance(verdict, Go):
            try:
                return self._freeze(row, verdict, now)
            except CannotSay as no:
                verdict = Later(min(now + LOOK_AGAIN, row.not_after), str(no))
        _stay(row, verdict, now)
        return None

    def send(self, message: Message) -> Answer:
        """Hand it over, once. One that is still waiting when the sender must stop is not posted."""
        if self.going.must_stop:
            return Answer(Heard.NOT_POSTED)
        return self._hear(self.gateway.hand_over(message))

    def air(self, most: int) -> Air:
        """By the end's own event loop, where it has one; else so many threads."""
        loop = getattr(self.gateway, "loop", None)
        return OneLoop(self._post, most, loop()) if loop else Threads(self.send, most)

    async def _post(self, message: Message) -> Answer:
        if self.going.must_stop:
            return Answer(Heard.NOT_POSTED)
        return self._hear(await self.gateway.post(message))  # type: ignore[attr-defined]

    def _hear(self, answer: Answer) -> Answer:
        self.going.hear(answer, self._now())
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
            self._tally = None  # it has not gone after all
            _put_back(row, answer, now)
        if to is TextState.ACCEPTED:
            row.accepted_at = now
        if to in {TextState.KEPT, TextState.REJECTED}:
            row.settled_at, row.ended_why = now, why(answer)

    def _may_spend(self, row: Text, go: Go, now: dt.datetime) -> Later | End | None:
        """Why one more text would be too many; None when it may go (promises P7)."""
        if not self._in_batch and pretending():
            return None  # a pretend history is told text by text, and none of it costs anything
        if not self._in_batch:
            self._spent = spent([row], [go.reach.index or b""], now)
        if self._spent is None:
            return Later(now + LOOK_AGAIN_SOON, spending.NOT_COUNTED)
        caps = wired().caps
        cap = self._spent.reached(caps, number=go.reach.index, person=row.person_id, agency=row.agency_id)
        if cap is None:
            return None
        if cap in _TOLD:
            _tell_once(_TOLD[cap], row.agency_id, now)
        words = spending.why(cap, caps)
        again = start_of_day(spending.next_count(local_day(now)))
        return Later(again, words) if again < row.not_after else End(TextState.EXPIRED, words)

    def _freeze(self, row: Text, go: Go, now: dt.datetime) -> Message:
        """Raises CannotSay. The row keeps exactly what goes: it is the evidence (promises C.1 rule 7)."""
        composed = compose(row, go.reach.contact)
        row.number, row.number_index, row.held_why = go.reach.number, go.reach.index, ""
        composed.mark(row)
        row.body_digest = hashlib.sha256(composed.body.encode()).digest()
        row.gateway = self.gateway.name
        if self._spent is not None:
            self._spent.spend(number=go.reach.index, person=row.person_id, agency=row.agency_id)
        self._leave.append((row, now))
        if not self._in_batch:
            _note(self._leave)
            self._leave = []
        return Message(
            row.token, go.reach.number, composed.body, timing.validity(now, row.not_after, window_of(row, go.reach))
        )


@cache
def _soonest_first() -> tuple[Any, ...]:
    """Made once: making it took as long as the database needs to find what is due."""
    meeting, date = aliased(Appointment), aliased(Hearing)
    starts = func.coalesce(
        select(meeting.starts_at).where(meeting.id == Text.appointment_id).scalar_subquery(),
        select(date.starts_at).where(date.id == Text.hearing_id).scalar_subquery(),
        Text.not_after,
    )
    return (starts, Text.not_before, Text.id)


def _tell_once(trouble: Trouble, agency_id: int, now: dt.datetime) -> None:
    """One alarm for the day, however many texts wait."""
    concerns = agency_id if trouble is Trouble.AGENCY_CAP else None
    if not any(row.kind == trouble.value and row.agency_id == concerns for row in alarms.standing(now)):
        alarms.over([trouble], now)
        alarms.report(trouble, now, agency_id=concerns)


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


def _note(leaving: Sequence[tuple[Text, dt.datetime]]) -> tuple[int, bytes]:
    """One line of the audit trail for every text that leaves, in the commit that lets it go."""
    return audit.record_all(
        audit.Line(
            Act.DISCLOSURE,
            f"person:{person_of(row).reference}",
            by=Actor.system(row.agency_id),
            at=at,
            compartment="messages",
            detail={"text": row.token, "kind": row.kind, "by": row.gateway},
        )
        for row, at in leaving
    )
