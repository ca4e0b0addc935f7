"""Tries at reaching somebody about a referral, and that it went no further."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from casework.kernel.columns import Encrypted
from casework.kernel.database import Base

if TYPE_CHECKING:
    from diversion.models import Referral


class ContactAttempt(Base):
    """A try at reaching a person about a new referral, and whether it worked."""

    __tablename__ = "contact_attempt"

    id: Mapped[int] = mapped_column(primary_key=True)
    referral_id: Mapped[int] = mapped_column(ForeignKey("referral.id"), index=True)
    how: Mapped[str] = mapped_column(String(12))
    reached: Mapped[bool]
    at: Mapped[dt.datetime]
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))


class Closure(Base):
    """A referral that goes no further: declined, not suitable, withdrawn, died, moved away.

    One recorded in error is set aside with `error_why`, at `superseded_at`; the referral then goes on.
    """

    __tablename__ = "closure"
    __table_args__ = (
        Index(
            "one_current_closure",
            "referral_id",
            unique=True,
            sqlite_where=text("superseded_at IS NULL"),
            postgresql_where=text("superseded_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    referral_id: Mapped[int] = mapped_column(ForeignKey("referral.id"), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    closed_on: Mapped[dt.date]
    note: Mapped[str] = mapped_column(Encrypted("closure.note"), default="")
    recorded_at: Mapped[dt.datetime]
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    superseded_at: Mapped[dt.datetime | None]
    error_why: Mapped[str | None] = mapped_column(Encrypted("closure.error_why"))
    error_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    referral: Mapped[Referral] = relationship(back_populates="closure")
