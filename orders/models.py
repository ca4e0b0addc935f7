"""Engagement and Support Orders and their three meetings."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from casework.accounts.models import Staff
from casework.appointments.models import Appointment
from casework.courts.models import Hearing
from casework.kernel.columns import Encrypted, Referenced, Versioned
from casework.kernel.database import Base
from casework.people.models import Person


class OrderProcess(Referenced, Versioned, Base):
    """How orders are run here: who supervises, how long a meeting is (review 6.41). The statute's part is not data."""

    __tablename__ = "order_process"
    __table_args__ = (UniqueConstraint("agency_id", "name"),)

    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    name: Mapped[str] = mapped_column(String(60))
    preset: Mapped[str] = mapped_column(String(20), default="")
    supervising_agencies: Mapped[str] = mapped_column(String(200), default="")
    told_teams: Mapped[str] = mapped_column(String(200), default="")
    meeting_minutes: Mapped[int] = mapped_column(default=60)
    needs_at_first: Mapped[bool] = mapped_column(default=True)
    recorded_at: Mapped[dt.datetime]
    ended_at: Mapped[dt.datetime | None]


class SupportOrder(Referenced, Versioned, Base):
    """One Engagement and Support Order with the particulars of domain rule 12, taken from the paper.

    `status` and `done` repeat what `rules.standing` said, stored in the same transaction (house habit 2).
    """

    __tablename__ = "support_order"
    __table_args__ = (Index("ix_support_order_status", "agency_id", "status"),)

    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    process_id: Mapped[int | None] = mapped_column(ForeignKey("order_process.id"))
    court_code: Mapped[str] = mapped_column(String(8))
    made_on: Mapped[dt.date]
    must_by: Mapped[dt.date | None] = mapped_column(index=True)
    justice_area: Mapped[str] = mapped_column(String(8), default="")
    offence_on: Mapped[dt.date | None]
    result_code: Mapped[str] = mapped_column(String(8), default="1144")
    charge_name: Mapped[str] = mapped_column(Encrypted("support_order.charge_name"), default="")
    urn: Mapped[str] = mapped_column(Encrypted("support_order.urn"), default="")
    urn_index: Mapped[bytes | None] = mapped_column(LargeBinary(32), index=True)
    supervisor_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"), index=True)
    supervisor_name: Mapped[str] = mapped_column(Encrypted("support_order.supervisor_name"), default="")
    supervisor_agreed_on: Mapped[dt.date | None]
    query_with_court: Mapped[str] = mapped_column(Encrypted("support_order.query_with_court"), default="")
    replaces_id: Mapped[int | None] = mapped_column(ForeignKey("support_order.id"))
    status: Mapped[str] = mapped_column(String(30))
    done: Mapped[int] = mapped_column(default=0)
    complied_on: Mapped[dt.date | None]
    recorded_at: Mapped[dt.datetime]
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    person: Mapped[Person] = relationship()
    supervisor: Mapped[Staff | None] = relationship(foreign_keys=[supervisor_id])
    meetings: Mapped[list[Meeting]] = relationship(order_by="Meeting.position", back_populates="order")
    told: Mapped[list[CourtTold]] = relationship(order_by="CourtTold.id", back_populates="order")
    endings: Mapped[list[OrderEnding]] = relationship(order_by="OrderEnding.id")
    opinions: Mapped[list[ExcuseOpinion]] = relationship(order_by="ExcuseOpinion.id", back_populates="order")
    applications: Mapped[list[OrderApplication]] = relationship(order_by="OrderApplication.id", back_populates="order")


class Meeting(Base):
    """One of the three meetings (domain rule 11); a replacement for an excused one is a new booking, not a fourth."""

    __tablename__ = "meeting"
    __table_args__ = (UniqueConstraint("order_id", "position"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("support_order.id"), index=True)
    position: Mapped[int]
    order: Mapped[SupportOrder] = relationship(back_populates="meetings")
    bookings: Mapped[list[MeetingBooking]] = relationship(order_by="MeetingBooking.id", back_populates="meeting")


class MeetingBooking(Base):
    """A meeting fixed by the supervisor: what the person was told, when and how (domain rule 14)."""

    __tablename__ = "meeting_booking"

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), index=True)
    appointment_id: Mapped[int] = mapped_column(ForeignKey("appointment.id"), unique=True)
    directed_name: Mapped[str] = mapped_column(Encrypted("meeting_booking.directed_name"), default="")
    meeting: Mapped[Meeting] = relationship(back_populates="bookings")
    appointment: Mapped[Appointment] = relationship()
    tellings: Mapped[list[MeetingTold]] = relationship(order_by="MeetingTold.id")


class MeetingTold(Base):
    """One telling of the time and place: a failure is failing to attend what was determined and told.

    `words` are the time, place and length as they were fixed when it was recorded; `told_by` is who told the person,
    where that was somebody else than whoever recorded it.
    """

    __tablename__ = "meeting_told"

    id: Mapped[int] = mapped_column(primary_key=True)
    booking_id: Mapped[int] = mapped_column(ForeignKey("meeting_booking.id"), index=True)
    how: Mapped[str] = mapped_column(String(12))
    words: Mapped[str] = mapped_column(Encrypted("meeting_told.words"))
    told_on: Mapped[dt.date]
    told_by: Mapped[str | None] = mapped_column(Encrypted("meeting_told.told_by"))
    recorded_at: Mapped[dt.datetime]
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    recorded_by: Mapped[Staff | None] = relationship()


