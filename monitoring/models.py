"""What monitoring itself keeps: how people describe themselves, and what a manager enters."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from casework.kernel.columns import Encrypted
from casework.kernel.database import Base

_CURRENT = text("superseded_at IS NULL")


class PersonDetail(Base):
    """How somebody described themselves, asked for monitoring only; "" until asked. A change is a new row.

    `ethnicity` is a code of the census (18+1), `gender` in their own terms. Neither ever leaves in a notice.
    """

    __tablename__ = "person_detail"
    __table_args__ = (
        Index("one_current_person_detail", "person_id", unique=True, sqlite_where=_CURRENT, postgresql_where=_CURRENT),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    ethnicity: Mapped[str] = mapped_column(String(2), default="")
    gender: Mapped[str] = mapped_column(String(20), default="")
    recorded_at: Mapped[dt.datetime]
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    superseded_at: Mapped[dt.datetime | None]


class ManagerFigure(Base):
    """A target or a cost that a manager entered for a quarter; the latest row stands, older ones are its history.

    `quarter` is its first day, `about` a scheme's reference or empty; targets are numbers a month, costs whole pounds.
    Without an amount, what was entered before is taken away.
    """

    __tablename__ = "manager_figure"
    __table_args__ = (Index("ix_manager_figure", "agency_id", "quarter", "kind"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    quarter: Mapped[dt.date]
    kind: Mapped[str] = mapped_column(String(20))
    about: Mapped[str] = mapped_column(String(8), default="")
    amount: Mapped[int | None]
    recorded_at: Mapped[dt.datetime]
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))


class SharedQuarter(Base):
    """A quarter as it was first given out, by its first day: every later shared version says the same (decision 60).

    `held` is JSON: for each scheme what was counted and what was left out, and what people said.
    """

    __tablename__ = "shared_quarter"
    __table_args__ = (UniqueConstraint("agency_id", "quarter"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    quarter: Mapped[dt.date]
    held: Mapped[str] = mapped_column(Encrypted("shared_quarter.held"))
    given_at: Mapped[dt.datetime]
    given_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
