"""What somebody must be told of an account: theirs, or one that they answer for (L19, L21, L23)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from enum import StrEnum

from sqlalchemy import func, select, update
from sqlalchemy.orm import joinedload

from casework.accounts.models import AccountAlert, AccountLink, Agency, Staff, StaffRole
from casework.accounts.rules import Role, Unused, unused
from casework.kernel.database import db

MOST = 50
_ANSWERS = (Role.MANAGER, Role.ADMINISTRATOR, Role.DATA_PROTECTION)


class Told(StrEnum):
    """What happened."""

    RECOVERY_USED = "recovery_used"
    LINK_OPENED_AGAIN = "link_again"
    ELSEWHERE = "elsewhere"
    OFTEN_ELSEWHERE = "often_elsewhere"
    FACTOR_ADDED = "factor_added"
    FACTOR_ENDED = "factor_ended"
    PASSWORD_CHANGED = "password"  # noqa: S105 - the name of an alert
    PIN_FORGOTTEN = "pin_forgotten"
    LINK_MADE = "link_made"
    LINK_ASKED = "link_asked"
    UNUSED_SOON = "unused_soon"
    BROKE_GLASS = "broke_glass"
    LIST_DUE = "list_due"
    ENDED_BY_LIST = "ended_by_list"
    ADMINISTRATOR_ASKED = "admin_asked"
    ADMINISTRATOR_MADE = "admin_made"
    ADMINISTRATOR_GONE = "admin_gone"

    def words(self, who: str, *, own: bool) -> str:
        """As shown: `who` is the account's owner, `own` says that they are the reader."""
        of, subject = ("your", "You") if own else (f"{who}’s", who)
        return {
            Told.RECOVERY_USED: f"{subject} signed in with a recovery code. If that is a surprise, end every session",
            Told.LINK_OPENED_AGAIN: f"A second person tried to open {of} link. Ask {who}, and make a new one",
            Told.ELSEWHERE: "You are signed in in two places at once. End the one that is not yours",
            Told.OFTEN_ELSEWHERE: f"{subject} was signed in in two places at once three times in 30 days",
            Told.FACTOR_ADDED: f"A second step was added to {of} account",
            Told.FACTOR_ENDED: f"A second step was taken from {of} account",
            Told.PASSWORD_CHANGED: f"{of.capitalize()} password was changed",
            Told.PIN_FORGOTTEN: "Five wrong PINs were typed on a device of yours. Its PIN works no more",
            Told.LINK_MADE: "An administrator made a link for you to choose a new password",
            Told.LINK_ASKED: "Somebody asked for a link to a new password for your account, and it was sent to you",
            Told.UNUSED_SOON: f"{subject} has not signed in for 38 days. After 45 days the account closes",
            Told.BROKE_GLASS: f"{who} opened a record that is not in their caseload, and said why",
            Told.LIST_DUE: "The list of colleagues is to be confirmed by a manager. After 90 days nothing can be saved",
            Told.ENDED_BY_LIST: f"A manager said that {who} has left. The account has ended",
            Told.ADMINISTRATOR_ASKED: f"A colleague asked that {who} becomes an administrator. Answer in Admin",
            Told.ADMINISTRATOR_MADE: f"{subject} became an administrator",
            Told.ADMINISTRATOR_GONE: "You are no longer an administrator. If that is a surprise, tell a manager today"
            if own
            else f"{who} is no longer an administrator. If that is a surprise, ask {who} today",
        }[self]


def tell(staff_ids: Iterable[int], kind: Told, *, about: Staff, at: dt.datetime) -> None:
    """Tell each of these once, inside the caller's transaction."""
    ids = sorted(set(staff_ids))
    db.session.add_all(AccountAlert(staff_id=one, kind=kind.value, about_id=about.id, at=at) for one in ids)
    db.session.flush()
    # The count stands on the account, so that no page asks for it; the row's version is not touched.
    db.session.execute(
        update(Staff)
        .where(Staff.id.in_(ids))
        .values(alerts=Staff.alerts + 1)
        .execution_options(synchronize_session=False)
    )


