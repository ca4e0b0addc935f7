"""What was typed while a session ended is held for the same person, and for nobody else (ux 6.6, promises R17, L17)."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable

from sqlalchemy import delete, select

from casework.accounts.models import Staff
from casework.accounts.services.sessions import hash_key
from casework.kernel.database import db
from casework.kernel.refused import NotFound
from web.models import HeldPost

LASTS = dt.timedelta(minutes=60)
LARGEST = 256 * 1024
TOLD_BY_SCRIPTS = frozenset({"/still-here", "/printed"})
"""What a page says by itself: nobody typed it, so there is nothing to hold."""
LEFT_OUT = frozenset({"csrf_token", "password", "pin", "code", "recovery", "credential", "pasted"})


def hold(
    staff: Staff,
    path: str,
    fields: Iterable[tuple[str, str]],
    *,
    at: dt.datetime,
    draft: bool = False,
    device: str = "",
) -> bool:
    """Hold a form's boxes, in place of an earlier one of the same form. False when there is too much to hold.

    `draft` says that nobody pressed Save yet; `device` is the lasting key of the browser."""
    body = json.dumps([one for one in fields if one[0] not in LEFT_OUT], ensure_ascii=False)
    if len(body.encode("utf-8", "replace")) > LARGEST or len(path) > 300 or path in TOLD_BY_SCRIPTS:
        return False
    drop(staff.id, path)
    row = HeldPost(staff_id=staff.id, path=path, body=body, held_at=at, ends_at=at + LASTS, draft=draft)
    row.device_hash = hash_key(device) if device else None
    db.session.add(row)
    return True


def waiting(staff_id: int, *, at: dt.datetime) -> HeldPost | None:
    """The latest form that this person posted in vain and that is not over an hour old."""
    mine = select(HeldPost).where(HeldPost.staff_id == staff_id, HeldPost.ends_at > at, HeldPost.draft.is_(False))
    return db.session.scalar(mine.order_by(HeldPost.held_at.desc()).limit(1))


def of_page(staff_id: int, path: str, *, at: dt.datetime) -> HeldPost | None:
    """What is held of the form at this address for this person."""
    mine = select(HeldPost).where(HeldPost.staff_id == staff_id, HeldPost.path == path, HeldPost.ends_at > at)
    return db.session.scalar(mine)


def another_waits(staff_id: int, device: str, *, at: dt.datetime) -> bool:
    """Whether somebody else's work waits in the browser with this lasting key: that it does is all that is said."""
    if not device:
        return False
    theirs = select(HeldPost.id).where(HeldPost.device_hash == hash_key(device), HeldPost.staff_id != staff_id)
    return db.session.scalar(theirs.where(HeldPost.ends_at > at).limit(1)) is not None


def load(reference: str, *, staff_id: int, at: dt.datetime) -> HeldPost:
    """A form held for this person. Raises NotFound for another's, or one that is over an hour old."""
    found = db.session.scalar(select(HeldPost).where(HeldPost.reference == reference, HeldPost.staff_id == staff_id))
    if found is None or found.ends_at <= at:
        raise NotFound
    return found


def fields_of(held: HeldPost) -> list[tuple[str, str]]:
    """The boxes as they were posted, in their order."""
    return [(str(name), str(value)) for name, value in json.loads(held.body)]


def is_held(staff_id: int, path: str) -> bool:
    """Whether something is held of this form."""
    return (
        db.session.scalar(select(HeldPost.id).where(HeldPost.staff_id == staff_id, HeldPost.path == path)) is not None
    )


def drop(staff_id: int, path: str) -> None:
    """Forget what was held of one form."""
    db.session.execute(delete(HeldPost).where(HeldPost.staff_id == staff_id, HeldPost.path == path))


def drop_over(*, at: dt.datetime) -> None:
    """Forget everything that is over an hour old."""
    db.session.execute(delete(HeldPost).where(HeldPost.ends_at <= at))
