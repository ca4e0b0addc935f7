"""The second step of signing in: an app that shows codes, recovery codes, and what somebody has of them (C.11)."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Sequence
from io import BytesIO

from pyotp import TOTP
from sqlalchemy import func, select, update

from casework.accounts.models import RecoveryCode, SecondFactor, Staff
from casework.accounts.rules import codes
from casework.accounts.services import alerts
from casework.accounts.services.alerts import Told
from casework.kernel import audit
from casework.kernel.audit import Act
from casework.kernel.columns import blind_index
from casework.kernel.database import db
from casework.kernel.refused import NotFound, Refused

TOTP_KIND, PASSKEY_KIND = "app", "passkey"
SIX_FIGURES = "Code must be 6 figures, like 123 456"
WRONG_CODE = "This code is not right or was used already. Wait for the next one, then try again"
OTHER_CLOCK = "This code is not right for this minute. Check your phone’s clock: it must set itself"
WRONG_RECOVERY = "This recovery code is not right or was used already. Try another one"
LAST_FACTOR = "This is your only second step. Add another one first"
LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
ISSUER = "Waymark"


def factors_of(staff_id: int) -> list[SecondFactor]:
    """What somebody has beside their password, oldest first."""
    mine = select(SecondFactor).where(SecondFactor.staff_id == staff_id, SecondFactor.ended_at.is_(None))
    return list(db.session.scalars(mine.order_by(SecondFactor.id)))


def has_factor(staff_id: int) -> bool:
    """Whether somebody has a second step at all."""
    mine = select(SecondFactor.id).where(SecondFactor.staff_id == staff_id, SecondFactor.ended_at.is_(None))
    return db.session.scalar(mine.limit(1)) is not None


def app_secret(staff: Staff, number: str) -> str:
    """The secret an app would be given, made of a random number that the page carries and of our own key: the same when
    the page is shown again, and never one that anybody chose."""
    import base64

    return base64.b32encode(blind_index("totp.secret", f"{staff.id} {number}")).decode()[:32]


def app_picture(staff: Staff, secret: str) -> str:
    """What the app scans, as inline SVG."""
    import segno  # only whoever sets up a second step needs it, and never the worker

    address = TOTP(secret).provisioning_uri(name=staff.email, issuer_name=ISSUER)
    drawn = BytesIO()
    segno.make(address, error="m").save(
        drawn, kind="svg", xmldecl=False, svgns=False, scale=4, border=4, light="white", nl=False, omitsize=False
    )
    return drawn.getvalue().decode()


def add_app(staff: Staff, secret: str, typed: str, *, name: str, at: dt.datetime) -> None:
    """Take an app as a second step once it shows the right code. Raises Refused on the code."""
    code = codes.read_code(typed)
    if code is None:
        raise Refused(SIX_FIGURES, "code")
    step = codes.step_of(secret, code, now=at.timestamp(), after=0)
    if step is None:
        off = codes.is_out_of_step(secret, code, now=at.timestamp())
        raise Refused(OTHER_CLOCK if off else WRONG_CODE, "code")
    db.session.add(
        SecondFactor(staff_id=staff.id, kind=TOTP_KIND, name=name, secret=secret, last_step=step, made_at=at)
    )
    added(staff, at=at)


def added(staff: Staff, *, at: dt.datetime) -> None:
    """It is written down, and its owner is told unless it is their first."""
    if len(factors_of(staff.id)) > 1:
        alerts.tell([staff.id], Told.FACTOR_ADDED, about=staff, at=at)
    audit.record(Act.CONFIGURATION, f"staff:{staff.reference}", by=staff.actor, at=at, detail={"what": "second step"})


def check_code(staff: Staff, typed: str, *, at: dt.datetime) -> None:
    """Take the code that an app of theirs shows. Raises Refused on the code: one that was used, or of an earlier step
    than the last one used, is never taken again, by anybody, at any moment (L7, L8, P24)."""
    code = codes.read_code(typed)
    if code is None:
        raise Refused(SIX_FIGURES, "code")
    apps = [one for one in factors_of(staff.id) if one.secret]
    if any(_use(one, code, at) for one in apps):
        return
    off = any(codes.is_out_of_step(one.secret or "", code, now=at.timestamp()) for one in apps)
    used = any(codes.step_of(one.secret or "", code, now=at.timestamp(), after=0) for one in apps)
    raise Refused(OTHER_CLOCK if off and not used else WRONG_CODE, "code")


def _use(factor: SecondFactor, code: str, at: dt.datetime) -> bool:
    step = codes.step_of(factor.secret or "", code, now=at.timestamp(), after=factor.last_step)
    if step is None:
        return False
    # One statement: of two that come at once with the same code, one finds the counter grown.
    earlier = (SecondFactor.id == factor.id) & SecondFactor.ended_at.is_(None) & (SecondFactor.last_step < step)
    taken = db.session.execute(update(SecondFactor).where(earlier).values(last_step=step, used_at=at))
    return bool(taken.rowcount)  # type: ignore[attr-defined]


def end_factor(staff: Staff, reference: str, *, at: dt.datetime) -> None:
    """Take a second step away. Raises Refused for the only one, and NotFound for another's."""
    mine = factors_of(staff.id)
    found = next((one for one in mine if one.reference == reference.upper()), None)
    if found is None:
        raise NotFound
    if len(mine) == 1:
        raise Refused(LAST_FACTOR)
    found.ended_at = at
    alerts.tell([staff.id], Told.FACTOR_ENDED, about=staff, at=at)
    audit.record(Act.CONFIGURATION, f"staff:{staff.reference}", by=staff.actor, at=at, detail={"what": "second step"})


