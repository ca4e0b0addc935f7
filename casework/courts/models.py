"""Hearings, what came of them, and who at each court and CPS office is told."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from casework.kernel.columns import Encrypted, Referenced, Versioned
from casework.kernel.database import Base
from casework.people.models import Agreement, Person


class Hearing(Referenced, Versioned, Base):
    """A person listed at a court on a day. The date is whatever the bail sheet says (domain rule 5).

    `court_code` is the OU code of the reference data. An adjournment is an outcome; the new date is a new hearing.
    """

    __tablename__ = "hearing"
    __table_args__ = (
        Index("ix_hearing_list", "agency_id", "court_code", "day"),
        Index("ix_hearing_days", "agency_id", "day"),
        Index(
            "ix_hearing_other",
            "agency_id",
            "day",
            sqlite_where=text("other_matter IS 1"),
            postgresql_where=text("other_matter IS true"),
        ),
    )

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
    error_why: Mapped[str | None] = mapped_column(Encrypted("hearing_outcome.error_why"))
    error_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    hearing: Mapped[Hearing] = relationship(back_populates="outcomes")


class CourtContact(Referenced, Versioned, Base):
    """Somebody who is told by e-mail: the CPS, a court, the police, a defence solicitor; or a service elsewhere.

    `verified_at` says that the address as it now is was shown to reach them: by a link sent to it, or read back by
    telephone to `verified_by_id` by `verified_by`. A changed address is unverified again. `sheet`: they get a CSV too.
    """

    __tablename__ = "court_contact"

    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), index=True)
    kind: Mapped[str] = mapped_column(String(10))
    name: Mapped[str] = mapped_column(Encrypted("court_contact.name"))
    email: Mapped[str] = mapped_column(Encrypted("court_contact.email"))
    phone: Mapped[str] = mapped_column(Encrypted("court_contact.phone"), default="")
    sheet: Mapped[bool] = mapped_column(default=False)
    verified_at: Mapped[dt.datetime | None]
    verified_how: Mapped[str] = mapped_column(String(10), default="")
    verified_by: Mapped[str | None] = mapped_column(Encrypted("court_contact.verified_by"))
    verified_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    recorded_at: Mapped[dt.datetime]
    ended_at: Mapped[dt.datetime | None]
    courts: Mapped[list[ContactCourt]] = relationship(cascade="all, delete-orphan", order_by="ContactCourt.court_code")

    @property
    def verified(self) -> bool:
        """Whether the address as it now is was shown to reach them."""
        return self.verified_at is not None


class ContactCourt(Base):
    """A court whose results a contact is told."""

    __tablename__ = "contact_court"
    __table_args__ = (UniqueConstraint("contact_id", "court_code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    contact_id: Mapped[int] = mapped_column(ForeignKey("court_contact.id"), index=True)
    court_code: Mapped[str] = mapped_column(String(8), index=True)


class HerSolicitor(Base):
    """A defence solicitor who may be told of one person, because that person agreed to it (domain rule 3)."""

    __tablename__ = "her_solicitor"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    contact_id: Mapped[int] = mapped_column(ForeignKey("court_contact.id"))
    agreement_id: Mapped[int] = mapped_column(ForeignKey("agreement.id"))
    recorded_at: Mapped[dt.datetime]
    contact: Mapped[CourtContact] = relationship()
    agreement: Mapped[Agreement] = relationship()


class Transfer(Referenced, Base):
    """A person who moved: which service of another area was asked, and whether it accepted (domain rule 30).

    Until `accepted_on` this agency stays responsible. Days are London dates; `accepted_by` is who said so over there.
    One recorded in error is set aside with `error_why`, at `error_at`.
    """

    __tablename__ = "transfer"
    __table_args__ = (
        Index(
            "one_open_transfer",
            "person_id",
            unique=True,
            sqlite_where=text("accepted_on IS NULL AND off_on IS NULL AND error_at IS NULL"),
            postgresql_where=text("accepted_on IS NULL AND off_on IS NULL AND error_at IS NULL"),
        ),
    )

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    contact_id: Mapped[int] = mapped_column(ForeignKey("court_contact.id"))
    asked_on: Mapped[dt.date]
    recorded_at: Mapped[dt.datetime]
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    accepted_on: Mapped[dt.date | None]
    accepted_by: Mapped[str | None] = mapped_column(Encrypted("transfer.accepted_by"))
    off_on: Mapped[dt.date | None]
    settled_at: Mapped[dt.datetime | None]
    settled_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    error_at: Mapped[dt.datetime | None]
    error_why: Mapped[str | None] = mapped_column(Encrypted("transfer.error_why"))
    error_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    contact: Mapped[CourtContact] = relationship()

    @property
    def open(self) -> bool:
        """Asked, and neither accepted, called off nor recorded in error."""
        return self.accepted_on is None and self.off_on is None and self.error_at is None
