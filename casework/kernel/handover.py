"""Claim, commit, hand over, record: how a text and a notice leave the building (promises C.1, house habit 8).

Two commits stand before the first byte: `claimed`, then `handed`. `handed` is one-way: nothing but evidence or a
person moves a row on from there, so nothing is blindly sent again and nothing is silently dropped. Each commit takes
many rows at once; a batch that breaks is taken again row by row, so that a broken row harms only itself.
"""

from __future__ import annotations

import datetime as dt
import logging
import os
import secrets
import socket
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Generic, Protocol, TypeVar

from sqlalchemy import LargeBinary, String, exists, inspect, literal, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, defer, mapped_column
from sqlalchemy.sql import ColumnElement

from casework.kernel import gate, light
from casework.kernel.columns import Encrypted
from casework.kernel.database import db, reading, transaction
from casework.kernel.quarantine import change, set_aside

LEASE = dt.timedelta(seconds=60)
SILENT = dt.timedelta(seconds=120)
BLOCKED = dt.timedelta(seconds=15)
"""How long a row waits where another to the same place is on its way and nobody knows what became of it."""
ANSWERABLE = frozenset({"handed", "unknown"})
OWNER = f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}"
log = logging.getLogger("waymark.handover")


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


@dataclass(frozen=True)
class Handed(Generic[Message]):
    """A row that this process may hand over now, under its fence, and what goes."""

    key: int
    fence: int
    message: Message


@dataclass(frozen=True)
class Candidate:
    """A row that is due, and what may have only one of its kind under way (a phone number); None where any may."""

    key: int
    place: bytes | None = None


class Steps(Protocol[Message, Answer]):
    """What a room supplies: which rows are due, the last check, the sending, and what the answer means."""

    model: Any
    ready_state: str

    def place(self) -> Any:
        """The column of whose values only one row each may be under way, kept so by a unique index; None for any."""
        return None

    def due(self, now: dt.datetime) -> ColumnElement[bool]:
        """Which rows in `ready_state` may go now."""
        ...

    def order(self) -> tuple[Any, ...]:
        """Which of them goes first."""
        return (self.model.next_try_at, self.model.id)

    def rows(self, keys: Sequence[int], *, owner: str = "") -> list[Any]:
        """The rows of these numbers, locked. `owner` asks for those that it has claimed, for `prepare`; else they are
        for `settle`: an answer says nothing of number and words, so what is sealed stays closed until it is asked for.
        """
        wanted = select(self.model).where(self.model.id.in_(keys)).with_for_update(of=self.model)
        own = (self.model.state == "claimed") & (self.model.owner == owner)
        return list(db.session.scalars(wanted.where(own) if owner else wanted.options(*_sealed(self.model))))

    def keep(self, rows: Sequence[Any]) -> None:
        """Write what was set on these rows. Where the session does that by itself there is nothing to do."""
        return

    @contextmanager
    def gather(self, rows: Sequence[Any], now: dt.datetime) -> Iterator[None]:
        """Around the checks of one batch, inside its transaction: load together what they need one by one."""
        yield

    def prepare(self, row: Any, now: dt.datetime) -> Message | None:
        """Check again and freeze what is sent. None means it will not go; the row already says why."""
        ...

    def send(self, message: Message) -> Answer:
        """Speak to the outside, holding no transaction. Never raises for what the outside answers."""
        ...

    def settle(self, row: Any, answer: Answer, now: dt.datetime) -> None:
        """Record what the answer proves; from "unknown" only what the room lets follow, and never back to waiting."""
        ...


@lru_cache(8)
def _sealed(model: Any) -> tuple[Any, ...]:
    columns = inspect(model).column_attrs
    return tuple(defer(getattr(model, one.key)) for one in columns if isinstance(one.columns[0].type, Encrypted))


def candidates(steps: Steps[Any, Any], now: dt.datetime, limit: int) -> list[Candidate]:
    """What is due, in the order in which it goes. Reads only, and nothing that can be damaged."""
    model = steps.model
    columns = [model.id] if steps.place() is None else [model.id, steps.place()]
    wanted = select(*columns).where(model.state == steps.ready_state, steps.due(now)).order_by(*steps.order())
    return [Candidate(*row) for row in db.session.execute(wanted.limit(limit))]


def apart(found: Sequence[Candidate]) -> list[int]:
    """The first for each place."""
    first: dict[object, int] = {}
    for one in found:
        first.setdefault(one.key if one.place is None else one.place, one.key)
    return list(first.values())


def claim(steps: Steps[Any, Any], now: dt.datetime, limit: int, among: Sequence[int] | None = None) -> list[int]:
    """Claim due rows for this process by one conditional update under a lease. Commits.

    Of several to one place the first is claimed: the others wait for its answer. `among` says which were chosen.
    """
    keys: list[int] = []
    try:
        with transaction():
            keys = apart(candidates(steps, now, limit)) if among is None else list(among)
            return _take(steps, keys, now) if keys else []
    except IntegrityError:  # another of the same place is under way: find out which, row by row
        with transaction():
            return [key for key in keys if _take_one(steps, key, now)]


def _take(steps: Steps[Any, Any], keys: Sequence[int], now: dt.datetime) -> list[int]:
    model = steps.model
    values = {"state": "claimed", "owner": OWNER, "fence": model.fence + 1, "lease_until": now + LEASE}
    still = (light.among(model.id, keys), model.state == steps.ready_state, steps.due(now))
    statement = update(inspect(model).local_table).where(*still).values(**values).returning(model.id)
    taken = set(db.session.connection().scalars(statement))
    return [key for key in keys if key in taken]


