"""Whether this computer's clock may be believed, before anything is sent by it (promises P21)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence

from sqlalchemy import func, select

from casework.kernel.database import db
from reminders.rules.troubles import clocks_differ, jumped

ASK_AGAIN_SECONDS = 600.0


class Watch:
    """One process's memory of time: how the wall clock moved beside the monotonic one, and who last agreed with it."""

    def __init__(self) -> None:
        self._last: tuple[dt.datetime, float] | None = None
        self._agreed_at: float | None = None
        self._doubt = False

    def doubt(self) -> None:
        """Believe the clock no longer until somebody else's agrees with it."""
        self._doubt = True

    def is_right(self, now: dt.datetime, monotonic: float, others: Callable[[], Sequence[dt.datetime | None]]) -> bool:
        """Whether to send by this clock. `now` is the wall clock (UTC), `monotonic` seconds that no step moves.

        `others` asks other clocks: every ten minutes, and at once where the wall clock moved otherwise than time did.
        After such a jump somebody else's clock must agree before anything goes.
        """
        if self._last is not None and jumped(now - self._last[0], dt.timedelta(seconds=monotonic - self._last[1])):
            self._doubt = True
        self._last = (now, monotonic)
        if not self._doubt and self._agreed_at is not None and monotonic - self._agreed_at < ASK_AGAIN_SECONDS:
            return True
        heard = [other for other in others() if other is not None]
        if clocks_differ(now, heard) or (self._doubt and not heard):
            self._doubt = True
            return False
        self._doubt, self._agreed_at = False, monotonic
        return True


def database_clock() -> dt.datetime | None:
    """The moment it is by the database server's own clock; None where the database has none of its own."""
    if db.session.get_bind().dialect.name != "postgresql":
        return None
    found: dt.datetime | None = db.session.scalar(select(func.clock_timestamp()))
    return found
