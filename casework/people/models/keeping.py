"""How long records are kept, what is still counted of erased ones, and which two are one person."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from casework.kernel.columns import Encrypted, Referenced
from casework.kernel.database import Base
from casework.people.models.person import Person


class KeptFigure(Base):
    """What figures still count of somebody who was erased: no name, no reference, nothing that leads to anybody.

    `who` is a random word that only says which of these were one person; `about` a scheme's reference, or empty.
    """

    __tablename__ = "kept_figure"
    __table_args__ = (Index("ix_kept_figure", "agency_id", "kind", "about", "day"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    kind: Mapped[str] = mapped_column(String(12))
    about: Mapped[str] = mapped_column(String(8), default="")
    who: Mapped[str] = mapped_column(String(8))
    day: Mapped[dt.date]
    facts: Mapped[dict[str, Any]] = mapped_column(JSON)


class KeptLonger(Base):
    """A manager's word that a record whose time is over is kept until a London date, and why. Each is a new row.

    `subject` is "person:K7Q3XWZ2" or "safeguarding:K7Q3XWZ2".
    """

    __tablename__ = "kept_longer"

    id: Mapped[int] = mapped_column(primary_key=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    subject: Mapped[str] = mapped_column(String(60), index=True)
    because: Mapped[str] = mapped_column(Encrypted("kept_longer.because"))
    until: Mapped[dt.date]
    decided_at: Mapped[dt.datetime]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))


class ErasureAsked(Base):
    """An erasure that one manager asked for and another has to agree to (promises 2.3.5). It goes with the record."""

    __tablename__ = "erasure_asked"

    id: Mapped[int] = mapped_column(primary_key=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    subject: Mapped[str] = mapped_column(String(60), unique=True)
    ground: Mapped[str] = mapped_column(String(20))
    why: Mapped[str] = mapped_column(Encrypted("erasure_asked.why"), default="")
    asked_at: Mapped[dt.datetime]
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))


class PersonJoin(Referenced, Base):
    """Two records of one person: one manager asks, another joins them, and they can be parted again (domain rule 31).

    `moved` names the rows that were of the other record and what was changed with them, so that parting puts back
    exactly those: numbers of rows by table, nothing of what they say.
    """

    __tablename__ = "person_join"
    __table_args__ = (
        Index(
            "one_join_at_a_time",
            "other_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )

    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), index=True)
    kept_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    other_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    why: Mapped[str] = mapped_column(Encrypted("person_join.why"))
    asked_at: Mapped[dt.datetime]
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    joined_at: Mapped[dt.datetime | None]
    joined_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    moved: Mapped[dict[str, list[int]]] = mapped_column(JSON)
    ended_at: Mapped[dt.datetime | None]
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    ended_why: Mapped[str] = mapped_column(Encrypted("person_join.ended_why"), default="")
    kept: Mapped[Person] = relationship(foreign_keys=[kept_id])
    other: Mapped[Person] = relationship(foreign_keys=[other_id])
