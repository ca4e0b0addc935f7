"""Hearings, what came of them, and who at each court and CPS office is told."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from casework.kernel.columns import Encrypted, Referenced, Versioned
from casework.kernel.database import Base
from casework.people.models import Person


class Hearing(Referenced, Versioned, Base):
    """A person listed at a court on a day. The date is whatever the bail sheet says (domain rule 5).

    `court_code` is the OU code of the reference data. An adjournment is an outcome; the new date is a new hearing.
    """

    __tablename__ = "hearing"
    __table_args__ = (Index("ix_hearing_list", "agency_id", "court_code", "day"),)

    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    court_code: Mapped[str] = mapped_column(String(8))
    day: Mapped[dt.date] = mapped_column(index=True)
    time: Mapped[dt.time]
    starts_at: Mapped[dt.datetime]
    matter: Mapped[str] = mapped_column(Encrypted("hearing.matter"), default="")
    other_matter: Mapped[bool] = mapped_column(default=False)
    adjourned_from_id: Mapped[int | None] = mapped_column(ForeignKey("hearing.id"))
    recorded_at: Mapped[dt.datetime]
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    person: Mapped[Person] = relationship()
    outcomes: Mapped[list[HearingOutcome]] = relationship(order_by="HearingOutcome.id", back_populates="hearing")

    @property
    def outcome(self) -> HearingOutcome | None:
        """What came of it, as last recorded."""
        return next((row for row in reversed(self.outcomes) if row.superseded_at is None), None)


class HearingOutcome(Base):
    """What the court or prosecutor decided: who, when, reference (domain rules 4 and 6). A correction is a new row."""

    __tablename__ = "hearing_outcome"
    __table_args__ = (
        Index(
            "one_current_hearing_outcome",
            "hearing_id",
            unique=True,
            sqlite_where=text("superseded_at IS NULL"),
            postgresql_where=text("superseded_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    hearing_id: Mapped[int] = mapped_column(ForeignKey("hearing.id"), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    result_code: Mapped[str] = mapped_column(String(8), default="")
    decided_by: Mapped[str] = mapped_column(Encrypted("hearing_outcome.decided_by"))
    decided_on: Mapped[dt.date]
    decision_reference: Mapped[str] = mapped_column(Encrypted("hearing_outcome.decision_reference"), default="")
    recorded_at: Mapped[dt.datetime]
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    superseded_at: Mapped[dt.datetime | None]
    hearing: Mapped[Hearing] = relationship(back_populates="outcomes")


class CourtContact(Referenced, Versioned, Base):
    """Somebody at the CPS, a court or the police who is told results by e-mail."""

    __tablename__ = "court_contact"

    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), index=True)
    kind: Mapped[str] = mapped_column(String(10))
    name: Mapped[str] = mapped_column(Encrypted("court_contact.name"))
    email: Mapped[str] = mapped_column(Encrypted("court_contact.email"))
    phone: Mapped[str] = mapped_column(Encrypted("court_contact.phone"), default="")
    recorded_at: Mapped[dt.datetime]
    ended_at: Mapped[dt.datetime | None]
    courts: Mapped[list[ContactCourt]] = relationship(cascade="all, delete-orphan", order_by="ContactCourt.court_code")


class ContactCourt(Base):
    """A court whose results a contact is told."""

    __tablename__ = "contact_court"
    __table_args__ = (UniqueConstraint("contact_id", "court_code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    contact_id: Mapped[int] = mapped_column(ForeignKey("court_contact.id"), index=True)
    court_code: Mapped[str] = mapped_column(String(8), index=True)
