"""What the worker wakes: texts that are due, and hand-overs that nothing has proved (promises, "Settled")."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from casework.kernel import clock as kernel_clock
from casework.kernel import gate
from casework.kernel.database import reading, transaction
from casework.kernel.handing import Pace, Run
from casework.kernel.handover import take_back
from reminders.gateway import Gateway
from reminders.rules.troubles import DOORS, Trouble
from reminders.services import alarms, witness
from reminders.services.delivery import ask_a_person, is_anybody_to_be_asked
from reminders.services.going import Going
from reminders.services.sender import end_in_use
from reminders.services.sending import TextSteps
from reminders.services.wiring import pretending, wired

Clock = Callable[[], dt.datetime]


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
        open_now = alarms.is_open(clock())
    if gate.why_closed():
        return 0
    steps = TextSteps(gateway, clock)
    take_back(steps, clock())
    _ask_a_person(clock())
    sent = Run(steps, clock, pace or wired().pace, limit=limit).go() if open_now else 0
    _remember(steps.going, clock())
    return sent


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
    if not (ends or going.trouble or going.unreached):
        return
    with transaction():
        if going.proved and going.trouble is None:
            alarms.over(DOORS, now)
        if going.trouble is not None and going.trouble is not Trouble.LINE:
            alarms.report(going.trouble, now, asked=going.asked)
        elif going.unreached:
            alarms.report(Trouble.LINE, now, times=going.unreached)


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
