"""Schemes, referrals, what each asks, and how each case ended."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from casework.accounts.models import Staff
from casework.appointments.models import Appointment
from casework.care.models import CarePlan, NeedsAssessment
from casework.courts.models import Hearing
from casework.kernel.columns import Encrypted, Referenced, Versioned
from casework.kernel.database import Base
from casework.people.models import Agreement, Person
from diversion.models.closing import Closure as Closure
from diversion.models.closing import ContactAttempt as ContactAttempt


class Scheme(Referenced, Versioned, Base):
    """A diversion scheme: data, not code (domain, "The people and the job")."""

    __tablename__ = "scheme"
    __table_args__ = (UniqueConstraint("agency_id", "name"),)

    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    name: Mapped[str] = mapped_column(String(60))
    preset: Mapped[str] = mapped_column(String(20), default="")
    finish_by_days: Mapped[int]
    in_order: Mapped[bool]
    shares_attendance: Mapped[bool] = mapped_column(default=False)
    opt_in_at_court: Mapped[bool] = mapped_column(default=False)
    two_people_release: Mapped[bool] = mapped_column(default=False)
    dropped_on_the_day: Mapped[bool] = mapped_column(default=False)
    weeks_to_court: Mapped[int] = mapped_column(default=5)
    offence_codes: Mapped[list[str]] = mapped_column(JSON)
    tells: Mapped[list[str]] = mapped_column(JSON)
    reminders: Mapped[list[str] | None] = mapped_column(JSON(none_as_null=True))
    recorded_at: Mapped[dt.datetime]
    ended_at: Mapped[dt.datetime | None]
    steps: Mapped[list[SchemeStep]] = relationship(cascade="all, delete-orphan", order_by="SchemeStep.position")


class SchemeStep(Base):
    """One appointment a scheme asks for, and what it must leave behind (nothing, assessment, plan)."""

    __tablename__ = "scheme_step"
    __table_args__ = (UniqueConstraint("scheme_id", "position"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    scheme_id: Mapped[int] = mapped_column(ForeignKey("scheme.id"), index=True)
    position: Mapped[int]
    title: Mapped[str] = mapped_column(String(60))
    leaves: Mapped[str] = mapped_column(String(12), default="nothing")
    at_service: Mapped[bool] = mapped_column(default=False)


class Referral(Referenced, Versioned, Base):
    """One arrest referred to one scheme, with its own court date (domain rule 10).

    `status`, `done`, `total`, `finish_by` and `completed_on` repeat what `rules.standing` said, and `ended` that every
    charge has an ending, stored in the same transaction so that lists can find them (house habit 2). `known_by` is the
    blind index of scheme, custody reference and arrest date together, by which an imported row is recognised.
    `finish_by_days` and `in_order` are the scheme's terms on the day of the referral, so that a later change leaves it
    alone; None follows the scheme.
    """

    __tablename__ = "referral"
    __table_args__ = (
        UniqueConstraint("agency_id", "known_by"),
        Index("ix_referral_figures", "agency_id", "scheme_id", "arrested_on"),
        Index("ix_referral_status", "agency_id", "status"),
        Index("ix_referral_live", "agency_id", "ended", "status"),
        Index(
            "ix_referral_over",
            "hearing_id",
            sqlite_where=text("ended IS 1"),
            postgresql_where=text("ended IS true"),
        ),
    )

    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    scheme_id: Mapped[int] = mapped_column(ForeignKey("scheme.id"))
    worker_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"), index=True)
    arrested_on: Mapped[dt.date]
    arrested_at: Mapped[dt.time | None]
    offence_on: Mapped[dt.date]
    charge_name: Mapped[str] = mapped_column(Encrypted("referral.charge_name"), default="")
    custody_reference: Mapped[str] = mapped_column(Encrypted("referral.custody_reference"), default="")
    known_by: Mapped[bytes | None] = mapped_column(LargeBinary(32))
    urn: Mapped[str] = mapped_column(Encrypted("referral.urn"), default="")
    urn_index: Mapped[bytes | None] = mapped_column(LargeBinary(32), index=True)
    asn: Mapped[str] = mapped_column(Encrypted("referral.asn"), default="")
    hearing_id: Mapped[int | None] = mapped_column(ForeignKey("hearing.id"), index=True)
    agreement_id: Mapped[int | None] = mapped_column(ForeignKey("agreement.id"))
    sharing_id: Mapped[int | None] = mapped_column(ForeignKey("agreement.id"))
    source: Mapped[str] = mapped_column(String(10), default="worker")
    import_batch_id: Mapped[int | None] = mapped_column(ForeignKey("import_batch.id"), index=True)
    status: Mapped[str] = mapped_column(String(20))
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int]
    finish_by: Mapped[dt.date | None] = mapped_column(index=True)
    finish_by_days: Mapped[int | None]
    in_order: Mapped[bool | None]
    completed_on: Mapped[dt.date | None]
    ended: Mapped[bool] = mapped_column(default=False)
    recorded_at: Mapped[dt.datetime]
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    person: Mapped[Person] = relationship()
    scheme: Mapped[Scheme] = relationship()
    worker: Mapped[Staff | None] = relationship(foreign_keys=[worker_id])
    hearing: Mapped[Hearing | None] = relationship()
    agreement: Mapped[Agreement | None] = relationship(foreign_keys=[agreement_id])
    sharing: Mapped[Agreement | None] = relationship(foreign_keys=[sharing_id])
    charges: Mapped[list[Charge]] = relationship(order_by="Charge.id", back_populates="referral")
    requirements: Mapped[list[Requirement]] = relationship(order_by="Requirement.position", back_populates="referral")
    opt_in: Mapped[OptIn | None] = relationship(back_populates="referral")
    closure: Mapped[Closure | None] = relationship(
        primaryjoin="and_(Closure.referral_id == Referral.id, Closure.superseded_at.is_(None))",
        back_populates="referral",
    )
    closed_wrongly: Mapped[list[Closure]] = relationship(
        primaryjoin="and_(Closure.referral_id == Referral.id, Closure.superseded_at.is_not(None))",
        order_by="Closure.id",
        viewonly=True,
    )
    attempts: Mapped[list[ContactAttempt]] = relationship(order_by="ContactAttempt.id")


class Charge(Base):
    """One offence charged on this arrest."""

    __tablename__ = "charge"

    id: Mapped[int] = mapped_column(primary_key=True)
    referral_id: Mapped[int] = mapped_column(ForeignKey("referral.id"), index=True)
    offence_code: Mapped[str] = mapped_column(String(10))
    offence_on: Mapped[dt.date]
    referral: Mapped[Referral] = relationship(back_populates="charges")
    endings: Mapped[list[CaseEnding]] = relationship(order_by="CaseEnding.id", back_populates="charge")

    @property
    def ending(self) -> CaseEnding | None:
        """How this charge ended, as last recorded."""
        return next((row for row in reversed(self.endings) if row.superseded_at is None), None)


class CaseEnding(Base):
    """How a charge ended: decided by the prosecutor or court, recorded by us (domain rule 6).

    `ask_until` repeats what `rules.dates.may_ask_until` says of a notice of discontinuance, until when it is kept (rule
    7); `verify` works it out again. One recorded in error is set aside with `error_why`, at `superseded_at`.
    """

    __tablename__ = "case_ending"
    __table_args__ = (
        Index(
            "one_current_case_ending",
            "charge_id",
            unique=True,
            sqlite_where=text("superseded_at IS NULL"),
            postgresql_where=text("superseded_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    charge_id: Mapped[int] = mapped_column(ForeignKey("charge.id"), index=True)
    method: Mapped[str] = mapped_column(String(20))
    result_code: Mapped[str] = mapped_column(String(8), default="")
    decided_on: Mapped[dt.date | None]
    decided_by: Mapped[str] = mapped_column(Encrypted("case_ending.decided_by"), default="")
    decision_reference: Mapped[str] = mapped_column(Encrypted("case_ending.decision_reference"), default="")
    notice_served_on: Mapped[dt.date | None]
    ask_until: Mapped[dt.date | None]
    on_paper: Mapped[bool] = mapped_column(default=False)
    recorded_at: Mapped[dt.datetime]
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    superseded_at: Mapped[dt.datetime | None]
    error_why: Mapped[str | None] = mapped_column(Encrypted("case_ending.error_why"))
    error_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    charge: Mapped[Charge] = relationship(back_populates="endings")


class OptIn(Base):
    """Opted in at court: legal advice offered, adjourned date, bail; no admission is asked for (domain rule 3)."""

    __tablename__ = "opt_in"

    id: Mapped[int] = mapped_column(primary_key=True)
    referral_id: Mapped[int] = mapped_column(ForeignKey("referral.id"), unique=True)
    court_code: Mapped[str] = mapped_column(String(8))
    opted_in_on: Mapped[dt.date]
    legal_advice_offered: Mapped[bool]
    adjourned_to: Mapped[dt.date]
    bail: Mapped[str] = mapped_column(String(20))
    bail_conditions: Mapped[str] = mapped_column(Encrypted("opt_in.bail_conditions"), default="")
    recorded_at: Mapped[dt.datetime]
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    referral: Mapped[Referral] = relationship(back_populates="opt_in")


_TO_LEAVE = text("assessment_id IS NULL AND plan_id IS NULL AND leaves != 'nothing'")


class Requirement(Base):
    """One appointment this referral needs, copied from the scheme so that later changes leave it alone."""

    __tablename__ = "requirement"
    __table_args__ = (
        UniqueConstraint("referral_id", "position"),
        Index("ix_requirement_to_leave", "referral_id", sqlite_where=_TO_LEAVE, postgresql_where=_TO_LEAVE),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    referral_id: Mapped[int] = mapped_column(ForeignKey("referral.id"), index=True)
    position: Mapped[int]
    title: Mapped[str] = mapped_column(String(60))
    leaves: Mapped[str] = mapped_column(String(12))
    at_service: Mapped[bool] = mapped_column(default=False)
    assessment_id: Mapped[int | None] = mapped_column(ForeignKey("needs_assessment.id"))
    plan_id: Mapped[int | None] = mapped_column(ForeignKey("care_plan.id"))
    on_paper: Mapped[bool] = mapped_column(default=False)
    referral: Mapped[Referral] = relationship(back_populates="requirements")
    assessment: Mapped[NeedsAssessment | None] = relationship()
    plan: Mapped[CarePlan | None] = relationship()
    bookings: Mapped[list[RequirementBooking]] = relationship(
        order_by="RequirementBooking.id", back_populates="requirement"
    )
    also: Mapped[list[AlsoCounts]] = relationship(order_by="AlsoCounts.id", back_populates="requirement")


class RequirementBooking(Base):
    """An appointment made to meet a requirement; a missed or cancelled one is followed by another.

    `told_how` and `told_at` say how and when the person was told of it by one of us; a text tells for itself.
    """

    __tablename__ = "requirement_booking"

    id: Mapped[int] = mapped_column(primary_key=True)
    requirement_id: Mapped[int] = mapped_column(ForeignKey("requirement.id"), index=True)
    appointment_id: Mapped[int] = mapped_column(ForeignKey("appointment.id"), unique=True)
    told_how: Mapped[str] = mapped_column(String(12), default="")
    told_at: Mapped[dt.datetime | None]
    requirement: Mapped[Requirement] = relationship(back_populates="bookings")
    appointment: Mapped[Appointment] = relationship()


class AlsoCounts(Base):
    """One attendance counting for another referral too, where the scheme allows it and a worker ticked it (rule 10)."""

    __tablename__ = "also_counts"
    __table_args__ = (UniqueConstraint("requirement_id", "appointment_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    requirement_id: Mapped[int] = mapped_column(ForeignKey("requirement.id"), index=True)
    appointment_id: Mapped[int] = mapped_column(ForeignKey("appointment.id"), index=True)
    ticked_at: Mapped[dt.datetime]
    ticked_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    requirement: Mapped[Requirement] = relationship(back_populates="also")
    appointment: Mapped[Appointment] = relationship()


class Release(Referenced, Base):
    """A person's deliberate word that somebody need not go to court that day (domain rule 4)."""

    __tablename__ = "release"

    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    referral_id: Mapped[int] = mapped_column(ForeignKey("referral.id"), index=True)
    day: Mapped[dt.date]
    because: Mapped[list[str]] = mapped_column(JSON)
    released_at: Mapped[dt.datetime]
    released_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    second_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    text_id: Mapped[int | None] = mapped_column(ForeignKey("text.id"))
    taken_back_at: Mapped[dt.datetime | None]


class ImportBatch(Referenced, Base):
    """One spreadsheet brought in."""

    __tablename__ = "import_batch"

    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), index=True)
    file_hash: Mapped[bytes] = mapped_column(LargeBinary(32))
    rows: Mapped[int]
    added: Mapped[int]
    known: Mapped[int]
    left_out: Mapped[int]
    at: Mapped[dt.datetime]
