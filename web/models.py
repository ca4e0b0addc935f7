"""The front's own tables: what was typed while a session ended, calendars read from outside, a liaison's courts."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import ForeignKey, Index, LargeBinary, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from casework.accounts.models import Staff
from casework.kernel.columns import Encrypted, Referenced
from casework.kernel.database import Base


class HeldPost(Referenced, Base):
    """A form posted after its session had ended: kept an hour for the same person only (ux 6.6, promises R17)."""

    __tablename__ = "held_post"
    __table_args__ = (UniqueConstraint("staff_id", "path"),)

    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"), index=True)
    path: Mapped[str] = mapped_column(String(300))
    body: Mapped[str] = mapped_column(Encrypted("held_post.body"))
    held_at: Mapped[dt.datetime]
    ends_at: Mapped[dt.datetime]


class CalendarFeed(Base):
    """A private calendar address: only the digest of its token is kept, and one at a time works for one person."""

    __tablename__ = "calendar_feed"
    __table_args__ = (
        Index(
            "one_live_calendar_feed",
            "staff_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"), index=True)
    token_digest: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    made_at: Mapped[dt.datetime]
    ended_at: Mapped[dt.datetime | None]
    staff: Mapped[Staff] = relationship()


class CalendarFileAsked(Base):
    """She asked for this appointment as a calendar file: no file is made of one nobody asked for."""

    __tablename__ = "calendar_file_asked"

    id: Mapped[int] = mapped_column(primary_key=True)
    appointment_id: Mapped[int] = mapped_column(ForeignKey("appointment.id"), unique=True)
    asked_at: Mapped[dt.datetime]
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))


class CourtFollowed(Base):
    """A court of a member of staff's own list; the one chosen last is where their court list opens (ux 2.3)."""

    __tablename__ = "court_followed"
    __table_args__ = (UniqueConstraint("staff_id", "court_code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    court_code: Mapped[str] = mapped_column(String(8))
    chosen_at: Mapped[dt.datetime]


class CourtAsk(Base):
    """Somebody before a court list asked for an attendance to be recorded: who, whom, when, about what.

    `subject` is "referral:K7Q3XWZ2"; `asked_of_id` is None where nobody has it. It is answered by the record itself.
    """

    __tablename__ = "court_ask"
    __table_args__ = (UniqueConstraint("agency_id", "subject", "day"), Index("ix_court_ask_day", "agency_id", "day"))

    id: Mapped[int] = mapped_column(primary_key=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    subject: Mapped[str] = mapped_column(String(60))
    court_code: Mapped[str] = mapped_column(String(8))
    day: Mapped[dt.date]
    asked_of_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    asked_at: Mapped[dt.datetime]
    asked_by: Mapped[Staff] = relationship(foreign_keys=[asked_by_id])
