"""Reports of dangerous people ("Ugly Mugs"), and how far the person who made one lets it go (review 6.6-6.7, 7.15)."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from casework.kernel.columns import Encrypted, Referenced, Versioned
from casework.kernel.database import Base


class UglyMugsReport(Referenced, Versioned, Base):
    """What somebody told of a person to beware of. `choice` is how far it may go; "" until they have chosen.

    Each part is in a box of its own, so that what passes is settled by the choice and not by what somebody typed where.
    """

    __tablename__ = "ugly_mugs_report"
    __table_args__ = (Index("ix_ugly_mugs_report_taken", "agency_id", "taken_at"),)

    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("support_contact.id"))
    choice: Mapped[str] = mapped_column(String(20), default="")
    happened_on: Mapped[dt.date | None] = mapped_column(Encrypted("ugly_mugs_report.happened_on", kind=dt.date))
    happened_when: Mapped[str] = mapped_column(Encrypted("ugly_mugs_report.happened_when"), default="")
    area: Mapped[str] = mapped_column(Encrypted("ugly_mugs_report.area"), default="")
    place: Mapped[str] = mapped_column(Encrypted("ugly_mugs_report.place"), default="")
    looks: Mapped[str] = mapped_column(Encrypted("ugly_mugs_report.looks"), default="")
    vehicle: Mapped[str] = mapped_column(Encrypted("ugly_mugs_report.vehicle"), default="")
    warning: Mapped[str] = mapped_column(Encrypted("ugly_mugs_report.warning"), default="")
    happened: Mapped[str] = mapped_column(Encrypted("ugly_mugs_report.happened"), default="")
    own_words: Mapped[str] = mapped_column(Encrypted("ugly_mugs_report.own_words"), default="")
    reach: Mapped[str] = mapped_column(Encrypted("ugly_mugs_report.reach"), default="")
    taken_at: Mapped[dt.datetime]
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    choices: Mapped[list[UglyMugsChoice]] = relationship(cascade="all, delete-orphan", order_by="UglyMugsChoice.id")
    handed: Mapped[list[UglyMugsHanded]] = relationship(cascade="all, delete-orphan", order_by="UglyMugsHanded.id")


class UglyMugsChoice(Base):
    """What they chose, and when; a later row is a change of mind."""

    __tablename__ = "ugly_mugs_choice"

    id: Mapped[int] = mapped_column(primary_key=True)
    report_id: Mapped[int] = mapped_column(ForeignKey("ugly_mugs_report.id"), index=True)
    choice: Mapped[str] = mapped_column(String(20))
    recorded_at: Mapped[dt.datetime]
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))


class UglyMugsHanded(Base):
    """Somebody gave a printed form to somebody else: which, to whom, on which London day."""

    __tablename__ = "ugly_mugs_handed"

    id: Mapped[int] = mapped_column(primary_key=True)
    report_id: Mapped[int] = mapped_column(ForeignKey("ugly_mugs_report.id"), index=True)
    sheet: Mapped[str] = mapped_column(String(20))
    to_whom: Mapped[str] = mapped_column(Encrypted("ugly_mugs_handed.to_whom"))
    on_day: Mapped[dt.date]
    recorded_at: Mapped[dt.datetime]
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
