"""Proving who one is, step by step: each try is counted first, in its own transaction, and then looked at (P24)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence

from casework.accounts import services as accounts
from casework.accounts.models import Staff
from casework.accounts.rules.codes import read_code
from casework.accounts.rules.sessions import Stage
from casework.accounts.rules.site import Site
from casework.accounts.rules.tries import Bucket, of_code, of_password
from casework.accounts.services import Browser, Session, devices, factors, passkeys, passwords, sessions, tries
from casework.kernel import audit
from casework.kernel.audit import Act
from casework.kernel.database import transaction
from casework.kernel.refused import Refused


def counted(buckets: Sequence[Bucket], look: Callable[[], Staff], *, at: dt.datetime) -> Staff:
    """Count a try, look, and forget the try when it was right. Whatever is wrong is written down and raised again."""
    with transaction():
        tries.take(buckets, at=at)
    found = look()
    with transaction():
        tries.give_back(buckets, at=at)
    return found


def refused(*, at: dt.datetime, by: Staff | None = None) -> None:
    """A try that was refused, written down."""
    actor = by.actor if by is not None else None
    with transaction():
        audit.record(Act.REFUSAL, "sign-in", by=actor, at=at)


def password_of(email: str, password: str, browser: Browser, *, at: dt.datetime) -> Staff:
    """Whose account this is. Raises Refused. The slow look at the password holds no lock."""
    known = sessions.is_known(passwords.email_index(email), browser.key)
    buckets = of_password(email, address=browser.address, device=browser.key if known else "")
    return counted(buckets, lambda: accounts.check_password_of(email, password, at=at), at=at)


def own_password(session: Session, password: str, browser: Browser, *, at: dt.datetime) -> None:
    """Raises Refused when it is not the password of the session's owner."""
    staff = session.staff
    known = session.device_id is not None
    buckets = of_password(staff.email, address=browser.address, device=browser.key if known else "")
    counted(buckets, lambda: _own(staff, password), at=at)


def _own(staff: Staff, password: str) -> Staff:
    passwords.check_own_password(staff, password)
    return staff


def code_of(session: Session, code: str, recovery: str, browser: Browser, *, at: dt.datetime) -> None:
    """Take a code of the session's owner, or a recovery code. Raises Refused on its box."""
    if not recovery and read_code(code) is None:
        raise Refused(factors.SIX_FIGURES, "code")  # nothing secret is compared, so nothing is counted (L9)
    known = session.device_id is not None  # a half-open session has one only where its owner was known before
    buckets = of_code(session.staff.id, device=browser.key if known else "")
    counted(buckets, lambda: _code(session.staff, code, recovery, at=at), at=at)


def _code(staff: Staff, code: str, recovery: str, *, at: dt.datetime) -> Staff:
    with transaction():
        if recovery:
            factors.burn_recovery(staff, recovery, at=at)
        else:
            factors.check_code(staff, code, at=at)
    return staff


def passkey(answer: str, site: Site, *, at: dt.datetime, of: int | None = None) -> Staff:
    """Whose passkey answered; of this person, when it is known who should be there. Raises Refused."""
    with transaction():
        found = passkeys.check_passkey(answer, site, at=at)
        if of is not None and found.id != of:
            raise Refused(passkeys.NOT_PROVED)
    return found


def pin(session: Session, typed: str, *, at: dt.datetime) -> None:
    """Raises Refused on the PIN; after the fifth wrong one it works no more."""
    with transaction():
        kept = devices.take_pin_try(session.device_id)
    right = passwords.verify(kept, typed)
    with transaction():
        if right:
            devices.pin_was_right(session.device_id)
            return
        said = devices.pin_was_wrong(session.staff, session.device_id, at=at)
    raise Refused(said, "pin" if said == devices.WRONG_PIN else "password")


def after_password(staff: Staff) -> Stage:
    """What is missing once the password was right."""
    return Stage.CODE if factors.has_factor(staff.id) else Stage.FACTOR


def after_step(session: Session) -> Stage:
    """What is missing once the second step was right: nothing, or a new password after a reset."""
    return Stage.PASSWORD if session.stage is Stage.RESET else Stage.WHOLE


def choose_password(session: Session, password: str, *, at: dt.datetime) -> Stage:
    """Keep the new password of a half-open session, ending every other session of its owner; what is missing then.

    Raises Refused on the password, and Busy.
    """
    staff = session.staff
    accounts.check_password(password, staff.name, staff.email, staff.agency.name)
    hashed = passwords.hash_password(password)
    with transaction():
        passwords.set_password(staff, hashed, at=at)
        sessions.end_all(staff.id, but=session.id, at=at)
        return Stage.WHOLE if factors.has_factor(staff.id) else Stage.FACTOR
