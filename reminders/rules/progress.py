"""What a programme tells about an appointment, so that a text can count without knowing the programme."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True)
class Progress:
    """How many of how many are done, and the London date by which the rest must be, where there is one."""

    done: int
    total: int
    by: dt.date | None = None
