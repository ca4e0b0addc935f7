"""What the worker wakes: texts that are due, and hand-overs that nothing has proved (promises, "Settled")."""

from __future__ import annotations

import datetime as dt
import math
import time
from collections.abc import Callable

from casework.kernel import clock as kernel_clock
from casework.kernel import gate
from casework.kernel.database import reading, transaction
from casework.kernel.handing import Pace, Run
from casework.kernel.handover import OWNER, take_back
from reminders.gateway import Gateway, TwilioGateway
from reminders.rules.removing import Removal
from reminders.rules.troubles import APART, DOORS, Trouble
from reminders.services import alarms, pulse, removing, witness
from reminders.services.delivery import ask_a_person, is_anybody_to_be_asked
from reminders.services.going import Going
from reminders.services.sender import end_in_use
from reminders.services.sending import TextSteps
from reminders.services.watch import Watch, database_clock
from reminders.services.wiring import pretending, wired

Clock = Callable[[], dt.datetime]
_watch = Watch()
_beaten: dict[str, float] = {}
_looked: dict[str, float] = {}
HOUR = 3600.0


def run_due(
    gateway: Gateway | None = None,
    *,
    clock: Clock = kernel_clock.now,
    limit: int | None = None,
    pace: Pace | None = None,
) -> int:
    """Hand over what is due, each text once, and say how many were handed over.

    Any number of processes may run this at the same time. Without `gateway` texts leave by the end in use: the
    provider once a number is verified, else the outbox, which sends nothing. Nothing is tried while a trouble of the
    sender asks it to wait; after that one text goes alone and shows whether it is over.
    """
    with reading():
        gateway = gateway or end_in_use()
        open_now, failed = alarms.is_open(clock()), alarms.failed_in_a_row()
    if gate.why_closed():
        return 0
    steps = TextSteps(gateway, clock, Going(failed))
    take_back(steps, clock())
    _ask_a_person(clock())
    sent = Run(steps, clock, pace or wired().pace, limit=limit).go() if open_now else 0
    _remember(steps.going, clock())
    return sent


def wake(
    gateway: Gateway | None = None,
    *,
    clock: Clock = kernel_clock.now,
    monotonic: Callable[[], float] = time.monotonic,
    watch: Watch | None = None,
) -> int:
    """What the worker does every few seconds: nothing is written where nothing is due, save a sign of life a minute.

    Real texts go only while this computer's clock agrees with the database's and the provider's (promises P21).
    """
    now = clock()
    if pretending():
        return run_due(gateway, clock=clock)
    with reading():
        busy = pulse.is_anything_to_do(now)
    sent = _by_the_clock(gateway, clock, monotonic(), watch or _watch) if busy else 0
    if sent or monotonic() - _beaten.get(OWNER, -math.inf) >= pulse.BEAT.total_seconds():
        with transaction():
            pulse.beat(clock(), sent)
        _beaten[OWNER] = monotonic()
    return sent


def _by_the_clock(gateway: Gateway | None, clock: Clock, monotonic: float, watch: Watch) -> int:
    """Send, unless the clock cannot be believed; then nothing goes and an alarm says so."""
    now = clock()
    with reading():
        gateway = gateway or end_in_use()
        others = database_clock(), pulse.last_seen()
        doubted = alarms.stands(Trouble.CLOCK)
    if gateway is not wired().outbox:
        if doubted or (others[1] is not None and others[1] - now > APART):
            watch.doubt()
        if not watch.is_right(now, monotonic, lambda: (others[0], _their_clock(gateway))):
            with transaction():
                alarms.report(Trouble.CLOCK, now)
            return 0
        if doubted:
            with transaction():
                alarms.over([Trouble.CLOCK], now)
    return run_due(gateway, clock=clock)


def _their_clock(gateway: Gateway) -> dt.datetime | None:
    ask = getattr(gateway, "their_clock", None)
    return ask() if ask is not None else None


def _ask_a_person(now: dt.datetime) -> None:
    with reading():
        wanted = is_anybody_to_be_asked(now)
    if wanted:
        with transaction():
            ask_a_person(now)


def _remember(going: Going, now: dt.datetime) -> None:
    """Keep what this run showed of key, line and clock; a trouble ends when a text has gone in spite of it."""
    with reading():
        ends = going.proved and alarms.any_standing()
    failed = going.unreached - going.before
    if not (ends or going.trouble or failed > 0):
        return
    with transaction():
        if going.proved and going.trouble is None:
            alarms.over(DOORS, now)
        if going.trouble is not None and going.trouble is not Trouble.LINE:
            alarms.report(going.trouble, now, asked=going.asked)
        elif failed > 0:
            alarms.report(Trouble.LINE, now, times=failed)


def witness_due(gateway: Gateway | None = None, *, clock: Clock = kernel_clock.now) -> int:
    """Look in the provider's list for texts that nothing has proved (promises C.5); how many it proved.

    A list that cannot be read proves nothing: that look is not counted, and the next waking tries again.
    """
    gateway = gateway or wired().live
    if gateway is None or pretending():
        return 0
    with reading():
        wanted = witness.due(clock())
    proved = 0
    for one in wanted:
        listed = gateway.listed(one.number, one.since)
        if listed is None:
            break
        with transaction():
            proved += witness.look_for(one.id, listed, clock())
    return proved


def remove_due(
    gateway: TwilioGateway | None = None,
    *,
    clock: Clock = kernel_clock.now,
    monotonic: Callable[[], float] = time.monotonic,
) -> int:
    """Ask the provider to forget what it is to forget; how many it forgot. Nothing is asked while the gate is closed.

    Texts of thirty days ago are looked for once an hour. Where the line or the key fails, the rest waits.
    """
    gateway = gateway or removing.end()
    if gateway is None or pretending() or gate.why_closed():
        return 0
    now, gone = clock(), 0
    if monotonic() - _looked.get(OWNER, -math.inf) >= HOUR:
        with transaction():
            removing.forget_the_old(now)
        _looked[OWNER] = monotonic()
    with reading():
        wanted = removing.due(now)
    for one in wanted:
        heard = gateway.remove(one.sid)
        with transaction():
            removing.settle(one, heard, now)
        if heard in (Removal.NO_LINE, Removal.REFUSED):
            break
        gone += heard is Removal.GONE
    return gone
