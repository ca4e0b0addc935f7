"""How the sender fares, for staff: in plain words first, then what an administrator can act on."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from casework.accounts.rules import Action, Compartment, holds
from casework.kernel import gate, words
from casework.kernel.actors import Actor
from reminders.models import SenderAlarm, WorkerSeen
from reminders.rules import troubles
from reminders.rules.troubles import DOORS, Trouble
from reminders.services import alarms, pulse, removing
from reminders.services.pulse import Waiting
from reminders.services.removing import Stuck
from reminders.services.sender import is_live
from reminders.services.wiring import wired

NOT_GOING = "Texts are not going out. Ring people"


@dataclass(frozen=True)
class Standing:
    """One trouble as the page shows it. `next_at` is when it is tried again, where that is known."""

    words: str
    since: dt.datetime
    next_at: dt.datetime | None


@dataclass(frozen=True)
class Health:
    """All that the page shows. `waiting` is of the viewer's agency; workers and troubles are the site's."""

    live: bool
    not_going: str
    closed: str
    workers: list[WorkerSeen]
    waiting: Waiting
    troubles: list[Standing]
    limits: list[tuple[str, int]]
    not_forgotten: Stuck | None


def health(*, agency_id: int, now: dt.datetime) -> Health:
    """How the sender fares at a moment (UTC). A fixed number of queries."""
    caps, standing = wired().caps, alarms.standing(now, agency_id)
    return Health(
        live=is_live(),
        not_going=why_not_going(agency_id=agency_id, now=now),
        closed=gate.why_closed() or "",
        workers=pulse.workers(),
        waiting=pulse.waiting(now, agency_id),
        troubles=[_shown(row) for row in standing],
        limits=[
            ("To one number in a day", caps.number),
            ("To one person in 7 days", caps.person),
            ("For your service in a day", caps.agency),
            ("From this site in a day", caps.site),
        ],
        not_forgotten=removing.stuck(now),
    )


def why_not_going(*, agency_id: int, now: dt.datetime) -> str:
    """Why texts that should have gone are not going, in a sentence; "" while they are, or while none really leave."""
    if not is_live():
        return ""
    if any(Trouble(row.kind) in DOORS for row in alarms.standing(now)) and pulse.waiting(now, agency_id).due:
        return NOT_GOING
    return NOT_GOING if pulse.is_asleep(now, agency_id) else ""


def alarm_lines(*, by: Actor, now: dt.datetime) -> list[str]:
    """What stands first on Today and on Admin: for everybody who sees texts, that none go out; for those who manage
    them or the machine, also why, and that a day's limit was reached."""
    manages = by.has("manager", "administrator")
    if not is_live() or not (manages or holds(by, Action.LOOK, Compartment.MESSAGES)):
        return []
    first = why_not_going(agency_id=by.agency_id, now=now)
    standing = [_line(row) for row in alarms.standing(now, by.agency_id)] if manages else []
    asleep = "No worker has been awake for some minutes" if manages and first and not standing else ""
    return [line for line in (first, *standing, asleep) if line]


def _line(row: SenderAlarm) -> str:
    return f"{troubles.words(Trouble(row.kind))}. Since {words.short_moment(row.since)}"


def _shown(row: SenderAlarm) -> Standing:
    return Standing(troubles.words(Trouble(row.kind)), row.since, row.wait_until)