def _take_one(steps: Steps[Any, Any], key: int, now: dt.datetime) -> bool:
    point = db.session.begin_nested()
    try:
        taken = bool(_take(steps, [key], now))
        point.commit()
        return taken
    except IntegrityError:
        point.rollback()  # another text to the same number is on its way: this one waits, and holds up none behind it
        change(steps.model, key, steps.ready_state, next_try_at=now + BLOCKED)
        return False


def hand_over_many(
    steps: Steps[Message, Any], keys: Sequence[int], clock: Callable[[], dt.datetime]
) -> list[Handed[Message]]:
    """Check claimed rows again, freeze them, and commit that they are handed over: all in one durable commit.

    What is returned must now be sent, once. Where a row breaks the batch, each is taken by itself and the broken ones
    are set aside.
    """
    if not keys:
        return []
    try:
        return _anchored(steps, _freeze(steps, keys, clock))
    except Exception as error:
        if len(keys) == 1:
            set_aside(steps.model, steps.ready_state, keys[0], error, clock())
            return []
    return [one for key in keys for one in hand_over_many(steps, [key], clock)]


def _anchored(steps: Steps[Any, Any], handed: list[Handed[Message]]) -> list[Handed[Message]]:
    """Anchor the hand-overs before the first byte: a restored database cannot forget them. Where that cannot be
    written nothing is sent, so they go back."""
    try:
        if handed:
            gate.fix_committed()
    except OSError as error:
        log.error("The anchor could not be written, so nothing is handed over: %s", type(error).__name__)
        back = {"state": steps.ready_state, "owner": None, "handed_at": None, "attempts": steps.model.attempts - 1}
        with transaction():
            for one in handed:
                change(steps.model, one.key, "handed", **back)
        return []
    return handed


def _freeze(steps: Steps[Message, Any], keys: Sequence[int], clock: Callable[[], dt.datetime]) -> list[Handed[Message]]:
    handed = []
    with transaction():
        now = clock()
        rows = _mine(steps, keys)
        with steps.gather(rows, now):
            for row in rows:
                message = steps.prepare(row, now)
                if message is not None:
                    row.state, row.handed_at, row.attempts = "handed", now, row.attempts + 1
                    handed.append(Handed(row.id, row.fence, message))
            steps.keep(rows)
    return handed


def _mine(steps: Steps[Any, Any], keys: Sequence[int]) -> list[Any]:
    """These rows, locked, as far as this process still holds its claim on them; in the order asked for."""
    found = {row.id: row for row in steps.rows(keys, owner=OWNER)}
    return [found[key] for key in keys if key in found]


def hand_over(steps: Steps[Any, Any], key: int, clock: Callable[[], dt.datetime]) -> bool:
    """Take one claimed row out of the building, from check to answer. True when something was sent."""
    handed = hand_over_many(steps, [key], clock)
    for one in handed:
        record(steps, [(one, steps.send(one.message))], clock)
    return bool(handed)


def record(
    steps: Steps[Any, Answer], answered: Sequence[tuple[Handed[Any], Answer]], clock: Callable[[], dt.datetime]
) -> None:
    """Record the answers of many in one commit; an answer that cannot be recorded leaves its row to the evidence."""
    try:
        _settle(steps, answered, clock)
    except Exception as error:
        if len(answered) == 1:
            log.error("An answer could not be recorded: %s", type(error).__name__)
            return
        for one in answered:
            record(steps, [one], clock)


def _settle(
    steps: Steps[Any, Answer], answered: Sequence[tuple[Handed[Any], Answer]], clock: Callable[[], dt.datetime]
) -> None:
    with transaction():
        now = clock()
        rows = {row.id: row for row in steps.rows([one.key for one, _ in answered])}
        for one, answer in answered:
            row = rows.get(one.key)
            # A hand-over that was silent for long is "unknown" by now; under its own fence its answer is evidence.
            if row is not None and row.state in ANSWERABLE and row.fence == one.fence:
                steps.settle(row, answer, now)
        steps.keep(list(rows.values()))


def run(steps: Steps[Any, Any], clock: Callable[[], dt.datetime], limit: int = 50) -> int:
    """Claim what is due and hand it over one by one. Returns how many were sent."""
    if gate.why_closed():
        return 0
    take_back(steps, clock())
    return sum(hand_over(steps, key, clock) for key in claim(steps, clock(), limit))


def take_back(steps: Steps[Any, Any], now: dt.datetime) -> None:
    """A claim whose lease is over goes back (no byte was sent); a silent hand-over becomes unknown.

    Writes nothing where there is neither. Which states are meant stands in the question itself: PostgreSQL, planning it
    for any state, would read a table of a million rows that wait.
    """
    model = steps.model
    claimed, handed = (literal(state, literal_execute=True) for state in ("claimed", "handed"))
    over = (model.state == claimed) & (model.lease_until < now)
    silent = (model.state == handed) & (model.handed_at < now - SILENT)
    with reading():
        if not db.session.scalar(select(exists().where(or_(over, silent)))):
            return
    with transaction():
        db.session.execute(update(model).where(over).values(state=steps.ready_state, owner=None))
        db.session.execute(update(model).where(silent).values(state="unknown"))