def who_answers(agency_id: int, *but: int | None, at: dt.datetime) -> list[int]:
    """Who answers for the accounts of an agency: its managers and administrators, but for these. Never silently nobody:
    as `who_hears` says it."""
    return [one.id for one in who_hears(agency_id, *but, roles=(Role.MANAGER, Role.ADMINISTRATOR), at=at)]


def who_hears(agency_id: int, *but: int | None, roles: Collection[Role], at: dt.datetime) -> list[Staff]:
    """The colleagues of an agency who have one of these roles, but for these (whom it is about, who did it).

    Where none of them can sign in at a moment (UTC), whoever else answers there hears of it too: its managers,
    administrators and data protection lead; and where nobody can, those of the agency that runs this Waymark. Empty
    only where there is nobody else at all (decision 73).
    """
    first = db.session.scalar(select(func.min(Agency.id))) or agency_id
    heard: dict[int, Staff] = {}
    for where, which in ((agency_id, roles), (agency_id, _ANSWERS), (first, _ANSWERS)):
        for one in _with(where, which):
            if one.id not in but:
                heard[one.id] = one
        if any(_can_sign_in(one, at) for one in heard.values()):
            break
    return list(heard.values())


def _with(agency_id: int, roles: Collection[Role]) -> Sequence[Staff]:
    rows = select(Staff).join(StaffRole).where(Staff.agency_id == agency_id, Staff.ended_at.is_(None))
    return db.session.scalars(rows.where(StaffRole.role.in_([one.value for one in roles])).distinct()).all()


def _can_sign_in(staff: Staff, at: dt.datetime) -> bool:
    return bool(staff.password_hash) and unused(staff.used_at, at=at) is not Unused.CLOSED


def waiting(staff_id: int) -> list[AccountAlert]:
    """What this person has not yet said they have seen, newest first, no more than fifty."""
    mine = select(AccountAlert).where(AccountAlert.staff_id == staff_id, AccountAlert.seen_at.is_(None))
    newest = mine.order_by(AccountAlert.at.desc(), AccountAlert.id.desc()).limit(MOST)
    return list(db.session.scalars(newest.options(joinedload(AccountAlert.about))))


def seen(staff_id: int, *, at: dt.datetime, kind: Told | None = None) -> None:
    """They have seen all of it, or all of one kind."""
    mine = (AccountAlert.staff_id == staff_id) & AccountAlert.seen_at.is_(None)
    which = mine & (AccountAlert.kind == kind.value) if kind else mine
    db.session.execute(update(AccountAlert).where(which).values(seen_at=at))
    left = select(func.count()).select_from(AccountAlert).where(mine).scalar_subquery()
    db.session.execute(
        update(Staff).where(Staff.id == staff_id).values(alerts=left).execution_options(synchronize_session=False)
    )


def unseen(staff_id: int, kind: Told) -> list[AccountAlert]:
    """What of one kind this person has not yet said they have seen, newest first, no more than fifty."""
    return [one for one in waiting(staff_id) if one.kind == kind.value]


def told_since(staff_id: int, kind: Told, since: dt.datetime) -> int:
    """How often this person was told this since a moment (UTC)."""
    mine = select(func.count()).select_from(AccountAlert)
    rows = mine.where(AccountAlert.staff_id == staff_id, AccountAlert.kind == kind.value, AccountAlert.at > since)
    return db.session.scalar(rows) or 0


def close_links(staff: Staff, *, at: dt.datetime) -> None:
    """Every invitation and reset link of theirs stops working."""
    live = (AccountLink.staff_id == staff.id) & (AccountLink.ends_at > at)
    db.session.execute(update(AccountLink).where(live).values(ends_at=at))
