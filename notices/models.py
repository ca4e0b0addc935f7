"""A notice to the CPS or a court: numbered, frozen as sent, known to have arrived."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from casework.courts.models import CourtContact
from casework.kernel.columns import Encrypted, Referenced
from casework.kernel.database import Base
from casework.kernel.handover import Leaving


class Notice(Referenced, Leaving, Base):
    """One e-mail to one contact about one court day. What it says is frozen when it is made (ux 3.5).

    `sheet` is the CSV where the contact asked for one; `address` how its address was known: link, phone or unchecked.
    """

    __tablename__ = "notice"
    __table_args__ = (UniqueConstraint("agency_id", "number"), Index("ix_notice_list", "agency_id", "state", "made_at"))

    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    number: Mapped[int]
    court_code: Mapped[str] = mapped_column(String(8))
    hearing_day: Mapped[dt.date | None] = mapped_column(index=True)
    contact_id: Mapped[int] = mapped_column(ForeignKey("court_contact.id"))
    contact_kind: Mapped[str] = mapped_column(String(10))
    recipient_name: Mapped[str] = mapped_column(Encrypted("notice.recipient_name"))
    recipient_email: Mapped[str] = mapped_column(Encrypted("notice.recipient_email"))
    kind: Mapped[str] = mapped_column(String(20))
    subject: Mapped[str] = mapped_column(String(200))
    body: Mapped[str] = mapped_column(Encrypted("notice.body"))
    service_note: Mapped[str] = mapped_column(Encrypted("notice.service_note"), default="")
    document: Mapped[str] = mapped_column(Encrypted("notice.document"))
    sheet: Mapped[str | None] = mapped_column(Encrypted("notice.sheet"))
    address: Mapped[str] = mapped_column(String(10), default="")
    pdf: Mapped[bytes | None] = mapped_column(Encrypted("notice.pdf", kind=bytes))
    gateway: Mapped[str] = mapped_column(String(10), default="")
    message_id: Mapped[str] = mapped_column(String(120), unique=True)
    answer: Mapped[str] = mapped_column(String(200), default="")
    made_at: Mapped[dt.datetime]
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    sent_at: Mapped[dt.datetime | None]
    seen_key: Mapped[str] = mapped_column(Encrypted("notice.seen_key"))
    seen_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    acknowledged_at: Mapped[dt.datetime | None]
    acknowledged_how: Mapped[str] = mapped_column(String(10), default="")
    acknowledged_by: Mapped[str] = mapped_column(Encrypted("notice.acknowledged_by"), default="")
    replaces_id: Mapped[int | None] = mapped_column(ForeignKey("notice.id"), index=True)
    repeats_id: Mapped[int | None] = mapped_column(ForeignKey("notice.id"), index=True)
    went_alone: Mapped[bool] = mapped_column(default=False)
    came_back_at: Mapped[dt.datetime | None]
    contact: Mapped[CourtContact] = relationship()
    lines: Mapped[list[NoticeLine]] = relationship(order_by="NoticeLine.id", back_populates="notice")


class NoticeLine(Base):
    """What a notice said of one person, and on what ground (`notices.rules.Basis`; empty in notices from before it was
    kept). `subject` names what it is about, such as "referral:K7Q3XWZ2"."""

    __tablename__ = "notice_line"

    id: Mapped[int] = mapped_column(primary_key=True)
    notice_id: Mapped[int] = mapped_column(ForeignKey("notice.id"), index=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    subject: Mapped[str] = mapped_column(String(60), index=True)
    name: Mapped[str] = mapped_column(Encrypted("notice_line.name"))
    sentence: Mapped[str] = mapped_column(Encrypted("notice_line.sentence"))
    digest: Mapped[bytes] = mapped_column(LargeBinary(32))
    basis: Mapped[str] = mapped_column(String(12), default="")
    notice: Mapped[Notice] = relationship(back_populates="lines")


class NoticeNumber(Base):
    """The last number an agency used: numbers have no gaps and no doubles."""

    __tablename__ = "notice_number"

    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), primary_key=True, autoincrement=False)
    last: Mapped[int]


class GoesAlone(Referenced, Base):
    """That notices of a scheme's people at a court may go by themselves: who switched it on, when, and who ended it.

    `scheme` is the scheme's reference. Off by default: without a live row a person sends (decision 0037).
    """

    __tablename__ = "goes_alone"
    __table_args__ = (
        Index(
            "one_permission_to_go_alone",
            "agency_id",
            "scheme",
            "court_code",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )

    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    scheme: Mapped[str] = mapped_column(String(20))
    court_code: Mapped[str] = mapped_column(String(8))
    set_at: Mapped[dt.datetime]
    set_by_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    ended_at: Mapped[dt.datetime | None]
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))


class AddressCheck(Referenced, Leaving, Base):
    """A message to one address of a contact, with a link: whoever presses its one button has that address."""

    __tablename__ = "address_check"

    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    contact_id: Mapped[int] = mapped_column(ForeignKey("court_contact.id"), index=True)
    email: Mapped[str] = mapped_column(Encrypted("address_check.email"))
    key: Mapped[str] = mapped_column(Encrypted("address_check.key"))
    key_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    message_id: Mapped[str] = mapped_column(String(120), unique=True)
    asked_at: Mapped[dt.datetime]
    asked_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    answer: Mapped[str] = mapped_column(String(200), default="")
    sent_at: Mapped[dt.datetime | None]
    answered_at: Mapped[dt.datetime | None]
    contact: Mapped[CourtContact] = relationship()


class ToldChoice(Base):
    """Whom an administrator chose to be told of one topic, for a scheme or for orders; without a row it is the usual.

    A changed choice is a new row: what was chosen before stays, with who chose it and when.
    """

    __tablename__ = "told_choice"
    __table_args__ = (
        Index(
            "one_current_told_choice",
            "agency_id",
            "scheme",
            "topic",
            unique=True,
            sqlite_where=text("superseded_at IS NULL"),
            postgresql_where=text("superseded_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    scheme: Mapped[str] = mapped_column(String(20))
    topic: Mapped[str] = mapped_column(String(20))
    kinds: Mapped[list[str]] = mapped_column(JSON)
    recorded_at: Mapped[dt.datetime]
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    superseded_at: Mapped[dt.datetime | None]