def end_all_factors(staff: Staff, *, at: dt.datetime) -> None:
    """Every second step and recovery code of an account that starts anew."""
    mine = (SecondFactor.staff_id == staff.id) & SecondFactor.ended_at.is_(None)
    db.session.execute(update(SecondFactor).where(mine).values(ended_at=at))
    _burn_all(staff.id, at=at)


def new_recovery_codes(staff: Staff, *, at: dt.datetime) -> Sequence[str]:
    """Eight codes for when the second step is lost, to be shown once; earlier ones stop working."""
    _burn_all(staff.id, at=at)
    made = ["".join(secrets.choice(LETTERS) for _ in range(codes.RECOVERY_LENGTH)) for _ in range(codes.RECOVERY_CODES)]
    db.session.add_all(RecoveryCode(staff_id=staff.id, code_hash=_recovery(staff.id, one), made_at=at) for one in made)
    audit.record(
        Act.CONFIGURATION, f"staff:{staff.reference}", by=staff.actor, at=at, detail={"what": "recovery codes"}
    )
    return [codes.shown(one) for one in made]


def recovery_left(staff_id: int) -> int:
    """How many recovery codes are still good."""
    mine = select(func.count()).select_from(RecoveryCode)
    return db.session.scalar(mine.where(RecoveryCode.staff_id == staff_id, RecoveryCode.used_at.is_(None))) or 0


def burn_recovery(staff: Staff, typed: str, *, at: dt.datetime) -> None:
    """Use a recovery code up. Its owner is told, and so are the managers (L19). Raises Refused on its box."""
    code = codes.read_recovery(typed)
    live = (RecoveryCode.code_hash == _recovery(staff.id, code or "")) & RecoveryCode.used_at.is_(None)
    burned = db.session.execute(update(RecoveryCode).where(live).values(used_at=at)) if code else None
    if burned is None or burned.rowcount != 1:  # type: ignore[attr-defined]
        raise Refused(WRONG_RECOVERY, "recovery")
    told = {staff.id, *alerts.who_answers(staff.agency_id, staff.id, at=at)}
    alerts.tell(told, Told.RECOVERY_USED, about=staff, at=at)
    audit.record(Act.SIGN_IN, f"staff:{staff.reference}", by=staff.actor, at=at, detail={"how": "recovery code"})


def _recovery(staff_id: int, code: str) -> bytes:
    return blind_index("recovery", f"{staff_id} {code}")


def _burn_all(staff_id: int, *, at: dt.datetime) -> None:
    live = (RecoveryCode.staff_id == staff_id) & RecoveryCode.used_at.is_(None)
    db.session.execute(update(RecoveryCode).where(live).values(used_at=at))
