"""Answers that are nobody's, and the code by which an agency's people give them."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import ForeignKey, Index, LargeBinary, String, text
from sqlalchemy.orm import Mapped, mapped_column

from casework.kernel.columns import Encrypted
from casework.kernel.database import Base


class FeedbackCode(Base):
    """The code on an agency's cards: the same on all of them, so that it leads to nobody. One at a time works."""

    __tablename__ = "feedback_code"
    __table_args__ = (
        Index(
            "one_live_feedback_code",
            "agency_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    code: Mapped[str] = mapped_column(Encrypted("feedback_code.code"))
    code_index: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    made_at: Mapped[dt.datetime]
    ended_at: Mapped[dt.datetime | None]


class FeedbackAnswer(Base):
    """One page filled in. Kept with its London day and no moment, and with no person, staff, place or device."""

    __tablename__ = "feedback_answer"
    __table_args__ = (Index("ix_feedback_answer_day", "agency_id", "day"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    day: Mapped[dt.date]
    how: Mapped[str] = mapped_column(String(5))
    listened: Mapped[str] = mapped_column(String(6), default="")
    helped: Mapped[str] = mapped_column(String(6), default="")
    safe: Mapped[str] = mapped_column(String(6), default="")
    again: Mapped[str] = mapped_column(String(6), default="")
    comment: Mapped[str | None] = mapped_column(Encrypted("feedback_answer.comment"))
