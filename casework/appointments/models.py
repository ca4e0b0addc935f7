"""A person, a place, a time, with whom, and who came; the hours and rooms there are, and who holds which time."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from casework.kernel.columns import Encrypted, Referenced, Versioned
from casework.kernel.database import Base
from casework.people.models import Person


class Place(Referenced, Versioned, Base):
    """Where appointments happen. `text_name` is what a text may say of it: 24 characters, giving nothing away."""

    __tablename__ = "place"

    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), index=True)
    name: Mapped[str] = mapped_column(String(100))
    text_name: Mapped[str] = mapped_column(String(24))
    address: Mapped[str] = mapped_column(String(300), default="")
    ended_at: Mapped[dt.datetime | None]


class Room(Referenced, Base):
    """A room of a place, for one appointment at a time. A retired one is offered no more; what is booked keeps it."""

    __tablename__ = "room"

    place_id: Mapped[int] = mapped_column(ForeignKey("place.id"), index=True)
    name: Mapped[str] = mapped_column(String(60))
    ended_at: Mapped[dt.datetime | None]
    place: Mapped[Place] = relationship()


class WorkingHours(Base):
    """When a member of staff sees people on one weekday (0 is Monday), London wall time. No row: not that day."""

    __tablename__ = "working_hours"
    __table_args__ = (UniqueConstraint("staff_id", "weekday"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"), index=True)
    weekday: Mapped[int]
    starts: Mapped[dt.time]
    ends: Mapped[dt.time]


class Leave(Referenced, Base):
    """Whole London days on which a member of staff sees nobody, both ends included."""

    __tablename__ = "leave"

    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"), index=True)
    first_day: Mapped[dt.date]
    last_day: Mapped[dt.date]
    note: Mapped[str] = mapped_column(Encrypted("leave.note"), default="")
    recorded_at: Mapped[dt.datetime]
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    ended_at: Mapped[dt.datetime | None]


class Appointment(Referenced, Versioned, Base):
    """What was promised is the London wall time (`day`, `time`); `starts_at` is its UTC moment (promises C.14).

    `version` rises with every move, so that nothing planned for the old time can be sent. `outcome` repeats the
    current attendance's, written by the service in the same transaction, so that lists can find what is missing.
    """

    __tablename__ = "appointment"
    __table_args__ = (
        Index("ix_appointment_open", "agency_id", "outcome", "starts_at"),
        Index(
            "ix_appointment_unrecorded",
            "agency_id",
            "starts_at",
            sqlite_where=text("outcome IS NULL"),
            postgresql_where=text("outcome IS NULL"),
        ),
    )

    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    day: Mapped[dt.date]
    time: Mapped[dt.time]
    starts_at: Mapped[dt.datetime] = mapped_column(index=True)
    minutes: Mapped[int] = mapped_column(default=60)
    time_known: Mapped[bool] = mapped_column(default=True)
    place_id: Mapped[int | None] = mapped_column(ForeignKey("place.id"))
    place_other: Mapped[str] = mapped_column(Encrypted("appointment.place_other"), default="")
    room_id: Mapped[int | None] = mapped_column(ForeignKey("room.id"))
    with_staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"), index=True)
    with_other: Mapped[str] = mapped_column(Encrypted("appointment.with_other"), default="")
    outcome: Mapped[str | None] = mapped_column(String(30))
    despite: Mapped[str | None] = mapped_column(Encrypted("appointment.despite"))
    recorded_at: Mapped[dt.datetime]
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    person: Mapped[Person] = relationship()
    place: Mapped[Place | None] = relationship()
    room: Mapped[Room | None] = relationship()
    needs: Mapped[list[AppointmentNeed]] = relationship(order_by="AppointmentNeed.id")
    attendances: Mapped[list[Attendance]] = relationship(order_by="Attendance.id", back_populates="appointment")
    moves: Mapped[list[AppointmentMove]] = relationship(order_by="AppointmentMove.id")


class Attendance(Base):
    """What happened, said by a person (domain rule 9). A correction is a new row that names the old (promises C.12)."""

    __tablename__ = "attendance"
    __table_args__ = (
        Index(
            "one_current_attendance",
            "appointment_id",
            unique=True,
            sqlite_where=text("superseded_at IS NULL"),
            postgresql_where=text("superseded_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    appointment_id: Mapped[int] = mapped_column(ForeignKey("appointment.id"), index=True)
    outcome: Mapped[str] = mapped_column(String(30))
    reason: Mapped[str] = mapped_column(String(30), default="")
    counts: Mapped[bool | None]
    on_paper: Mapped[bool] = mapped_column(default=False)
    note: Mapped[str] = mapped_column(Encrypted("attendance.note"), default="")
    told_by_name: Mapped[str] = mapped_column(Encrypted("attendance.told_by_name"), default="")
    told_by_role: Mapped[str] = mapped_column(Encrypted("attendance.told_by_role"), default="")
    told_at: Mapped[dt.datetime | None]
    happened_on: Mapped[dt.date]
    recorded_at: Mapped[dt.datetime]
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    replaces_id: Mapped[int | None] = mapped_column(ForeignKey("attendance.id"), unique=True)
    corrected_because: Mapped[str | None] = mapped_column(String(20))
    corrected_words: Mapped[str | None] = mapped_column(Encrypted("attendance.corrected_words"))
    superseded_at: Mapped[dt.datetime | None]
    appointment: Mapped[Appointment] = relationship(back_populates="attendances")


class AppointmentMove(Base):
    """A move: from when, who asked, who did it, and why in spite of a warning. The appointment holds the new time."""

    __tablename__ = "appointment_move"

    id: Mapped[int] = mapped_column(primary_key=True)
    appointment_id: Mapped[int] = mapped_column(ForeignKey("appointment.id"), index=True)
    from_day: Mapped[dt.date]
    from_time: Mapped[dt.time]
    asked_by: Mapped[str] = mapped_column(String(10))
    despite: Mapped[str | None] = mapped_column(Encrypted("appointment_move.despite"))
    recorded_at: Mapped[dt.datetime]
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))


class PartnerPlace(Base):
    """Where a colleague of a partner service receives people, and as what: all that they may see is told by this."""

    __tablename__ = "partner_place"
    __table_args__ = (UniqueConstraint("staff_id", "place_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"), index=True)
    place_id: Mapped[int] = mapped_column(ForeignKey("place.id"))
    works_as: Mapped[str] = mapped_column(Encrypted("partner_place.works_as"))
    added_at: Mapped[dt.datetime]
    added_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    ended_at: Mapped[dt.datetime | None]
    place: Mapped[Place] = relationship()


class AppointmentNeed(Base):
    """What has to be there for her to come and take part, and whether somebody has arranged it (domain rule 30)."""

    __tablename__ = "appointment_need"
    __table_args__ = (UniqueConstraint("appointment_id", "kind"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    appointment_id: Mapped[int] = mapped_column(ForeignKey("appointment.id"), index=True)
    kind: Mapped[str] = mapped_column(String(12))
    detail: Mapped[str] = mapped_column(Encrypted("appointment_need.detail"), default="")
    arranged_at: Mapped[dt.datetime | None]
    arranged_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))


class HeldTime(Base):
    """Five minutes of one worker, room or person, held by one appointment: the key lets nobody hold them twice.

    `step` counts five-minute steps of UTC since 1970. Held while the appointment is open; let go when it is moved,
    cancelled or settled. What was imported holds nothing.
    """

    __tablename__ = "held_time"

    kind: Mapped[str] = mapped_column(String(6), primary_key=True)
    holder_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    step: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    appointment_id: Mapped[int] = mapped_column(ForeignKey("appointment.id"), index=True)
