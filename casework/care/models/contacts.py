"""Every time somebody was met or spoken with, named or only counted (review 8.3)."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from casework.kernel.columns import Encrypted, Referenced
from casework.kernel.database import Base


class SupportContact(Referenced, Base):
    """One contact on a London day. Without a person it is only counted, and may be of several `people` at once.

    One that was logged by mistake is taken back, never deleted.
    """

    __tablename__ = "support_contact"
    __table_args__ = (
        Index("ix_support_contact_day", "agency_id", "on_day"),
        Index("ix_support_contact_person", "person_id", "on_day"),
    )

    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    kind: Mapped[str] = mapped_column(String(20))
    on_day: Mapped[dt.date]
    people: Mapped[int] = mapped_column(default=1)
    note: Mapped[str] = mapped_column(Encrypted("support_contact.note"), default="")
    recorded_at: Mapped[dt.datetime]
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    taken_back_at: Mapped[dt.datetime | None]
    taken_back_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    headings: Mapped[list[ContactHeading]] = relationship(cascade="all, delete-orphan", order_by="ContactHeading.id")


class ContactHeading(Base):
    """A heading that came up in a contact, that help was given under, or both."""

    __tablename__ = "support_contact_heading"
    __table_args__ = (UniqueConstraint("contact_id", "heading"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    contact_id: Mapped[int] = mapped_column(ForeignKey("support_contact.id"))
    heading: Mapped[str] = mapped_column(String(30))
    raised: Mapped[bool] = mapped_column(default=False)
    supported: Mapped[bool] = mapped_column(default=False)
