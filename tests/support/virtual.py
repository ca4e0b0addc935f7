"""One clock for several processes: so many times as fast as the real one, and put forward by whoever runs the test.

Spans by the monotonic clock stay real. The clock is a file of four numbers that every process maps, so a process that
was made later, or forked, sees the same time as all others.
"""

from __future__ import annotations

import datetime as dt
import mmap
import struct
import time
from pathlib import Path

_FORM = struct.Struct("dddd")


class Virtual:
    """A clock that began at `start` (UTC) and runs `rate` times as fast as time does."""

    def __init__(self, path: Path, *, start: dt.datetime | None = None, rate: float = 1.0) -> None:
        if start is not None:
            path.write_bytes(_FORM.pack(start.timestamp(), time.monotonic(), rate, 0.0))
        self.path = path
        with path.open("r+b") as file:
            self._map = mmap.mmap(file.fileno(), _FORM.size)

    def now(self) -> dt.datetime:
        """This moment, in UTC and aware."""
        return self.at(time.monotonic())

    def at(self, monotonic: float) -> dt.datetime:
        """What this clock showed, or will show without being put forward again, at a reading of the monotonic one."""
        start, first, rate, ahead = _FORM.unpack(self._map[:])
        return dt.datetime.fromtimestamp(start + (monotonic - first) * rate + ahead, dt.UTC)

    def put_forward(self, by: dt.timedelta) -> None:
        """Jump ahead, for every process at once."""
        *kept, ahead = _FORM.unpack(self._map[:])
        self._map[:] = _FORM.pack(*kept, ahead + by.total_seconds())
