"""Sessions are rows; the browser holds a random key whose hash is kept (promises C.11, P25)."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from dataclasses import dataclass

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import joinedload

from casework.accounts.models import KnownDevice, SignIn, Staff
from casework.accounts.rules.sessions import IDLE, Stage, Standing, lasts, standing
from casework.accounts.services import alerts
from casework.accounts.services.alerts import Told
from casework.kernel import audit
from casework.kernel.audit import Act
from casework.kernel.database import db
from casework.kernel.questions import Fixed
from casework.kernel.refused import NotFound

AT_ONCE = dt.timedelta(minutes=15)
OFTEN, OFTEN_IN = 3, dt.timedelta(days=30)


@dataclass(frozen=True)
class Browser:
    """What is known of the browser of a request: its network address, what it says it is, and its lasting key."""

    address: str = ""
    words: str = ""
    key: str = ""


@dataclass(frozen=True)
class Session:
    """A session as it stands at the beginning of a request."""

    id: int
    staff: Staff
    stage: Stage
    standing: Standing
    seen_at: dt.datetime
    proved_at: dt.datetime | None
    device_id: int | None


NOWHERE = Browser()


def open_session(
    staff: Staff, *, at: dt.datetime, stage: Stage = Stage.WHOLE, browser: Browser = NOWHERE, proved: bool = True
) -> str:
    """Start a session on the server; returns the random key for the browser's cookie.

    One that is whole was proved in full, unless `proved` says otherwise, and makes its browser known.
    """
    key, whole = secrets.token_urlsafe(32), stage is Stage.WHOLE
    if whole:
        _look_elsewhere(staff, browser, at=at)
    device = _know(staff, browser, at=at) if whole else known_device(staff.id, browser.key)
    row = SignIn(key_hash=hash_key(key), staff_id=staff.id, stage=stage.value, started_at=at, seen_at=at)
    row.ends_at, row.proved_at = at + lasts(stage), at if whole and proved else None
    row.device_id, row.device_words, row.address = device.id if device else None, browser.words, browser.address
    db.session.add(row)
    if whole:
        db.session.execute(
            update(Staff).where(Staff.id == staff.id).values(used_at=at).execution_options(synchronize_session=False)
        )
        audit.record(Act.SIGN_IN, f"staff:{staff.reference}", by=staff.actor, at=at)
    return key


def _know(staff: Staff, browser: Browser, *, at: dt.datetime) -> KnownDevice | None:
    if not browser.key:
        return None
    found = known_device(staff.id, browser.key)
    if found is None:
        found = KnownDevice(key_hash=hash_key(browser.key), staff_id=staff.id, made_at=at)
        db.session.add(found)
        db.session.flush()
    return found


def known_device(staff_id: int, key: str) -> KnownDevice | None:
    """The browser with this lasting key, when this person has signed in in it in full before."""
    rows = select(KnownDevice).where(KnownDevice.key_hash == hash_key(key), KnownDevice.staff_id == staff_id)
    return db.session.scalar(rows) if key else None


def is_known(email_index: bytes, key: str) -> bool:
    """Whether the account of this address has signed in in full in the browser with this key before."""
    rows = select(KnownDevice.id).join(Staff, Staff.id == KnownDevice.staff_id)
    mine = rows.where(Staff.email_index == email_index, KnownDevice.key_hash == hash_key(key))
    return bool(key) and db.session.scalar(mine) is not None


def _look_elsewhere(staff: Staff, browser: Browser, *, at: dt.datetime) -> None:
    """Somebody signs in in a new browser while their account is in use from another network address: they are told, and
    the third time in 30 days whoever answers for them is (L23)."""
    if not browser.key or known_device(staff.id, browser.key) is not None:
        return
    others = [one for one in sessions_of(staff.id, at=at) if at - one.seen_at < AT_ONCE]
    if not any(one.address and one.address != browser.address for one in others):
        return
    alerts.tell([staff.id], Told.ELSEWHERE, about=staff, at=at)
    if alerts.told_since(staff.id, Told.ELSEWHERE, at - OFTEN_IN) >= OFTEN:
        alerts.tell(alerts.who_answers(staff.agency_id, staff.id, at=at), Told.OFTEN_ELSEWHERE, about=staff, at=at)


_WHOSE = joinedload(SignIn.staff).options(joinedload(Staff.agency), joinedload(Staff.roles))
_SESSION = Fixed(
    lambda: select(SignIn).where(SignIn.key_hash == bindparam("key"), SignIn.ended_at.is_(None)).options(_WHOSE)
)
"""Asked at the beginning of every page: made once."""


def find_session(key: str, *, at: dt.datetime, idle: dt.timedelta = IDLE) -> Session | None:
    """The session of this key that nobody has ended, of an account that is in use, and what it is good for now.

    `idle` is how long it may lie unused before it locks."""
    found = next(iter(_SESSION.objects(key=hash_key(key))), None)
    if found is None or not found.staff.is_active:
        return None
    stage = Stage(found.stage)
    now = standing(stage, seen_at=found.seen_at, ends_at=found.ends_at, locked_at=found.locked_at, at=at, idle=idle)
    return Session(found.id, found.staff, stage, now, found.seen_at, found.proved_at, found.device_id)


def sessions_of(staff_id: int, *, at: dt.datetime) -> list[SignIn]:
    """Where somebody is signed in in full, the one used last first."""
    live = (SignIn.staff_id == staff_id) & SignIn.ended_at.is_(None) & (SignIn.ends_at > at)
    whole = select(SignIn).where(live, SignIn.stage == Stage.WHOLE.value).order_by(SignIn.seen_at.desc()).limit(50)
    return list(db.session.scalars(whole))


def touch_session(session_id: int, *, at: dt.datetime) -> None:
    """Note that the session is in use; an ended one stays ended, and a locked one locked."""
    _change(session_id, seen_at=at)


def lock_session(session_id: int, *, at: dt.datetime) -> None:
    """Lock the screen: the session goes on, but shows nothing until its owner has proved again who they are."""
    _change(session_id, locked_at=at)


def unlock_session(session: Session, *, how: str, at: dt.datetime) -> str | None:
    """A new key for the same session, or None when it was ended meanwhile."""
    audit.record(Act.SIGN_IN, f"staff:{session.staff.reference}", by=session.staff.actor, at=at, detail={"how": how})
    return _renew(session.id, seen_at=at, locked_at=None)


def prove_session(session: Session, *, how: str, at: dt.datetime) -> str | None:
    """They have proved again who they are: good for ten minutes. A new key, or None when it was ended meanwhile."""
    audit.record(Act.SIGN_IN, f"staff:{session.staff.reference}", by=session.staff.actor, at=at, detail={"how": how})
    return _renew(session.id, seen_at=at, proved_at=at)


def advance(session: Session, stage: Stage, *, browser: Browser = NOWHERE, at: dt.datetime) -> str:
    """What was missing has come: the half-open session ends and the next one begins, with a key of its own.

    Raises NotFound when it was ended meanwhile.
    """
    if not _change(session.id, ended_at=at):
        raise NotFound
    return open_session(session.staff, at=at, stage=stage, browser=browser)


def _renew(session_id: int, **values: object) -> str | None:
    key = secrets.token_urlsafe(32)
    return key if _change(session_id, key_hash=hash_key(key), **values) else None


def _change(session_id: int, **values: object) -> bool:
    live = (SignIn.id == session_id) & SignIn.ended_at.is_(None)
    changed = db.session.execute(update(SignIn).where(live).values(**values))
    return bool(changed.rowcount)  # type: ignore[attr-defined]


def end_session(key: str, *, at: dt.datetime) -> None:
    """End a session. Ending it twice does nothing."""
    live = (SignIn.key_hash == hash_key(key)) & SignIn.ended_at.is_(None)
    db.session.execute(update(SignIn).where(live).values(ended_at=at))


def end_one(staff: Staff, reference: str, *, at: dt.datetime) -> None:
    """End one of somebody's own sessions by its reference. Raises NotFound for another's."""
    mine = (SignIn.staff_id == staff.id) & (SignIn.reference == reference.upper())
    found = db.session.scalar(select(SignIn.id).where(mine))
    if found is None:
        raise NotFound
    _change(found, ended_at=at)


def end_all(staff_id: int, *, but: int | None = None, at: dt.datetime) -> None:
    """End every session of somebody, but for one."""
    live = (SignIn.staff_id == staff_id) & SignIn.ended_at.is_(None)
    others = live if but is None else live & (SignIn.id != but)
    db.session.execute(update(SignIn).where(others).values(ended_at=at))


def hash_key(key: str) -> bytes:
    """What is kept of a random key."""
    return hashlib.sha256(key.encode()).digest()
