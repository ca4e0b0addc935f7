"""What an assessment holds, what changed since the last one, and which answers must not wait (review 6.15-6.17)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, fields
from enum import StrEnum

from casework.care.rules.headings import Heading, Home, Said, Scale


@dataclass(frozen=True)
class NeedsAnswers:
    """One heading: how things are, in words; what they want, in theirs; whether it waits; who else should know."""

    scale: Scale = Scale.NOT_TALKED_ABOUT
    now: str = ""
    wants: str = ""
    urgent: bool = False
    who_else: str = ""


@dataclass(frozen=True)
class FirstAnswers:
    """What is asked before anything else; None was not asked."""

    safe_now: Said | None = None
    exploited: Said | None = None
    home: Home | None = None
    language: str = ""
    interpreter: Said | None = None


class Prompt(StrEnum):
    """An answer for which this service wrote down what its workers do."""

    SAFEGUARDING = "safeguarding"
    MARAC = "marac"
    NRM = "nrm"

    @property
    def words(self) -> str:
        """As shown to staff."""
        return {
            "safeguarding": "Safeguarding",
            "marac": "Domestic violence: MARAC",
            "nrm": "Exploitation: National Referral Mechanism",
        }[self.value]

    @property
    def when(self) -> str:
        """Which answers show it, for whoever writes the text."""
        return {
            "safeguarding": "Shown when somebody is not safe now, or needs help now with domestic violence",
            "marac": "Shown when domestic violence is hard at the moment, needs help now or cannot wait",
            "nrm": "Shown when somebody makes them do things or takes their money, or may do so",
        }[self.value]


@dataclass(frozen=True)
class Change:
    """One heading that is not as it was: what was said, and whether it got better (True), harder (False) or neither."""

    heading: Heading
    was: Scale
    now: Scale
    better: bool | None


def assessment_faults(answers: Mapping[Heading, NeedsAnswers], *, made_on: dt.date, today: dt.date) -> dict[str, str]:
    """What stops an assessment, by form field. It needs one heading talked about, or it is no assessment."""
    found: dict[str, str] = {}
    if made_on > today:
        found["made_on"] = "The day of the assessment cannot be after today"
    if not any(answer.scale.was_talked_about for answer in answers.values()):
        found["safety"] = "Choose how things are under at least one heading"
    return found


def needs_help_first(answers: Mapping[Heading, NeedsAnswers]) -> list[Heading]:
    """Headings that cannot wait, in the order of the page: those marked urgent or in need of help now."""
    return [h for h in Heading if h in answers and (answers[h].urgent or answers[h].scale is Scale.NEEDS_HELP_NOW)]


def changes(before: Mapping[Heading, NeedsAnswers], after: Mapping[Heading, NeedsAnswers]) -> list[Change]:
    """Headings talked about both times that are not as they were, in the order of the page."""
    both = [(h, before[h].scale, after[h].scale) for h in Heading if h in before and h in after]
    moved = [one for one in both if one[1] is not one[2] and one[1].was_talked_about and one[2].was_talked_about]
    return [Change(heading, was, now, _better(was, now)) for heading, was, now in moved]


def _better(was: Scale, now: Scale) -> bool | None:
    return None if was.place is None or now.place is None else now.place > was.place


def first_changes(before: FirstAnswers, after: FirstAnswers) -> list[str]:
    """The names of what is asked first and was answered otherwise this time."""
    return [
        one.name
        for one in fields(FirstAnswers)
        if getattr(before, one.name) and getattr(after, one.name)
        if getattr(before, one.name) != getattr(after, one.name)
    ]


def prompts(first: FirstAnswers, answers: Mapping[Heading, NeedsAnswers]) -> list[Prompt]:
    """Which of the service's own pathways these answers call for, the most general first.

    What to do is written by the service and never by us: this only says when its words are shown.
    """
    violence = answers.get(Heading.DOMESTIC_VIOLENCE, NeedsAnswers())
    now = violence.scale is Scale.NEEDS_HELP_NOW or violence.urgent
    used = first.exploited in (Said.YES, Said.NOT_SURE)
    asked = {
        Prompt.SAFEGUARDING: first.safe_now is Said.NO or first.exploited is Said.YES or now,
        Prompt.MARAC: now or violence.scale is Scale.HARD,
        Prompt.NRM: used,
    }
    return [prompt for prompt, wanted in asked.items() if wanted]
