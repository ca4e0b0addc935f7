"""What the worker wakes: texts that are due, and hand-overs that nothing has proved (promises, "Settled")."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from casework.kernel import clock as kernel_clock
from casework.kernel import gate
from casework.kernel.database import reading, transaction
from casework.kernel.handover import claim, hand_over, set_aside, take_back
from reminders.gateway import Gateway
from reminders.services import witness
from reminders.services.delivery import ask_a_person
from reminders.services.sender import end_in_use
from reminders.services.sending import TextSteps, give_back
from reminders.services.wiring import pretending, wired

Clock = Callable[[], dt.datetime]
ROUNDS = 10


def run_due(gateway: Gateway | None = None, *, clock: Clock = kernel_clock.now, limit: int = 50) -> int:
    """Hand over what is due, each text once, and say how many were handed over.

    Any number of processes may run this at the same time. Without `gateway` texts leave by the end in use: the
    provider once a number is verified, else the outbox, which sends nothing.
    """
    if gateway is None:
        with reading():
            gateway = end_in_use()
    if gate.why_closed():
        return 0
    steps = TextSteps(gateway)
    take_back(steps, clock())
    with transaction():
        ask_a_person(clock())
    return _in_rounds(steps, clock, limit)


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


def _in_rounds(steps: TextSteps, clock: Clock, left: int) -> int:
    """Claim and hand over until nothing more is due: of several texts to one number only one can be claimed at once,
    so the next waits for the next round."""
    sent = 0
    for _ in range(ROUNDS):
        keys = [] if steps.must_stop or left <= 0 else claim(steps, clock(), left)
        if not keys:
            break
        sent += sum(_one(steps, key, clock) for key in keys)
        left -= len(keys)
    return sent


def _one(steps: TextSteps, key: int, clock: Clock) -> bool:
    if steps.must_stop:
        with transaction():
            give_back(key, clock())
        return False
    try:
        return hand_over(steps, key, clock)
    except Exception as error:
        set_aside(steps, key, error, clock())
        return False
