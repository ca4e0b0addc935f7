"""Where an appointment stands now: derived from what is recorded and the time, never typed in (domain rule 9)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from casework.appointments.rules.outcomes import Outcome, Tag


class AppointmentState(StrEnum):
    """What a page shows of an appointment."""

    BOOKED = "booked"
    SAID_YES = "said_yes"
    NOT_RECORDED = "not_recorded"
    RECORDED = "recorded"


@dataclass(frozen=True)
class AppointmentFacts:
    """One appointment as it is recorded: its start (UTC, aware), the current outcome, and whether she said yes."""

    starts_at: dt.datetime
    outcome: Outcome | None = None
    said_yes: bool = False


def state_of(facts: AppointmentFacts, now: dt.datetime) -> AppointmentState:
    """Booked until it starts, then not recorded until a person says what happened: nothing is inferred (rule 9)."""
    if facts.outcome is not None and not facts.outcome.leaves_it_open:
        return AppointmentState.RECORDED
    if now >= facts.starts_at:
        return AppointmentState.NOT_RECORDED
    return AppointmentState.SAID_YES if facts.said_yes else AppointmentState.BOOKED


def tag_of(facts: AppointmentFacts, now: dt.datetime) -> Tag:
    """The tag to show: the outcome once there is one, else the state."""
    state = state_of(facts, now)
    if state is AppointmentState.RECORDED and facts.outcome is not None:
        return facts.outcome.tag
    return _TAGS[state]


_TAGS = {
    AppointmentState.BOOKED: Tag("Booked", "blue"),
    AppointmentState.SAID_YES: Tag("Booked, said yes", "teal"),
    AppointmentState.NOT_RECORDED: Tag("Not recorded", "yellow"),
    AppointmentState.RECORDED: Tag("Recorded", "grey"),
}
