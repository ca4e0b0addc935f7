"""Agencies, staff and their sign-ins."""

from __future__ import annotations

import datetime as dt

from flask_login import UserMixin
from sqlalchemy import ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from casework.kernel.actors import Actor
from casework.kernel.columns import Encrypted, Referenced, Versioned
from casework.kernel.database import Base


class Agency(Referenced, Versioned, Base):
    """A body whose staff use Waymark. Every record belongs to exactly one (domain rule 29)."""

    __tablename__ = "agency"

    name: Mapped[str] = mapped_column(String(100))
    kind: Mapped[str] = mapped_column(String(10))
    phone: Mapped[str] = mapped_column(String(20), default="")
    made_by_import: Mapped[bool] = mapped_column(default=False)
    set_up_at: Mapped[dt.datetime | None]
    created_at: Mapped[dt.datetime]


class Staff(Referenced, Versioned, UserMixin, Base):
    """One person, one account."""

    __tablename__ = "staff"

    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), index=True)
    email: Mapped[str] = mapped_column(Encrypted("staff.email"))
    email_index: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    name: Mapped[str] = mapped_column(Encrypted("staff.name"))
    phone: Mapped[str] = mapped_column(Encrypted("staff.phone"), default="")
    password_hash: Mapped[str] = mapped_column(String(200))
    court_code: Mapped[str] = mapped_column(String(8), default="")
    created_at: Mapped[dt.datetime]
    ended_at: Mapped[dt.datetime | None]
    agency: Mapped[Agency] = relationship()
    roles: Mapped[list[StaffRole]] = relationship(cascade="all, delete-orphan", order_by="StaffRole.role")

    @property
    def actor(self) -> Actor:
        """This member of staff, as services are told of them."""
        return Actor(self.id, self.agency_id, self.name, frozenset(row.role for row in self.roles))

    @property
    def is_active(self) -> bool:
        """False once the account has ended."""
        return self.ended_at is None


class StaffRole(Base):
    """A role a member of staff holds."""

    __tablename__ = "staff_role"
    __table_args__ = (UniqueConstraint("staff_id", "role"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"), index=True)
    role: Mapped[str] = mapped_column(String(15))


class SignIn(Base):
    """A session kept on the server; the browser holds only its random key (promises C.11)."""

    __tablename__ = "sign_in"

    id: Mapped[int] = mapped_column(primary_key=True)
    key_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"), index=True)
    started_at: Mapped[dt.datetime]
    seen_at: Mapped[dt.datetime]
    ends_at: Mapped[dt.datetime]
    ended_at: Mapped[dt.datetime | None]
    staff: Mapped[Staff] = relationship()


class SignInTry(Base):
    """A wrong password: counted in the database so that every web process counts alike (promises P24)."""

    __tablename__ = "sign_in_try"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[bytes] = mapped_column(LargeBinary(32), index=True)
    at: Mapped[dt.datetime] = mapped_column(index=True)


class SetUpKey(Base):
    """The key printed once in the terminal that lets the first administrator in (ASVS 6.3.2)."""

    __tablename__ = "set_up_key"

    id: Mapped[int] = mapped_column(primary_key=True)
    key_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    made_at: Mapped[dt.datetime]
    ends_at: Mapped[dt.datetime]
    used_at: Mapped[dt.datetime | None]
