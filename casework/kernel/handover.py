"""Claim, commit, hand over, record: how a text and a notice leave the building (promises C.1, house habit 8).

Two commits stand before the first byte: `claimed`, then `handed`. `handed` is one-way: nothing but evidence or a
person moves a row on from there, so nothing is blindly sent again and nothing is silently dropped.
"""

from __future__ import annotations

import datetime as dt
import os
import secrets
import socket
from collections.abc import Callable
from typing import Any, Protocol, TypeVar

from sqlalchemy import LargeBinary, String, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.sql import ColumnElement

from casework.kernel import gate
from casework.kernel.database import db, transaction

LEASE = dt.timedelta(seconds=60)
SILENT = dt.timedelta(seconds=120)
ANSWERABLE = frozenset({"handed", "unknown"})
OWNER = f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}"


class Leaving:
    """The columns of a row that is handed to somebody outside."""

    state: Mapped[str] = mapped_column(String(12), index=True)
    owner: Mapped[str | None] = mapped_column(String(120))
    fence: Mapped[int] = mapped_column(default=0)
    lease_until: Mapped[dt.datetime | None]
    handed_at: Mapped[dt.datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    next_try_at: Mapped[dt.datetime | None] = mapped_column(index=True)
    quarantine_reason: Mapped[str | None] = mapped_column(String(200))
    body_digest: Mapped[bytes | None] = mapped_column(LargeBinary(32))


Message = TypeVar("Message")
Answer = TypeVar("Answer")


class Steps(Protocol[Message, Answer]):
    """What a room supplies: which rows are due, the last check, the sending, and what the answer means."""

    model: Any
    ready_state: str

    def due(self, now: dt.datetime) -> ColumnElement[bool]:
        """Which rows in `ready_state` may go now."""
        ...

    def prepare(self, row: Any, now: dt.datetime) -> Message | None:
        """Check again and freeze what is sent. None means it will not go; the row already says why."""
        ...

    def send(self, message: Message) -> Answer:
        """Speak to the outside, holding no transaction. Never raises for what the outside answers."""
        ...

    def settle(self, row: Any, answer: Answer, now: dt.datetime) -> None:
        """Record what the answer proves; from "unknown" only what the room lets follow, and never back to waiting."""
        ...


def claim(steps: Steps[Any, Any], now: dt.datetime, limit: int) -> list[int]:
    """Claim due rows for this process, each by a conditional update under a lease. Commits."""
    model = steps.model
    with transaction():
        wanted = (
            select(model.id)
            .where(model.state == steps.ready_state, steps.due(now))
            .order_by(model.next_try_at, model.id)
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
        return [key for key in list(db.session.scalars(wanted)) if _take(model, key, steps.ready_state, now)]


def _take(model: Any, key: int, state: str, now: dt.datetime) -> bool:
    with db.session.begin_nested() as point:
        taken = update(model).where(model.id == key, model.state == state)
        values = {"state": "claimed", "owner": OWNER, "fence": model.fence + 1, "lease_until": now + LEASE}
        try:
            return bool(db.session.execute(taken.values(**values)).rowcount == 1)  # type: ignore[attr-defined]
        except IntegrityError:
            point.rollback()  # another text to the same number is on its way: this one waits
            return False


def hand_over(steps: Steps[Any, Any], key: int, clock: Callable[[], dt.datetime]) -> bool:
    """Take one claimed row out of the building. True when something was sent."""
    message, fence = None, 0
    with transaction():
        row = _mine(steps.model, key, "claimed")
        if row is None:
            return False
        message = steps.prepare(row, clock())
        if message is None:
            return False
        row.state, row.handed_at, row.attempts = "handed", clock(), row.attempts + 1
        fence = row.fence
    gate.fix()  # the hand-over is anchored before the first byte: a restored database cannot forget it
    answer = steps.send(message)
    with transaction():
        row = db.session.get(steps.model, key, with_for_update=True)
        # A hand-over that was silent for long is "unknown" by now; under the same fence its own answer is evidence.
        if row is not None and row.state in ANSWERABLE and row.fence == fence:
            steps.settle(row, answer, clock())
    return True


def _mine(model: Any, key: int, state: str) -> Any:
    row = db.session.get(model, key, with_for_update=True, populate_existing=True)
    return row if row is not None and row.state == state and row.owner == OWNER else None


def run(steps: Steps[Any, Any], clock: Callable[[], dt.datetime], limit: int = 50) -> int:
    """Claim what is due and hand each over; a row that breaks harms only itself. Returns how many were sent."""
    if gate.why_closed():
        return 0
    take_back(steps, clock())
    sent = 0
    for key in claim(steps, clock(), limit):
        try:
            sent += hand_over(steps, key, clock)
        except Exception as error:
            set_aside(steps, key, error, clock())
    return sent


def take_back(steps: Steps[Any, Any], now: dt.datetime) -> None:
    """A claim whose lease is over goes back (no byte was sent); a silent hand-over becomes unknown."""
    model = steps.model
    with transaction():
        over = (model.state == "claimed") & (model.lease_until < now)
        db.session.execute(update(model).where(over).values(state=steps.ready_state, owner=None))
        silent = (model.state == "handed") & (model.handed_at < now - SILENT)
        db.session.execute(update(model).where(silent).values(state="unknown"))


def set_aside(steps: Steps[Any, Any], key: int, error: Exception, now: dt.datetime) -> None:
    """Put a row that could not be prepared back for later, and in quarantine after three tries."""
    with transaction():
        row = db.session.get(steps.model, key, with_for_update=True, populate_existing=True)
        if row is None or row.state != "claimed":
            return
        row.attempts += 1
        row.owner = None
        row.next_try_at = now + dt.timedelta(minutes=2**row.attempts)
        row.state = steps.ready_state
        if row.attempts >= 3:
            row.state, row.quarantine_reason = "person", f"Could not be prepared: {type(error).__name__}"
