"""Passwords: argon2id, the same time for an address that nobody has, and never more than four at once (P24)."""

from __future__ import annotations

import datetime as dt
import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import select

from casework.accounts.models import Staff
from casework.accounts.rules import PASSWORD_MAX, Unused, password_fault, unused
from casework.accounts.services import alerts
from casework.accounts.services.alerts import Told
from casework.kernel import audit
from casework.kernel.audit import Act
from casework.kernel.columns import blind_index
from casework.kernel.database import db
from casework.kernel.refused import Refused

hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
WRONG = "Your email address or password is not right. Check both, then try again"
WRONG_PASSWORD = "Your password is not right. Try again"  # noqa: S105 - words for staff
BUSY = "Waymark is busy. Wait a few seconds, then press the button again"
AT_ONCE = 4
_PLACES = threading.BoundedSemaphore(AT_ONCE)
_PATIENCE = 3.0
_DUMMY: list[str] = []


class Busy(Refused):
    """Four passwords are being looked at, and a fifth waited too long: answered 503."""

    def __init__(self) -> None:
        super().__init__(BUSY)


def email_index(email: str) -> bytes:
    """How an address is looked up: spaces around it and case do not matter (L5)."""
    return blind_index("staff.email", email.strip().casefold())


def check_password(password: str, *about: str) -> None:
    """Raises Refused on the password field: 15 to 128 characters, not one that is guessed first (ASVS 6.2)."""
    if fault := password_fault(password, about):
        raise Refused(fault, "password")


def hash_password(password: str) -> str:
    """What is kept of a password or a PIN. Raises Busy."""
    with _place():
        return hasher.hash(password)


def check_password_of(email: str, password: str, *, at: dt.datetime) -> Staff:
    """Whose account this is. Raises Refused, in the same words and time, for a wrong address or password, for an
    account that has ended and for one unused for 45 days (L1, L20), and Busy.
    """
    staff: Staff | None = db.session.scalar(select(Staff).where(Staff.email_index == email_index(email)))
    known = staff if staff is not None and staff.is_active and staff.password_hash else None
    right = verify(known.password_hash if known else "", password)
    if known is None or not right or unused(known.used_at, at=at) is Unused.CLOSED:
        raise Refused(WRONG, "email")
    return known


def check_own_password(staff: Staff, password: str) -> None:
    """Raises Refused on the password field when it is not this person's, and Busy."""
    if not verify(staff.password_hash, password):
        raise Refused(WRONG_PASSWORD, "password")


def verify(kept: str, typed: str) -> bool:
    """Whether this is what was hashed; where nothing was, the same time is spent and the answer is no. Raises Busy."""
    if len(typed) > PASSWORD_MAX or "\x00" in typed:
        return False
    with _place():
        if not _DUMMY:
            _DUMMY.append(hasher.hash(secrets.token_hex(16)))
        try:
            return hasher.verify(kept or _DUMMY[0], typed) and bool(kept)
        except (VerificationError, InvalidHashError):
            return False


@contextmanager
def _place() -> Iterator[None]:
    if not _PLACES.acquire(timeout=_PATIENCE):
        raise Busy
    try:
        yield
    finally:
        _PLACES.release()


def set_password(staff: Staff, password_hash: str, *, at: dt.datetime) -> None:
    """Keep a new password, hashed before the transaction began. Every link to a new password stops working (L18), and
    its owner is told where there was one before."""
    if staff.password_hash:  # the first one is no news
        alerts.tell([staff.id], Told.PASSWORD_CHANGED, about=staff, at=at)
    staff.password_hash = password_hash
    alerts.close_links(staff, at=at)
    audit.record(Act.CONFIGURATION, f"staff:{staff.reference}", by=staff.actor, at=at, detail={"what": "password"})
