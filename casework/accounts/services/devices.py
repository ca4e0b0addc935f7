"""The PIN of one device: it unlocks the screen there, and nothing else; five wrong tries and it is forgotten."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import update

from casework.accounts.models import KnownDevice, Staff
from casework.accounts.rules import pin_fault
from casework.accounts.services import alerts, passwords
from casework.accounts.services.alerts import Told
from casework.kernel import audit
from casework.kernel.audit import Act
from casework.kernel.database import db
from casework.kernel.refused import Refused

TRIES = 5
WRONG_PIN = "This PIN is not right. Try again"
FORGOTTEN = "Five wrong PINs: this device’s PIN works no more. Use your password"


def device(device_id: int | None) -> KnownDevice | None:
    """The device of a session."""
    return db.session.get(KnownDevice, device_id) if device_id is not None else None


def has_pin(device_id: int | None) -> bool:
    """Whether this device has a PIN that still works."""
    found = device(device_id)
    return found is not None and bool(found.pin_hash)


def check_pin_shape(pin: str) -> None:
    """Raises Refused on the PIN."""
    if fault := pin_fault(pin):
        raise Refused(fault, "pin")


def set_pin(staff: Staff, device_id: int | None, pin_hash: str, *, at: dt.datetime) -> None:
    """Give this device a PIN, hashed before the transaction began; "" takes it away. Raises Refused without one."""
    found = device(device_id)
    if found is None or found.staff_id != staff.id:
        raise Refused("This browser does not keep who it is. Sign out, sign in again, then set the PIN", "pin")
    found.pin_hash, found.pin_tries = pin_hash, 0
    audit.record(Act.CONFIGURATION, f"staff:{staff.reference}", by=staff.actor, at=at, detail={"what": "PIN"})


def take_pin_try(device_id: int | None) -> str:
    """Count a try, in one statement, before the PIN is looked at; returns the hash to compare with. Raises Refused when
    there is no PIN, or five tries were wrong."""
    left = (KnownDevice.id == device_id) & (KnownDevice.pin_tries < TRIES) & (KnownDevice.pin_hash != "")
    counted = update(KnownDevice).where(left).values(pin_tries=KnownDevice.pin_tries + 1)
    taken = db.session.scalar(counted.returning(KnownDevice.pin_hash))
    if taken is None:
        raise Refused(FORGOTTEN, "password")
    return str(taken)


def pin_was_right(device_id: int | None) -> None:
    """The tries begin anew."""
    db.session.execute(update(KnownDevice).where(KnownDevice.id == device_id).values(pin_tries=0))


def pin_was_wrong(staff: Staff, device_id: int | None, *, at: dt.datetime) -> str:
    """What to say; after the fifth the PIN is forgotten, and its owner is told."""
    found = device(device_id)
    if found is None or found.pin_tries < TRIES:
        return WRONG_PIN
    found.pin_hash = ""
    alerts.tell([staff.id], Told.PIN_FORGOTTEN, about=staff, at=at)
    audit.record(Act.REFUSAL, f"staff:{staff.reference}", by=staff.actor, at=at, detail={"what": "PIN"})
    return FORGOTTEN


def hash_of(pin: str) -> str:
    """What is kept of a PIN. Raises Busy."""
    return passwords.hash_password(pin)
