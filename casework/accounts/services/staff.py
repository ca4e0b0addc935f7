"""Agencies and their staff: added, changed, gone and back; and the key that lets the first administrator in."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Iterable

from sqlalchemy import select, update
from sqlalchemy.orm import selectinload

from casework.accounts.models import Agency, SetUpKey, Staff, StaffRole
from casework.accounts.rules import Action, AgencyKind, Compartment, Facts, Role, Unused, may, unused
from casework.accounts.services import administrators, alerts, sessions
from casework.accounts.services.passwords import check_password, email_index, hash_password
from casework.kernel import audit
from casework.kernel.actors import Actor
from casework.kernel.audit import Act
from casework.kernel.database import db
from casework.kernel.refused import Conflict, NotFound, Refused

TAKEN = "An account with this email address already exists. Use another address"
SET_UP_LASTS = dt.timedelta(minutes=30)


def add_agency(
    name: str,
    *,
    kind: AgencyKind = AgencyKind.CHARITY,
    by: Actor | None = None,
    at: dt.datetime,
    by_import: bool = False,
) -> Agency:
    """A new agency, by somebody of another or by nobody yet. Raises nothing; its audit event is written."""
    agency = Agency(name=name, kind=kind.value, created_at=at, confirmed_at=at, made_by_import=by_import)
    db.session.add(agency)
    db.session.flush()
    audit.record(Act.CONFIGURATION, f"agency:{agency.reference}", by=by or Actor.system(agency.id), at=at)
    return agency


def first_agency() -> Agency | None:
    """The agency this site was set up for, or the one an import made before set-up."""
    return db.session.scalar(select(Agency).order_by(Agency.id).limit(1))


def is_set_up() -> bool:
    """True once the site has someone who can sign in."""
    return db.session.scalar(select(Staff.id).limit(1)) is not None


def add_staff(
    agency: Agency,
    *,
    name: str,
    email: str,
    password: str = "",
    roles: Iterable[Role],
    phone: str = "",
    by: Actor | None = None,
    at: dt.datetime,
) -> Staff:
    """A new account; without a password it waits for an invitation to be opened. One that `by` somebody is to be an
    administrator's may wait for a second person (services.administrators). Raises Refused for an address already in
    use, or a password that is too short or is guessed first."""
    if password:
        check_password(password, name, email, agency.name)
    refuse_taken(email)
    wanted = {role.value for role in roles}
    held = wanted if by is None else wanted - {Role.ADMINISTRATOR.value}
    staff = Staff(
        agency_id=agency.id,
        name=name,
        email=email.strip(),
        email_index=email_index(email),
        phone=phone,
        password_hash=hash_password(password) if password else "",
        created_at=at,
        used_at=at,
        roles=[StaffRole(role=one) for one in sorted(held)],
    )
    db.session.add(staff)
    db.session.flush()
    audit.record(Act.CONFIGURATION, f"staff:{staff.reference}", by=by or staff.actor, at=at, compartment="settings")
    if by is not None and Role.ADMINISTRATOR.value in wanted:
        administrators.grant(staff, by=by, at=at)
    return staff


def refuse_taken(email: str, *, but: int | None = None) -> None:
    """Raises Refused on the address when an account has it already."""
    found = db.session.scalar(select(Staff.id).where(Staff.email_index == email_index(email)))
    if found is not None and found != but:
        raise Refused(TAKEN, "email")


def change_staff(
    staff: Staff,
    *,
    name: str,
    email: str,
    phone: str,
    roles: Iterable[Role],
    seen_version: int | None,
    by: Actor,
    at: dt.datetime,
) -> Staff:
    """What somebody is called and does here; a role that is taken away is gone at their next press (L22), and a new
    administrator may wait for a second person (services.administrators).

    Nobody takes the administrator's role from themselves, so that one always remains. Raises Conflict where somebody
    saved another answer meanwhile, Refused on a field, and NotFound for a role that may not.
    """
    _may_configure(staff, by)
    wanted = {role.value for role in roles}
    if seen_version is not None and seen_version != staff.version:
        again = {"seen_version": str(staff.version)}
        raise Conflict("This account", theirs=_said(staff), yours=f"{name}, {', '.join(sorted(wanted))}", again=again)
    if staff.id == by.staff_id and Role.ADMINISTRATOR.value not in wanted:
        raise Refused("You cannot take the administrator’s role from yourself. Ask another administrator", "roles")
    refuse_taken(email, but=staff.id)
    was_one = administrators.is_one(staff)
    staff.name, staff.phone = name, phone
    staff.email, staff.email_index = email.strip(), email_index(email)
    kept = [row for row in staff.roles if row.role in wanted]
    new = wanted - {row.role for row in kept}
    staff.roles = [*kept, *(StaffRole(role=one) for one in sorted(new - {Role.ADMINISTRATOR.value}))]
    _note(staff, by=by, at=at)
    if was_one and not administrators.is_one(staff):
        administrators.gone(staff, by=by, at=at)
    if Role.ADMINISTRATOR.value in new:
        administrators.grant(staff, by=by, at=at)
    return staff


def _said(staff: Staff) -> str:
    return f"{staff.name}, {', '.join(row.role for row in staff.roles)}"


def make_set_up_key(*, at: dt.datetime) -> str:
    """A key for the first administrator, good for 30 minutes and one use; earlier ones stop working."""
    db.session.execute(update(SetUpKey).where(SetUpKey.used_at.is_(None)).values(ends_at=at))
    key = secrets.token_urlsafe(18)
    db.session.add(SetUpKey(key_hash=sessions.hash_key(key), made_at=at, ends_at=at + SET_UP_LASTS))
    return key


def use_set_up_key(key: str, *, at: dt.datetime) -> None:
    """Burn the key. Raises Refused on its field when it is wrong, used or over 30 minutes old."""
    live = (SetUpKey.key_hash == sessions.hash_key(key.strip())) & SetUpKey.used_at.is_(None) & (SetUpKey.ends_at > at)
    burned = db.session.execute(update(SetUpKey).where(live).values(used_at=at))
    if burned.rowcount != 1:  # type: ignore[attr-defined]
        raise Refused(
            "This key is not right or is over 30 minutes old. Start Waymark again to get a new one", "set_up_key"
        )


def staff_of(agency_id: int, *roles: Role) -> list[Staff]:
    """Active staff of an agency, with any of these roles when some are named, in order of name."""
    theirs = select(Staff).where(Staff.agency_id == agency_id, Staff.ended_at.is_(None))
    found = db.session.scalars(theirs.options(selectinload(Staff.roles)))
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
    return close_account(staff, by=by, at=at)


def close_account(staff: Staff, *, by: Actor, at: dt.datetime) -> Staff:
    """End an account and everything that opens it; for a caller that has asked whether it may. Written down."""
    if staff.is_active:
        staff.ended_at = at
        sessions.end_all(staff.id, at=at)
        alerts.close_links(staff, at=at)
        _note(staff, by=by, at=at)
        if administrators.is_one(staff):
            administrators.gone(staff, by=by, at=at)
    return staff


def bring_back(staff: Staff, *, by: Actor, at: dt.datetime) -> Staff:
    """Somebody is back, was ended by mistake, or had not signed in for 45 days: they sign in as before. Raises NotFound
    for a role that may not."""
    _may_configure(staff, by)
    if not staff.is_active or unused(staff.used_at, at=at) is not Unused.NO:
        staff.ended_at, staff.used_at = None, at
        _note(staff, by=by, at=at)
    return staff


def _may_configure(staff: Staff, by: Actor) -> None:
    if not may(by, Action.CONFIGURE, Compartment.SETTINGS, Facts(staff.agency_id)).allowed:
        raise NotFound


def _note(staff: Staff, *, by: Actor, at: dt.datetime) -> None:
    db.session.flush()
    audit.record(Act.CONFIGURATION, f"staff:{staff.reference}", by=by, at=at, compartment=Compartment.SETTINGS)
