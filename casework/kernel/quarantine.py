"""A row that cannot be handed over is put aside without being read: what is wrong may be that it cannot be (P19)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import case, update

from casework.kernel.database import db, transaction

TRIES = 3


def change(model: Any, key: int, was: str, **values: Any) -> None:
    """Change one row that is in this state, without reading it."""
    changed = update(model).where(model.id == key, model.state == was).values(**values)
    db.session.execute(changed.execution_options(synchronize_session=False))


def set_aside(model: Any, ready: str, key: int, error: Exception, now: dt.datetime) -> None:
    """Put a claimed row that could not be prepared back for later, and in quarantine after three tries."""
    gives_up = model.attempts >= TRIES - 1
    wait = case((model.attempts >= 1, now + dt.timedelta(minutes=4)), else_=now + dt.timedelta(minutes=2))
    with transaction():
        change(
            model,
            key,
            "claimed",
            attempts=model.attempts + 1,
            owner=None,
            next_try_at=wait,
            state=case((gives_up, "person"), else_=ready),
            quarantine_reason=case((gives_up, reason(error)), else_=None),
        )


_READABLE = {
    "KeyringError": "something in it cannot be opened with our keys",
    "NoResultFound": "something it is about is not there any more",
    "ValueError": "something in it is not as it should be",
    "StatementError": "something in it is not as it should be",
    "DataError": "something in it is not as it should be",
    "TypeError": "something it needs is missing",
    "AttributeError": "something it needs is missing",
    "KeyError": "something it names is not known",
}


def reason(error: Exception) -> str:
    """Why a row could not be prepared, for staff: in words where we have them, and never what the error says itself,
    which may hold a name or a number."""
    name = type(error).__name__
    words = next((_READABLE[one.__name__] for one in type(error).__mro__ if one.__name__ in _READABLE), "")
    return f"Could not be prepared: {f'{words} ({name})' if words else name}"