class CourtTold(Base):
    """The supervisor's notice to the court that made the order; the order ends that day (domain rule 15)."""

    __tablename__ = "court_told"
    __table_args__ = (UniqueConstraint("order_id", "notice_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("support_order.id"), index=True)
    notice_id: Mapped[int] = mapped_column(ForeignKey("notice.id"), index=True)
    compliance: Mapped[bool]
    told_at: Mapped[dt.datetime]
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    order: Mapped[SupportOrder] = relationship(back_populates="told")


class OrderEnding(Base):
    """An order that came to its end otherwise: revoked, replaced by a fine, made again (domain rules 13 and 17)."""

    __tablename__ = "order_ending"

    id: Mapped[int] = mapped_column(primary_key=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("support_order.id"), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    ended_on: Mapped[dt.date]
    decided_by: Mapped[str] = mapped_column(Encrypted("order_ending.decided_by"), default="")
    recorded_at: Mapped[dt.datetime]
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))


class ExcuseOpinion(Referenced, Base):
    """The named supervisor's opinion that one meeting was missed without reasonable excuse (domain rule 16).

    Never changed and never removed. `meeting_words` and `meeting_at` are the meeting as it was fixed then.
    """

    __tablename__ = "excuse_opinion"

    order_id: Mapped[int] = mapped_column(ForeignKey("support_order.id"), index=True)
    booking_id: Mapped[int] = mapped_column(ForeignKey("meeting_booking.id"), index=True)
    meeting_words: Mapped[str] = mapped_column(Encrypted("excuse_opinion.meeting_words"))
    meeting_at: Mapped[dt.datetime]
    formed_at: Mapped[dt.datetime]
    formed_by_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    order: Mapped[SupportOrder] = relationship(back_populates="opinions")
    booking: Mapped[MeetingBooking] = relationship()
    formed_by: Mapped[Staff] = relationship()
    withdrawal: Mapped[OpinionWithdrawn | None] = relationship(back_populates="opinion")
    steps: Mapped[list[BreachStep]] = relationship(order_by="BreachStep.id", back_populates="opinion")


class OpinionWithdrawn(Base):
    """An opinion taken back, and why: only before an information is laid. The opinion itself stays on record."""

    __tablename__ = "opinion_withdrawn"

    id: Mapped[int] = mapped_column(primary_key=True)
    opinion_id: Mapped[int] = mapped_column(ForeignKey("excuse_opinion.id"), unique=True)
    why: Mapped[str] = mapped_column(Encrypted("opinion_withdrawn.why"))
    recorded_at: Mapped[dt.datetime]
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    opinion: Mapped[ExcuseOpinion] = relationship(back_populates="withdrawal")
    recorded_by: Mapped[Staff] = relationship()


class BreachStep(Base):
    """One step of taking a failure to court: information, summons, hearing, result (domain rule 17).

    `on_day` is the London day it happened, `said` what it came to, `hearing_id` the hearing it is about. Rows are
    only added: a hearing put off is another row.
    """

    __tablename__ = "breach_step"

    id: Mapped[int] = mapped_column(primary_key=True)
    opinion_id: Mapped[int] = mapped_column(ForeignKey("excuse_opinion.id"), index=True)
    step: Mapped[str] = mapped_column(String(12))
    on_day: Mapped[dt.date]
    said: Mapped[str] = mapped_column(String(12), default="")
    court_code: Mapped[str] = mapped_column(String(8), default="")
    code: Mapped[str] = mapped_column(String(8), default="")
    hearing_id: Mapped[int | None] = mapped_column(ForeignKey("hearing.id"), index=True)
    recorded_at: Mapped[dt.datetime]
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    opinion: Mapped[ExcuseOpinion] = relationship(back_populates="steps")
    hearing: Mapped[Hearing | None] = relationship()
    recorded_by: Mapped[Staff | None] = relationship()


class OrderApplication(Referenced, Base):
    """An application to change the order: its supervisor, its area, its end, or a paper put right (rules 12 and 18)."""

    __tablename__ = "order_application"

    order_id: Mapped[int] = mapped_column(ForeignKey("support_order.id"), index=True)
    kind: Mapped[str] = mapped_column(String(12))
    on_day: Mapped[dt.date]
    court_code: Mapped[str] = mapped_column(String(8))
    code: Mapped[str] = mapped_column(String(8), default="")
    supervisor_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    supervisor_name: Mapped[str] = mapped_column(Encrypted("order_application.supervisor_name"), default="")
    area: Mapped[str] = mapped_column(String(8), default="")
    must_by: Mapped[dt.date | None]
    recorded_at: Mapped[dt.datetime]
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    order: Mapped[SupportOrder] = relationship(back_populates="applications")
    recorded_by: Mapped[Staff | None] = relationship(foreign_keys=[recorded_by_id])
    decision: Mapped[ApplicationDecided | None] = relationship(back_populates="application")


class ApplicationDecided(Base):
    """What the court decided on an application, once, and what the order said before (domain rule 18)."""

    __tablename__ = "application_decided"

    id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("order_application.id"), unique=True)
    decision: Mapped[str] = mapped_column(String(12))
    on_day: Mapped[dt.date]
    code: Mapped[str] = mapped_column(String(8), default="")
    before: Mapped[str] = mapped_column(Encrypted("application_decided.before"), default="")
    recorded_at: Mapped[dt.datetime]
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    application: Mapped[OrderApplication] = relationship(back_populates="decision")
    recorded_by: Mapped[Staff | None] = relationship()
