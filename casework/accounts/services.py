"""Agencies, staff and signing in."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from collections.abc import Iterable

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError
from sqlalchemy import func, select, update

from casework.accounts.models import Agency, SetUpKey, SignIn, SignInTry, Staff, StaffRole
from casework.accounts.rules import (
    ABSOLUTE,
    IDLE,
    PASSWORD_MAX,
    PASSWORD_MIN,
    TRIES,
    TRIES_WINDOW,
    Action,
    AgencyKind,
    Compartment,
    Facts,
    Role,
    may,
)
from casework.kernel import audit
from casework.kernel.actors import Actor
from casework.kernel.audit import Act
from casework.kernel.columns import blind_index
from casework.kernel.database import db
from casework.kernel.refused import NotFound, Refused

hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
WRONG = "Your email address or password is not right. Check both, then try again"
TOO_MANY = "Too many tries. Wait 5 minutes, then try again"
_DUMMY: list[str] = []
SET_UP_LASTS = dt.timedelta(minutes=30)


def add_agency(name: str, *, kind: AgencyKind = AgencyKind.CHARITY, at: dt.datetime, by_import: bool = False) -> Agency:
    """A new agency. Raises nothing; its audit event is written."""
    agency = Agency(name=name, kind=kind.value, created_at=at, made_by_import=by_import)
    db.session.add(agency)
    db.session.flush()
    audit.record(Act.CONFIGURATION, f"agency:{agency.reference}", by=Actor.system(agency.id), at=at)
    return agency


def first_agency() -> Agency | None:
    """The agency this site was set up for, or the one an import made before set-up."""
    return db.session.scalar(select(Agency).order_by(Agency.id).limit(1))


def is_set_up() -> bool:
    """True once the site has someone who can sign in."""
    return db.session.scalar(select(Staff.id).limit(1)) is not None


def add_staff(
    agency: Agency, *, name: str, email: str, password: str, roles: Iterable[Role], phone: str = "", at: dt.datetime
) -> Staff:
    """A new account. Raises Refused for an address already in use or a password that is too short or too common."""
    check_password(password)
    index = email_index(email)
    if db.session.scalar(select(Staff.id).where(Staff.email_index == index)) is not None:
        raise Refused("An account with this email address already exists. Use another address", "email")
    staff = Staff(
        agency_id=agency.id,
        name=name,
        email=email.strip(),
        email_index=index,
        phone=phone,
        password_hash=hasher.hash(password),
        created_at=at,
        roles=[StaffRole(role=role.value) for role in roles],
    )
    db.session.add(staff)
    db.session.flush()
    audit.record(Act.CONFIGURATION, f"staff:{staff.reference}", by=staff.actor, at=at, compartment="settings")
    return staff


def email_index(email: str) -> bytes:
    """How an address is looked up: spaces around it and case do not matter (L5)."""
    return blind_index("staff.email", email.strip().casefold())


def check_password(password: str) -> None:
    """Raises Refused on the password field: 15 to 128 characters, no composition rules (ASVS 6.2)."""
    if len(password) < PASSWORD_MIN:
        raise Refused(f"Password must be {PASSWORD_MIN} characters or more. Three or four words work well", "password")
    if len(password) > PASSWORD_MAX:
        raise Refused(f"Password must be {PASSWORD_MAX} characters or fewer", "password")
    if len(set(password.casefold())) < 5:
        raise Refused("Password must not be one character repeated. Three or four words work well", "password")


def check_password_of(email: str, password: str) -> Staff:
    """Whose account this is. Raises Refused, in the same words and time, for a wrong address or password (L1)."""
    staff: Staff | None = db.session.scalar(select(Staff).where(Staff.email_index == email_index(email)))
    if not _verify(staff.password_hash if staff and staff.is_active else None, password):
        raise Refused(WRONG, "email")
    assert staff is not None  # noqa: S101 (a hash was verified, so there is an account)
    return staff


def _try_keys(email: str, address: str) -> list[bytes]:
    return [blind_index("try.email", email.strip().casefold()), blind_index("try.address", address)]


def refuse_too_many(email: str, *, address: str, at: dt.datetime) -> None:
    """Raises Refused after ten tries in five minutes for one account or one network address (promises P24)."""
    recent = select(SignInTry.key).where(SignInTry.key.in_(_try_keys(email, address)), SignInTry.at > at - TRIES_WINDOW)
    most = recent.group_by(SignInTry.key).having(func.count() >= TRIES)
    if db.session.scalar(most.limit(1)) is not None:
        raise Refused(TOO_MANY, "email")


def note_try(email: str, *, address: str, at: dt.datetime) -> None:
    """Count a try before its password is looked at, so that parallel guesses are all counted."""
    for key in _try_keys(email, address):
        db.session.add(SignInTry(key=key, at=at))


def forget_tries(email: str) -> None:
    """A right password ends the counting for its account."""
    key = blind_index("try.email", email.strip().casefold())
    for row in db.session.scalars(select(SignInTry).where(SignInTry.key == key)):
        db.session.delete(row)


def _verify(password_hash: str | None, password: str) -> bool:
    if len(password) > PASSWORD_MAX:
        return False
    if password_hash is None and not _DUMMY:
        _DUMMY.append(hasher.hash(secrets.token_hex(16)))
    try:
        return hasher.verify(password_hash or _DUMMY[0], password) and password_hash is not None
    except VerificationError:
        return False


def open_session(staff: Staff, *, at: dt.datetime) -> str:
    """Start a session on the server; returns the random key for the browser's cookie (promises C.11)."""
    key = secrets.token_urlsafe(32)
    db.session.add(SignIn(key_hash=_hash(key), staff_id=staff.id, started_at=at, seen_at=at, ends_at=at + ABSOLUTE))
    audit.record(Act.SIGN_IN, f"staff:{staff.reference}", by=staff.actor, at=at)
    return key


