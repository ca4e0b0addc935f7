"""The words of the order's record for court: facts only, and no more of them than is known (issue 3, point 13).

No notes, no needs, no reasons: that an absence was excused is said, why it was is not (domain rules 29 and 31).
"""

from __future__ import annotations

from datetime import date, datetime

from casework.appointments.rules import Outcome
from casework.kernel.words import long_day, long_moment
from orders.rules.facts import AtCourt
from orders.rules.instructions import ToldHow
from orders.rules.path import RESULT_WORDS, Said, Step

NOT_TOLD = "No record that the person was told of this time and place."
NO_TEXTS = "No texts about this meeting."

_STATES = {
    Outcome.ATTENDED: "attended",
    Outcome.REASON_NOT_KNOWN: "did not attend",
    Outcome.NO_ACCEPTABLE_REASON: "did not attend",
    Outcome.ACCEPTABLE_REASON: "did not attend, excused by the supervisor",
    Outcome.CANCELLED_BY_US: "cancelled by the service",
}


def state_words(outcome: str | None, *, counts: bool | None, started: bool) -> str:
    """What became of a meeting, for the court; a past one that nobody recorded is "not recorded" (rule 9)."""
    if not outcome:
        return "not recorded" if started else "fixed, still to come"
    said = Outcome(outcome)
    if said is Outcome.COULD_NOT_TAKE_PART:
        return "attended" if counts else "came, the meeting could not be held"
    return _STATES[said]


def telling_line(how: str, *, on: date, who: str, words: str, recorded_at: datetime) -> str:
    """One telling: how, when, by whom, and of which time and place; and when it was put on record."""
    by = f" by {who}" if who else ""
    return f"Told {ToldHow(how).words.lower()} on {long_day(on)}{by}: {words} Recorded {long_moment(recorded_at)}."


def move_line(from_words: str, *, asked_by_person: bool, recorded_at: datetime) -> str:
    """A move, and who asked for it; neither is a failure."""
    who = "at the person’s request" if asked_by_person else "by the service"
    return f"Moved from {from_words} {who}, recorded {long_moment(recorded_at)}."


def formed_line(words: str, *, who: str, at: datetime) -> str:
    """That an opinion was formed: by whom, when, and about which meeting as it was fixed."""
    return (
        f"{who} recorded at {long_moment(at)}, as supervisor, the opinion that the person failed without reasonable "
        f"excuse to attend the meeting fixed for {words}."
    )


def withdrawn_line(*, who: str, at: datetime) -> str:
    """That it was taken back, and not why."""
    return f"{who} withdrew this opinion at {long_moment(at)}."


def step_line(step: Step, said: str, *, on: date, where: str, code: str) -> str:
    """One step after the opinion: what it came to, on which London day, at which court, with its CJS code."""
    day, at = long_day(on), f" at {where}" if where else ""
    if step is Step.INFORMATION:
        return f"Information laid on {day}{at}, offence code {code}."
    if step is Step.RESULT:
        return f"{RESULT_WORDS[AtCourt(said)]} on {day}{at}, result code {code}."
    hearing = f", hearing{at}" if step is Step.SUMMONS and where else ""
    return f"{Said(said).words} on {day}{hearing}." if step is Step.SUMMONS else f"Hearing{at}: {_lower(said)}, {day}."


def _lower(said: str) -> str:
    words = Said(said).words
    return words[0].lower() + words[1:]
