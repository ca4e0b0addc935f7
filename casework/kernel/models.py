"""The kernel's own tables: the audit trail, form keys and days the courts are closed."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from casework.kernel import references as references  # whoever has a table draws from it
from casework.kernel.columns import Encrypted
from casework.kernel.database import Base
from casework.kernel.saying import PLACE, is_beside


class Event(Base):
    """One line of the audit trail: append-only, each hash taken over the one before (promises C.9).

    `reason` is a code, or the fingerprint of words that somebody typed, which stand beside it; `why` says either.
    """

    __tablename__ = "event"
    __table_args__ = (Index("ix_event_staff_id_at", "staff_id", "at"),)

    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[dt.datetime] = mapped_column(index=True)
    staff_id: Mapped[int | None]
    agency_id: Mapped[int | None] = mapped_column(index=True)
    act: Mapped[str] = mapped_column(String(20))
    record: Mapped[str] = mapped_column(String(60), index=True)
    compartment: Mapped[str] = mapped_column(String(40))
    route: Mapped[str] = mapped_column(String(100))
    reason: Mapped[str] = mapped_column(String(200))
    detail: Mapped[dict[str, Any]] = mapped_column(JSON)
    previous: Mapped[bytes] = mapped_column(LargeBinary(32))
    digest: Mapped[bytes] = mapped_column(LargeBinary(32))
    others: Mapped[list[EventRecord]] = relationship(cascade="all", order_by="EventRecord.id")
    beside: Mapped[EventWords | None] = relationship()

    @property
    def why(self) -> str:
        """The reason as it was given; "" for words that are gone."""
        if not is_beside(self.reason):
            return self.reason
        return self.beside.words if self.beside else ""


class EventWords(Base):
    """Why, as somebody typed it: sealed, so that a change of keys can seal it anew without touching the line."""

    __tablename__ = "event_words"

    seq: Mapped[int] = mapped_column(ForeignKey("event.seq"), primary_key=True, autoincrement=False)
    words: Mapped[str] = mapped_column(Encrypted(PLACE))


class EventRecord(Base):
    """A further record that the same event touched: a list page is one event with many of these."""

    __tablename__ = "event_record"

    id: Mapped[int] = mapped_column(primary_key=True)
    seq: Mapped[int] = mapped_column(ForeignKey("event.seq"), index=True)
    record: Mapped[str] = mapped_column(String(60), index=True)


class Gate(Base):
    """One row: the random name of this database, given when it was made and kept in every copy (promises C.6).

    `copied_at` (UTC) is set in a copy made by a backup: from it nothing leaves until two people have released it.
    `anchored` is the number of an event that the anchor file is known to have held: a file that knows less was cut.
    `moving` names a move to another database: Waymark starts on neither of the two while it stands. `moved_at` (UTC) is
    set where a move ended: where it led to, nothing leaves until two people have released it.
    """

    __tablename__ = "gate"

    id: Mapped[int] = mapped_column(primary_key=True)
    site: Mapped[str] = mapped_column(String(32))
    anchored: Mapped[int] = mapped_column(default=0, server_default="0")
    copied_at: Mapped[dt.datetime | None]
    moving: Mapped[str | None] = mapped_column(String(32))
    moved_at: Mapped[dt.datetime | None]


class GateRelease(Base):
    """A database that went back in time, let go again: one administrator asks, another agrees (promises C.6).

    `last_written` is the moment (UTC) of the newest event it held: what left after that is not known here.
    """

    __tablename__ = "gate_release"

    id: Mapped[int] = mapped_column(primary_key=True)
    why: Mapped[str] = mapped_column(String(300))
    last_written: Mapped[dt.datetime]
    asked_at: Mapped[dt.datetime]
    asked_by_id: Mapped[int]
    released_at: Mapped[dt.datetime | None]
    released_by_id: Mapped[int | None]


class FormKey(Base):
    """A form that was posted: the same key again has no second effect (promises C.4)."""

    __tablename__ = "form_key"
    __table_args__ = (UniqueConstraint("staff_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    staff_id: Mapped[int]
    key: Mapped[str] = mapped_column(String(64))
    route: Mapped[str] = mapped_column(String(100))
    body_hash: Mapped[bytes] = mapped_column(LargeBinary(32))
    location: Mapped[str] = mapped_column(String(300))
    created_at: Mapped[dt.datetime] = mapped_column(index=True)


class ClosedDay(Base):
    """A day the courts are closed that no published list knew: proclaimed (domain rule 20), or, with a `court_code`, a
    day on which that one court does not sit, which is a business day all the same. Taken back, it is kept as ended."""

    __tablename__ = "closed_day"
    __table_args__ = (
        Index(
            "one_standing_closed_day",
            "day",
            "court_code",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    day: Mapped[dt.date]
    court_code: Mapped[str] = mapped_column(String(8), default="", server_default="")
    why: Mapped[str] = mapped_column(String(100))
    added_at: Mapped[dt.datetime]
    added_by_id: Mapped[int | None]
    ended_at: Mapped[dt.datetime | None]
    ended_by_id: Mapped[int | None]