def find_session(key: str, *, at: dt.datetime) -> SignIn | None:
    """The live session of this key: not ended, not idle for 15 minutes, not older than 10 hours (promises P25)."""
    found = db.session.scalar(select(SignIn).where(SignIn.key_hash == _hash(key), SignIn.ended_at.is_(None)))
    if found is None or at >= found.ends_at or at - found.seen_at >= IDLE or not found.staff.is_active:
        return None
    return found


def ended_session(key: str) -> SignIn | None:
    """A session that idleness or age ended, not its owner: what was typed in it may be held for them."""
    found = db.session.scalar(select(SignIn).where(SignIn.key_hash == _hash(key), SignIn.ended_at.is_(None)))
    return found if found is not None and found.staff.is_active else None


def touch_session(session_id: int, *, at: dt.datetime) -> None:
    """Note that the session is in use; an ended one stays ended."""
    live = (SignIn.id == session_id) & SignIn.ended_at.is_(None)
    db.session.execute(update(SignIn).where(live).values(seen_at=at))


def end_session(key: str, *, at: dt.datetime) -> None:
    """End a session. Ending it twice does nothing."""
    live = (SignIn.key_hash == _hash(key)) & SignIn.ended_at.is_(None)
    db.session.execute(update(SignIn).where(live).values(ended_at=at))


def _hash(key: str) -> bytes:
    return hashlib.sha256(key.encode()).digest()


def make_set_up_key(*, at: dt.datetime) -> str:
    """A key for the first administrator, good for 30 minutes and one use; earlier ones stop working."""
    db.session.execute(update(SetUpKey).where(SetUpKey.used_at.is_(None)).values(ends_at=at))
    key = secrets.token_urlsafe(18)
    db.session.add(SetUpKey(key_hash=_hash(key), made_at=at, ends_at=at + SET_UP_LASTS))
    return key


def use_set_up_key(key: str, *, at: dt.datetime) -> None:
    """Burn the key. Raises Refused on its field when it is wrong, used or over 30 minutes old."""
    live = (SetUpKey.key_hash == _hash(key.strip())) & SetUpKey.used_at.is_(None) & (SetUpKey.ends_at > at)
    burned = db.session.execute(update(SetUpKey).where(live).values(used_at=at))
    if burned.rowcount != 1:  # type: ignore[attr-defined]
        raise Refused(
            "This key is not right or is over 30 minutes old. Start Waymark again to get a new one", "set_up_key"
        )


def staff_of(agency_id: int, *roles: Role) -> list[Staff]:
    """Active staff of an agency, with any of these roles when some are named, in order of name."""
    found = db.session.scalars(select(Staff).where(Staff.agency_id == agency_id, Staff.ended_at.is_(None)))
    wanted = {role.value for role in roles}
    chosen = [one for one in found if not wanted or wanted & {row.role for row in one.roles}]
    return sorted(chosen, key=lambda one: one.name.casefold())


def load_staff(reference: str, *, by: Actor) -> Staff:
    """An account of the administrator's own agency, ended or not. Raises NotFound."""
    rows = select(Staff).where(Staff.reference == reference.upper(), Staff.agency_id == by.agency_id)
    found: Staff | None = db.session.scalar(rows)
    if found is None:
        raise NotFound
    _may_configure(found, by)
    return found


def have_left(agency_id: int) -> list[Staff]:
    """Staff of an agency whose accounts have ended, in order of name."""
    found = db.session.scalars(select(Staff).where(Staff.agency_id == agency_id, Staff.ended_at.is_not(None)))
    return sorted(found, key=lambda one: one.name.casefold())


def end_staff(staff: Staff, *, by: Actor, at: dt.datetime) -> Staff:
    """Somebody has left: their sessions end at once and they cannot sign in. What they recorded stays theirs, and what
    is booked with them waits to be handed over (promises B15). Nobody ends their own account, so that an administrator
    always remains. Doing it twice does nothing more. Raises Refused, and NotFound for a role that may not.
    """
    _may_configure(staff, by)
    if staff.id == by.staff_id:
        raise Refused("You cannot end your own account. Ask another administrator")
    if staff.is_active:
        staff.ended_at = at
        live = (SignIn.staff_id == staff.id) & SignIn.ended_at.is_(None)
        db.session.execute(update(SignIn).where(live).values(ended_at=at))
        _note(staff, by=by, at=at)
    return staff


def bring_back(staff: Staff, *, by: Actor, at: dt.datetime) -> Staff:
    """Somebody is back, or was ended by mistake: they sign in as before. Raises NotFound for a role that may not."""
    _may_configure(staff, by)
    if not staff.is_active:
        staff.ended_at = None
        _note(staff, by=by, at=at)
    return staff


def _may_configure(staff: Staff, by: Actor) -> None:
    if not may(by, Action.CONFIGURE, Compartment.SETTINGS, Facts(staff.agency_id)).allowed:
        raise NotFound


def _note(staff: Staff, *, by: Actor, at: dt.datetime) -> None:
    db.session.flush()
    audit.record(Act.CONFIGURATION, f"staff:{staff.reference}", by=by, at=at, compartment=Compartment.SETTINGS)
