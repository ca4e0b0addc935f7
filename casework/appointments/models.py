"""A person, a place, a time, with whom, and who came."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import ForeignKey, Index, String, text
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


class Appointment(Referenced, Versioned, Base):
    """What was promised is the London wall time (`day`, `time`); `starts_at` is its UTC moment (promises C.14).

    `version` rises with every move, so that nothing planned for the old time can be sent. `outcome` repeats the
    current attendance's, written by the service in the same transaction, so that lists can find what is missing.
    """

    __tablename__ = "appointment"
    __table_args__ = (Index("ix_appointment_open", "agency_id", "outcome", "starts_at"),)

    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    day: Mapped[dt.date]
    time: Mapped[dt.time]
    starts_at: Mapped[dt.datetime] = mapped_column(index=True)
    minutes: Mapped[int] = mapped_column(default=60)
    time_known: Mapped[bool] = mapped_column(default=True)
    place_id: Mapped[int | None] = mapped_column(ForeignKey("place.id"))
    place_other: Mapped[str] = mapped_column(Encrypted("appointment.place_other"), default="")
    with_staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"), index=True)
    with_other: Mapped[str] = mapped_column(Encrypted("appointment.with_other"), default="")
    outcome: Mapped[str | None] = mapped_column(String(30))
    recorded_at: Mapped[dt.datetime]
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    person: Mapped[Person] = relationship()
    place: Mapped[Place | None] = relationship()
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
    superseded_at: Mapped[dt.datetime | None]
    appointment: Mapped[Appointment] = relationship(back_populates="attendances")


class AppointmentMove(Base):
    """A move: from when, who asked, who did it. The appointment holds the new time."""

    __tablename__ = "appointment_move"

    id: Mapped[int] = mapped_column(primary_key=True)
    appointment_id: Mapped[int] = mapped_column(ForeignKey("appointment.id"), index=True)
    from_day: Mapped[dt.date]
    from_time: Mapped[dt.time]
    asked_by: Mapped[str] = mapped_column(String(10))
    recorded_at: Mapped[dt.datetime]
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
