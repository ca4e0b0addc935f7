"""What the page of a referral says when its date is at risk, and what can be done about it (domain rule 8)."""

from __future__ import annotations

from casework.kernel.deadline import Clock, ClockState
from casework.kernel.words import short_day
from diversion.rules.standing import SHUT_ON, Standing
from diversion.rules.words import Status

ACT = {
    ClockState.AT_RISK: "Book now, or ask a colleague or a partner service that has room.",
    ClockState.CANNOT_BE_MET: "As the diary stands, the date cannot now be met. Ask a colleague or a partner "
    "service to hold it, or make room. Only the court can give a later date.",
}


def alarms(stands: Standing, clock: Clock) -> list[str]:
    """What somebody should act on: a court that does not sit on the day it gave, and a date at risk."""
    shut = [f"{why}." for why in stands.because if why.startswith(SHUT_ON)]
    return shut + ([_alarm(clock)] if stands.is_open and clock.by is not None and clock.state in ACT else [])


def risk(stands: Standing, clock: Clock) -> tuple[str, str] | None:
    """The tag of a date at risk, where the status does not say so already."""
    said = stands.status is Status.RUNNING_OUT and clock.state is ClockState.AT_RISK
    return clock.tag if stands.is_open and not said else None


def _alarm(clock: Clock) -> str:
    late = ""
    if clock.state is ClockState.CANNOT_BE_MET and clock.by and clock.counts_until and clock.counts_until > clock.by:
        late = (
            f" One kept after {short_day(clock.by)} but before the hearing still counts, and is reported with its date."
        )
    return f"{_capital(clock.words)}. {ACT[clock.state]}{late}"


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
