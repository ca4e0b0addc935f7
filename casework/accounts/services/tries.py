"""Tries are counted in the database before anything secret is looked at, so that every process counts alike (P24).

When they cannot be counted, nothing is looked at: the error of the database is answered 503.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import ScalarSelect, delete, func, insert, literal, select

from casework.accounts.models import SignInTry
from casework.accounts.rules.tries import DAY, TRIES_WINDOW, Bucket, of_challenge, of_code, of_password, of_reset
from casework.kernel.columns import blind_index
from casework.kernel.database import db
from casework.kernel.refused import Refused

__all__ = ["TooMany", "give_back", "of_challenge", "of_code", "of_password", "of_reset", "take"]
TOO_MANY = "Too many tries. Wait 5 minutes, then try again"
TOO_MANY_TODAY = "Too many tries today. Ask an administrator, or use a device on which you have signed in before"


class TooMany(Refused):
    """Answered 429: `after` is how long to wait."""

    def __init__(self, after: dt.timedelta) -> None:
        super().__init__(TOO_MANY if after <= TRIES_WINDOW else TOO_MANY_TODAY)
        self.after = after


def take(buckets: Sequence[Bucket], *, at: dt.datetime) -> None:
    """Count one try in each bucket, inside the caller's transaction. Raises TooMany when one of them is full; then
    nothing is counted anywhere."""
    db.session.execute(delete(SignInTry).where(SignInTry.at <= at - DAY))
    for bucket in buckets:
        _take(bucket, at)


def _take(bucket: Bucket, at: dt.datetime) -> None:
    key = _key(bucket)
    for span, most in ((DAY, bucket.limit.in_a_day), (TRIES_WINDOW, bucket.limit.in_window)):
        if _count(key, at - span) >= most:
            raise TooMany(span)
    # One statement counts and records: two that come at once can never both be the last one allowed.
    room = _counted(key, at - TRIES_WINDOW) < bucket.limit.in_window
    row = select(literal(key, SignInTry.key.type), literal(at, SignInTry.at.type)).where(room)
    adding = insert(SignInTry).from_select(["key", "at"], row, include_defaults=False)
    if db.session.scalar(adding.returning(SignInTry.id)) is None:
        raise TooMany(TRIES_WINDOW)


def _counted(key: bytes, since: dt.datetime) -> ScalarSelect[int]:
    return (
        select(func.count()).select_from(SignInTry).where(SignInTry.key == key, SignInTry.at > since).scalar_subquery()
    )


def _count(key: bytes, since: dt.datetime) -> int:
    return db.session.scalar(select(_counted(key, since))) or 0


def give_back(buckets: Sequence[Bucket], *, at: dt.datetime) -> None:
    """It was right: its own tries are forgotten, and elsewhere only this one, taken at `at`, is."""
    for bucket in buckets:
        mine = SignInTry.key == _key(bucket)
        shared = bucket.purpose in ("try.address", "try.site")
        db.session.execute(delete(SignInTry).where(mine & (SignInTry.at == at) if shared else mine))


def _key(bucket: Bucket) -> bytes:
    return blind_index(bucket.purpose, bucket.whose)
