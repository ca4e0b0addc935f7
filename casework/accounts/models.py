"""Agencies, staff and their sign-ins."""

from __future__ import annotations

import datetime as dt

from flask_login import UserMixin
from sqlalchemy import BigInteger, ForeignKey, LargeBinary, String, UniqueConstraint
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
    confirmed_at: Mapped[dt.datetime]
    """When a manager last said that its list of colleagues is right (rules.colleagues)."""


class Staff(Referenced, Versioned, UserMixin, Base):
    """One person, one account."""

    __tablename__ = "staff"

    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), index=True)
    email: Mapped[str] = mapped_column(Encrypted("staff.email"))
    email_index: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    name: Mapped[str] = mapped_column(Encrypted("staff.name"))
    phone: Mapped[str] = mapped_column(Encrypted("staff.phone"), default="")
    password_hash: Mapped[str] = mapped_column(String(200), default="")
    court_code: Mapped[str] = mapped_column(String(8), default="")
    team: Mapped[str] = mapped_column(String(40), default="")
    alerts: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[dt.datetime]
    used_at: Mapped[dt.datetime | None]
    ended_at: Mapped[dt.datetime | None]
    agency: Mapped[Agency] = relationship()
    roles: Mapped[list[StaffRole]] = relationship(cascade="all, delete-orphan", order_by="StaffRole.role")

    @property
    def actor(self) -> Actor:
        """This member of staff, as services are told of them."""
        return Actor(self.id, self.agency_id, self.name, frozenset(row.role for row in self.roles), self.team)

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


class StandIn(Referenced, Base):
    """One colleague covers for another, from one moment until another (promises: dated cover)."""

    __tablename__ = "stand_in"

    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), index=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"), index=True)
    for_staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"), index=True)
    start: Mapped[dt.datetime]
    end: Mapped[dt.datetime] = mapped_column(index=True)
    given_at: Mapped[dt.datetime]
    given_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    staff: Mapped[Staff] = relationship(foreign_keys="StandIn.staff_id")
    for_staff: Mapped[Staff] = relationship(foreign_keys="StandIn.for_staff_id")


class KnownDevice(Base):
    """A browser in which somebody has signed in in full, known again by a random key; it may have a PIN of theirs."""

    __tablename__ = "known_device"
    __table_args__ = (UniqueConstraint("key_hash", "staff_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    key_hash: Mapped[bytes] = mapped_column(LargeBinary(32))
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"), index=True)
    pin_hash: Mapped[str] = mapped_column(String(200), default="")
    pin_tries: Mapped[int] = mapped_column(default=0)
    made_at: Mapped[dt.datetime]


class SignIn(Referenced, Base):
    """A session kept on the server; the browser holds only its random key (promises C.11)."""

    __tablename__ = "sign_in"

    key_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"), index=True)
    stage: Mapped[str] = mapped_column(String(10), default="whole")
    device_id: Mapped[int | None] = mapped_column(ForeignKey("known_device.id"), index=True)
    device_words: Mapped[str] = mapped_column(String(40), default="")
    address: Mapped[str] = mapped_column(Encrypted("sign_in.address"), default="")
    started_at: Mapped[dt.datetime]
    seen_at: Mapped[dt.datetime]
    proved_at: Mapped[dt.datetime | None]
    locked_at: Mapped[dt.datetime | None]
    ends_at: Mapped[dt.datetime]
    ended_at: Mapped[dt.datetime | None]
    staff: Mapped[Staff] = relationship()
    device: Mapped[KnownDevice | None] = relationship()


class SecondFactor(Referenced, Base):
    """What somebody has beside their password: an app that shows codes, or a passkey (promises C.11).

    `last_step` only grows: a code of that step, or of an earlier one, is never taken again.
    """

    __tablename__ = "second_factor"

    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"), index=True)
    kind: Mapped[str] = mapped_column(String(10))
    name: Mapped[str] = mapped_column(Encrypted("second_factor.name"))
    secret: Mapped[str | None] = mapped_column(Encrypted("second_factor.secret"))
    last_step: Mapped[int] = mapped_column(default=0)
    credential_id: Mapped[bytes | None] = mapped_column(LargeBinary, unique=True)
    public_key: Mapped[bytes | None] = mapped_column(LargeBinary)
    sign_count: Mapped[int] = mapped_column(BigInteger, default=0)
    made_at: Mapped[dt.datetime]
    used_at: Mapped[dt.datetime | None]
    ended_at: Mapped[dt.datetime | None]
    staff: Mapped[Staff] = relationship()


class PasskeyQuestion(Base):
    """A random question that one passkey may answer once, within five minutes; only its digest is kept."""

    __tablename__ = "passkey_question"

    id: Mapped[int] = mapped_column(primary_key=True)
    digest: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    ends_at: Mapped[dt.datetime] = mapped_column(index=True)


class RecoveryCode(Base):
    """One of eight codes for when the second step is lost: kept as a keyed hash, good once."""

    __tablename__ = "recovery_code"

    id: Mapped[int] = mapped_column(primary_key=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"), index=True)
    code_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    made_at: Mapped[dt.datetime]
    used_at: Mapped[dt.datetime | None]


class AccountLink(Base):
    """An invitation, or a way to a new password: opened once, by one person, before it is over."""

    __tablename__ = "account_link"

    id: Mapped[int] = mapped_column(primary_key=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"), index=True)
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    kind: Mapped[str] = mapped_column(String(10))
    key_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    made_at: Mapped[dt.datetime]
    ends_at: Mapped[dt.datetime]
    opened_at: Mapped[dt.datetime | None]
    staff: Mapped[Staff] = relationship(foreign_keys="AccountLink.staff_id")


class AskedAdministrator(Referenced, Base):
    """Somebody is to be an administrator, and waits for a second one to agree or refuse (ASVS 2.3.5)."""

    __tablename__ = "asked_administrator"

    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"), index=True)
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("staff.id"), index=True)
    asked_at: Mapped[dt.datetime]
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    answered_at: Mapped[dt.datetime | None]
    agreed: Mapped[bool] = mapped_column(default=False)
    staff: Mapped[Staff] = relationship(foreign_keys="AskedAdministrator.staff_id")
    asked_by: Mapped[Staff] = relationship(foreign_keys="AskedAdministrator.asked_by_id")


class AccountAlert(Base):
    """Something about an account that somebody must be told, until they say that they have seen it."""

    __tablename__ = "account_alert"

    id: Mapped[int] = mapped_column(primary_key=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    about_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    at: Mapped[dt.datetime]
    seen_at: Mapped[dt.datetime | None]
    about: Mapped[Staff | None] = relationship(foreign_keys="AccountAlert.about_id")


class SignInTry(Base):
    """A wrong password: counted in the database so that every web process counts alike (promises P24)."""

    __tablename__ = "sign_in_try"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[bytes] = mapped_column(LargeBinary(32), index=True)
    at: Mapped[dt.datetime] = mapped_column(index=True)


class RequestCount(Base):
    """How much somebody, or a network address, posted in five minutes: counted for every web process alike."""

    __tablename__ = "request_count"
    __table_args__ = (UniqueConstraint("key", "window"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[bytes] = mapped_column(LargeBinary(32))
    window: Mapped[int] = mapped_column(index=True)
    posts: Mapped[int]


class SetUpKey(Base):
    """The key printed once in the terminal that lets the first administrator in (ASVS 6.3.2)."""

    __tablename__ = "set_up_key"

    id: Mapped[int] = mapped_column(primary_key=True)
    key_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    made_at: Mapped[dt.datetime]
    ends_at: Mapped[dt.datetime]
    used_at: Mapped[dt.datetime | None]
