"""Posts are counted in the database, so that every web process counts alike; uncounted, nothing is answered."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from sqlalchemy import delete
from sqlalchemy.dialects import postgresql, sqlite

from casework.accounts.models import RequestCount
from casework.accounts.rules.rates import WINDOW, Rate, window_of
from casework.accounts.services.tries import TooMany
from casework.kernel.columns import blind_index
from casework.kernel.database import db


def count(rates: Sequence[Rate], *, at: dt.datetime) -> None:
    """Count one post for each, inside the caller's transaction. Raises TooMany when one of them is over its limit."""
    window = window_of(at)
    if sum(_one_more(blind_index(rate.purpose, rate.whose), window) > rate.most for rate in rates):
        raise TooMany(WINDOW)


def _one_more(key: bytes, window: int) -> int:
    """One statement, so that no two posts are ever counted as one."""
    inserting: Any = postgresql.insert if db.session.get_bind().dialect.name == "postgresql" else sqlite.insert
    row = inserting(RequestCount).values(key=key, window=window, posts=1)
    more = {"posts": RequestCount.posts + 1}
    counted = row.on_conflict_do_update(index_elements=["key", "window"], set_=more).returning(RequestCount.posts)
    posts: int = db.session.scalar(counted)
    if posts == 1:
        db.session.execute(delete(RequestCount).where(RequestCount.window < window - 1))
    return posts
