"""A needs assessment and a Care Action Plan as forms. A programme that asks for one shows the same form."""

from __future__ import annotations

from casework.care.rules import Goal, Heading, NeedsAnswers, Scale, Stage, usual_review
from casework.kernel import clock
from casework.kernel.formkit import (
    Choice,
    DateBox,
    Form,
    Radios,
    Select,
    Text,
    TextArea,
    Tick,
    needed,
    not_future,
)

GOALS = 6
LONGEST = 1000


class AssessmentForm(Form):
    """Ten headings, each with a scale in words, how things are, and what the person wants in their own words."""

    made_on = DateBox(
        "Day of the assessment",
        [needed("Enter the day of the assessment"), not_future("The day of the assessment cannot be after today")],
    )

    def start(self) -> None:
        """Today, and nothing talked about yet."""
        self.made_on.process_data(clock.today())

    def answers(self) -> dict[Heading, NeedsAnswers]:
        """What was said, as the service takes it."""
        return {heading: self._answer(heading.value) for heading in Heading}

    def _answer(self, name: str) -> NeedsAnswers:
        return NeedsAnswers(
            scale=Scale(self[name].data or Scale.NOT_TALKED_ABOUT),
            now=self[f"{name}_now"].data,
            wants=self[f"{name}_wants"].data,
            urgent=self[f"{name}_urgent"].data,
        )

    @property
    def headings(self) -> list[Heading]:
        """The headings in the order of the page."""
        return list(Heading)


for _heading in Heading:
    _said = _heading.words
    setattr(
        AssessmentForm,
        _heading.value,
        Radios(
            f"{_said}: how are things?",
            choices=[Choice(scale.value, scale.words) for scale in Scale],
            default=Scale.NOT_TALKED_ABOUT.value,
        ),
    )
    setattr(
        AssessmentForm,
        f"{_heading.value}_now",
        TextArea(f"{_said}: what was said", max_length=LONGEST, rows=2, counted=False),
    )
    setattr(
        AssessmentForm,
        f"{_heading.value}_wants",
        TextArea(f"{_said}: what they want", max_length=LONGEST, rows=2, counted=False),
    )
    setattr(AssessmentForm, f"{_heading.value}_urgent", Tick(f"{_said}: cannot wait"))


class PlanForm(Form):
    """Small goals agreed with the person, the next step of each, who does it, and when it is looked at again."""

    agreed_on = DateBox(
        "Day it was agreed",
        [needed("Enter the day it was agreed"), not_future("The day it was agreed cannot be after today")],
    )
    stage = Radios("Where are they on the way?", choices=[Choice(stage.value, stage.words) for stage in Stage])
    review_on = DateBox("When will you look at it again?", hint="Four weeks on is usual")
    agreed = Tick("This plan was agreed with the person")

    def start(self) -> None:
        """Today, with a review in four weeks."""
        self.agreed_on.process_data(clock.today())
        self.review_on.process_data(usual_review(clock.today()))

    @property
    def numbers(self) -> range:
        """The goals' numbers, from 1."""
        return range(1, GOALS + 1)

    @property
    def chosen_stage(self) -> Stage | None:
        """The stage, when one was chosen."""
        return Stage(self.stage.data) if self.stage.data else None

    def goals(self) -> list[Goal]:
        """The goals that were filled in, in order."""
        return [self._goal(n) for n in self.numbers if self[f"goal_{n}"].data]

    def _goal(self, n: int) -> Goal:
        return Goal(
            heading=Heading(self[f"heading_{n}"].data),
            goal=self[f"goal_{n}"].data,
            step=self[f"step_{n}"].data,
            who=self[f"who_{n}"].data,
            by_when=self[f"by_when_{n}"].data,
        )

    def check(self) -> None:
        """A goal needs its heading, and a step belongs to a goal."""
        for n in self.numbers:
            goal, heading = self[f"goal_{n}"], self[f"heading_{n}"]
            if goal.data and not heading.data:
                self.fail(f"Choose what goal {n} is about", heading.name)
            if not goal.data and (self[f"step_{n}"].data or self[f"who_{n}"].data) and not goal.errors:
                self.fail(f"Enter goal {n}, or clear its step", goal.name)


for _n in range(1, GOALS + 1):
    setattr(PlanForm, f"goal_{_n}", Text(f"Goal {_n}", hint="Small, and in their words", max_length=200))
    setattr(
        PlanForm,
        f"heading_{_n}",
        Select(f"Goal {_n} is about", choices=[Choice(h.value, h.words) for h in Heading]),
    )
    setattr(PlanForm, f"step_{_n}", Text(f"Goal {_n}: next step", max_length=200))
    setattr(PlanForm, f"who_{_n}", Text(f"Goal {_n}: who does it", max_length=60))
    setattr(PlanForm, f"by_when_{_n}", DateBox(f"Goal {_n}: by when"))
