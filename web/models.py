"""The front's own tables: what was typed and not saved, mail to owners of accounts, calendars, a liaison's courts."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import ForeignKey, Index, LargeBinary, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from casework.accounts.models import Staff
from casework.kernel.columns import Encrypted, Referenced
from casework.kernel.database import Base
from casework.kernel.handover import Leaving


class HeldPost(Referenced, Base):
    """A form posted after its session had ended: kept an hour for the same person only (ux 6.6, promises R17)."""

    __tablename__ = "held_post"
    __table_args__ = (UniqueConstraint("staff_id", "path"),)

    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"), index=True)
    path: Mapped[str] = mapped_column(String(300))
    body: Mapped[str] = mapped_column(Encrypted("held_post.body"))
    held_at: Mapped[dt.datetime]
    ends_at: Mapped[dt.datetime]
    draft: Mapped[bool] = mapped_column(default=False)
    """Kept by the page itself while somebody types; nobody pressed Save yet."""
    device_hash: Mapped[bytes | None] = mapped_column(LargeBinary(32), index=True)
    """In which browser: whoever signs in there next is told that somebody's work waits, and nothing of it."""


class AccountMail(Referenced, Leaving, Base):
    """A message to the owner of an account: a way to a new password, or that the account is about to close.

    It is asked for by address, whether or not an account has it; that is looked up when it leaves.
    """

    __tablename__ = "account_mail"

    kind: Mapped[str] = mapped_column(String(10))
    email_index: Mapped[bytes] = mapped_column(LargeBinary(32), index=True)
    asked_at: Mapped[dt.datetime]


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


class BrowsingAlert(Referenced, Base):
    """A pattern in who looked at what that somebody is to look into, until they say what they found (promises P33).

    `about` says which pattern of whom, of which record and when, so that the same is raised once; `day` is London's.
    """

    __tablename__ = "browsing_alert"
    __table_args__ = (UniqueConstraint("agency_id", "about"),)

    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    pattern: Mapped[str] = mapped_column(String(30))
    about: Mapped[str] = mapped_column(String(100))
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    record: Mapped[str] = mapped_column(String(60), default="")
    day: Mapped[dt.date]
    count: Mapped[int]
    raised_at: Mapped[dt.datetime]
    closed_at: Mapped[dt.datetime | None] = mapped_column(index=True)
    closed_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    found: Mapped[str | None] = mapped_column(Encrypted("browsing_alert.found"))
    staff: Mapped[Staff | None] = relationship(foreign_keys=[staff_id])
    closed_by: Mapped[Staff | None] = relationship(foreign_keys=[closed_by_id])


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


class JobPulse(Base):
    """When a job of the worker last finished, and since when it does not (UTC). `fault` is the kind of error alone."""

    __tablename__ = "job_pulse"
    __table_args__ = (UniqueConstraint("job"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    job: Mapped[str] = mapped_column(String(40))
    finished_at: Mapped[dt.datetime | None]
    failing_since: Mapped[dt.datetime | None]
    fault: Mapped[str] = mapped_column(String(60), default="", server_default="")
