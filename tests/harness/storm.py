"""What one storm is asked to do, and how long things take in it.

The product's clock runs forty times as fast as time, so that its leases, silences and looks at the provider's list
come within seconds. Spans that it measures by the monotonic clock are shortened to match.
"""

from __future__ import annotations

import datetime as dt
import importlib
from dataclasses import dataclass

from tests.support.virtual import Virtual

RATE = 40.0
START = dt.datetime(2026, 11, 23, 10, 0, tzinfo=dt.UTC)
"""A Monday at ten: the hours in which texts go are open, and stay open until the storm and its end are over."""
PAUSE_BUDGET, CONNECT_SECONDS, READ_SECONDS = 1.0, 1.0, 1.0
WAKE_SECONDS = 0.25
FIRST_NUMBER, NUMBERS = 447700900000, 900


@dataclass(frozen=True)
class Storm:
    """How much is done to whom.

    `changes` is how many acts of people other than booking must be acknowledged, and `texts` how many the provider
    must have taken: the storm goes on until they are and it has.
    `seconds` is how long the killing lasts, `longer` for how much longer it may go on where the machine is busy,
    and `rest` how long a driver waits between two acts; `booked` is how many
    bookings there are at the start. `faults` are the provider's: "hostile", or weights such as "none=3,slow=1"; `acts`
    are the people's in the same form, the usual ones if empty. `broken` names a fault put into the product on purpose.
    `migrated` is an SQLite file with every table and no rows, where somebody has made one already.
    """

    database: str = "sqlite"
    kills: int = 150
    pauses: int = 20
    restarts: int = 0
    changes: int = 0
    texts: int = 0
    seconds: float = 30.0
    workers: int = 4
    drivers: int = 3
    people: int = 100
    rest: float = 0.01
    list_lag: float = 240.0
    booked: int = 80
    lost: float = 0.25
    faults: str = "hostile"
    acts: str = ""
    seed: int = 0
    broken: str = ""
    migrated: str = ""
    longer: float = 90.0
    progress: bool = False


def weights(said: str) -> dict[str, float]:
    """ "a=3,b=1" as weights."""
    return {name: float(weight) for name, weight in (one.split("=") for one in said.split(","))}


def number(n: int) -> str:
    """One of the numbers that belong to nobody."""
    return f"+{FIRST_NUMBER + n % NUMBERS}"


def shorten(clock: Virtual) -> None:
    """Put the product on this clock and shorten its spans; before anything but the kernel is imported.

    A database server cannot be put on another clock, so it is not asked for the time.
    """
    vars(importlib.import_module("casework.kernel.clock"))["now"] = clock.now
    wire = vars(importlib.import_module("reminders.gateway"))
    wire |= {"PAUSE_BUDGET": PAUSE_BUDGET, "CONNECT_SECONDS": CONNECT_SECONDS, "READ_SECONDS": READ_SECONDS}
    jobs = importlib.import_module("reminders.jobs")
    vars(jobs)["database_clock"] = lambda: None
    vars(jobs)["wake"].__kwdefaults__["monotonic"] = lambda: clock.now().timestamp()
