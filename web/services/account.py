"""What somebody's own account page shows: where they are signed in, what proves them, and what they must be told."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from casework.accounts.models import SignIn, Staff
from casework.accounts.rules import Action, Compartment, Facts, may
from casework.accounts.services import Session, alerts, devices, factors, sessions
from casework.accounts.services.alerts import Told
from casework.kernel import words
from diversion import services as diversion


@dataclass(frozen=True)
class Place:
    """One session as its owner sees it."""

    reference: str
    words: str
    detail: str
    here: bool


@dataclass(frozen=True)
class Factor:
    """One second step."""

    reference: str
    name: str
    detail: str


@dataclass(frozen=True)
class Security:
    """Everything about signing in on the account page."""

    told: list[str]
    places: list[Place]
    factors: list[Factor]
    recovery_left: int
    has_pin: bool
    can_have_pin: bool


def security(staff: Staff, session: Session, *, at: dt.datetime) -> Security:
    """What proves this person, where they are signed in, and what they were told since they last said they saw it."""
    return Security(
        told=[_told(row.kind, row.about, staff, row.at) for row in alerts.waiting(staff.id)],
        places=[_place(one, session) for one in sessions.sessions_of(staff.id, at=at)],
        factors=[_factor(one.reference, one.name, one.kind, one.made_at) for one in factors.factors_of(staff.id)],
        recovery_left=factors.recovery_left(staff.id),
        has_pin=devices.has_pin(session.device_id),
        can_have_pin=session.device_id is not None,
    )


def _told(kind: str, about: Staff | None, reader: Staff, at: dt.datetime) -> str:
    own = about is None or about.id == reader.id
    said = Told(kind).words(about.name if about is not None else reader.name, own=own)
    return f"{said}. {words.short_moment(at)}"


def _place(row: SignIn, session: Session) -> Place:
    here = row.id == session.id
    used = "now" if here else f"last used {words.short_moment(row.seen_at)}"
    since = f"Since {words.short_moment(row.started_at)}, {used}"
    return Place(row.reference, row.device_words or "A browser", f"{since}. {_from(row)}".strip(), here)


def _from(row: SignIn) -> str:
    return f"From {row.address}" if row.address else ""


def _factor(reference: str, name: str, kind: str, made_at: dt.datetime) -> Factor:
    what = "Passkey" if kind == factors.PASSKEY_KIND else "App that shows codes"
    return Factor(reference, name, f"{what}, since {words.short_moment(made_at)}")


def where_next(staff: Staff) -> str:
    """Where somebody goes who has just got their first second step: on with setting up, while there is no scheme."""
    by = staff.actor
    if not may(by, Action.CONFIGURE, Compartment.SETTINGS, Facts(staff.agency_id)).allowed:
        return "/"
    return "/" if diversion.all_schemes(by=by) else "/set-up/scheme"
