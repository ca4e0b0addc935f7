"""Invitations and links to a new password: opened once, by one person (L18, L21).

An administrator makes one and hands it over in person, or its owner asks for one by mail. No link skips the second
step, and an invitation makes a new one.
"""

from __future__ import annotations

import datetime as dt
import secrets
from enum import StrEnum

from sqlalchemy import select, update
from sqlalchemy.orm import joinedload

from casework.accounts.models import AccountLink, Staff
from casework.accounts.rules import Unused, unused
from casework.accounts.rules.sessions import Stage
from casework.accounts.services import administrators, alerts, factors, sessions
from casework.accounts.services.alerts import Told
from casework.kernel import audit
from casework.kernel.actors import Actor
from casework.kernel.audit import Act
from casework.kernel.database import db
from casework.kernel.refused import NotFound, Refused


class LinkKind(StrEnum):
    """What a link is for."""

    INVITATION = "invitation"
    RESET = "reset"

    @property
    def lasts(self) -> dt.timedelta:
        """How long it may be opened: three days, or half an hour."""
        return dt.timedelta(days=3) if self is LinkKind.INVITATION else dt.timedelta(minutes=30)


def make_link(staff: Staff, kind: LinkKind, *, checked: str = "", by: Actor, at: dt.datetime) -> str:
    """A new link, in place of any before; returns its random key. `checked` says how it was seen who they are.

    An invitation takes away the password, every second step and every session: whoever opens it starts anew, and an
    administrator waits for a second one to agree where there is one (services.administrators). Raises Refused for an
    account that has ended, for one's own, and where a link alone would let somebody in.
    """
    if not staff.is_active:
        raise Refused("This account has ended. Say first that they are back")
    if staff.id == by.staff_id:
        raise Refused("You cannot make a link for yourself. Ask another administrator")
    if kind is LinkKind.RESET and not factors.has_factor(staff.id):
        raise Refused("They have no second step yet. Invite them again instead")
    if kind is LinkKind.INVITATION:
        if staff.password_hash:
            administrators.ask_again(staff, by=by, at=at)
        _start_anew(staff, at=at)
    else:
        alerts.tell([staff.id], Told.LINK_MADE, about=staff, at=at)
    return _new(staff, kind, checked=checked, by=by, at=at)


def may_ask(staff: Staff, *, at: dt.datetime) -> bool:
    """Whether an account may be given a way to a new password by mail: it is in use, and has a second step that the
    link does not skip."""
    if not staff.is_active or not staff.password_hash:
        return False
    return unused(staff.used_at, at=at) is not Unused.CLOSED and factors.has_factor(staff.id)


def make_own_link(staff: Staff, *, asked_at: dt.datetime, at: dt.datetime) -> str:
    """The link that somebody asked for themselves, in place of any before, over half an hour after it was asked for;
    returns its random key. Its owner is told of it when they are back. For a caller that asked `may_ask`."""
    alerts.tell([staff.id], Told.LINK_ASKED, about=staff, at=at)
    key = _new(staff, LinkKind.RESET, by=Actor.system(staff.agency_id), at=at)
    live = (AccountLink.staff_id == staff.id) & (AccountLink.key_hash == sessions.hash_key(key))
    db.session.execute(update(AccountLink).where(live).values(ends_at=asked_at + LinkKind.RESET.lasts))
    return key


def _new(staff: Staff, kind: LinkKind, *, checked: str = "", by: Actor, at: dt.datetime) -> str:
    alerts.close_links(staff, at=at)
    key = secrets.token_urlsafe(32)
    row = AccountLink(staff_id=staff.id, made_by_id=by.staff_id, kind=kind.value, key_hash=sessions.hash_key(key))
    row.made_at, row.ends_at = at, at + kind.lasts
    db.session.add(row)
    made = {"what": f"{kind.value} link"}
    audit.record(Act.CONFIGURATION, f"staff:{staff.reference}", by=by, at=at, detail=made, reason=checked)
    return key


def _start_anew(staff: Staff, *, at: dt.datetime) -> None:
    staff.password_hash, staff.used_at = "", at
    factors.end_all_factors(staff, at=at)
    sessions.end_all(staff.id, at=at)


def find_link(key: str, *, at: dt.datetime) -> AccountLink:
    """The link with this key that may still be opened. Raises NotFound for any other."""
    found = _row(key)
    if found is None or found.opened_at is not None or found.ends_at <= at or not found.staff.is_active:
        raise NotFound
    return found


def opened_before(key: str, *, at: dt.datetime) -> bool:
    """Whether somebody opened this link before: whoever made it is told that a second person tried (L21)."""
    found = _row(key)
    if found is None or found.opened_at is None:
        return False
    made_by, whose = found.made_by_id, found.staff.agency_id
    answer = [made_by] if made_by is not None else alerts.who_answers(whose, at=at)
    told = [one for one in answer if not alerts.told_since(one, Told.LINK_OPENED_AGAIN, found.opened_at)]
    alerts.tell(told, Told.LINK_OPENED_AGAIN, about=found.staff, at=at)
    audit.record(Act.REFUSAL, f"staff:{found.staff.reference}", by=None, at=at, detail={"what": "link opened again"})
    return True


def open_link(key: str, *, at: dt.datetime) -> str:
    """Open a link: it works once. Returns the key of a half-open session. Raises NotFound."""
    found = find_link(key, at=at)
    live = (AccountLink.id == found.id) & AccountLink.opened_at.is_(None)
    burned = db.session.execute(update(AccountLink).where(live).values(opened_at=at))
    if burned.rowcount != 1:  # type: ignore[attr-defined]
        raise NotFound
    opened = {"how": f"{found.kind} link"}
    audit.record(Act.SIGN_IN, f"staff:{found.staff.reference}", by=None, at=at, detail=opened)
    stage = Stage.PASSWORD if found.kind == LinkKind.INVITATION.value else Stage.RESET
    return sessions.open_session(found.staff, at=at, stage=stage)


def _row(key: str) -> AccountLink | None:
    rows = select(AccountLink).where(AccountLink.key_hash == sessions.hash_key(key))
    return db.session.scalar(rows.options(joinedload(AccountLink.staff)))
