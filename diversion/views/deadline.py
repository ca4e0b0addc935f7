"""What the page of a referral says when its date is at risk, and what can be done about it (domain rule 8)."""

from __future__ import annotations

from casework.kernel.deadline import Clock, ClockState
from casework.kernel.words import short_day

ACT = {
    ClockState.AT_RISK: "Book now, or ask a colleague or a partner service that has room.",
    ClockState.CANNOT_BE_MET: "As the diary stands, the date cannot now be met. Ask a colleague or a partner "
    "service to hold it, or make room. Only the court can give a later date.",
}


def alarm(clock: Clock) -> str:
    """The warning of a clock somebody should act on; empty where nothing is at risk."""
    if clock.by is None or clock.state not in ACT:
        return ""
    late = ""
    if clock.state is ClockState.CANNOT_BE_MET and clock.counts_until and clock.counts_until > clock.by:
        late = (
            f" One kept after {short_day(clock.by)} but before the hearing still counts, and is reported with its date."
        )
    return f"{_capital(clock.words)}. {ACT[clock.state]}{late}"


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
