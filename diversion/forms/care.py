"""What a required appointment leaves behind: the needs assessment and the Care Action Plan, each on one page."""

from __future__ import annotations

from typing import Any

from casework.care.rules import Goal, Heading, NeedsAnswers, Scale, Stage
from casework.kernel.formkit import (
    Choice,
    DateBox,
    Form,
    Select,
    Text,
    TextArea,
    Tick,
    needed,
    not_future,
)

GOALS = 3
NOT_AFTER_TODAY = "The day cannot be after today"
SCALES = [Choice(scale.value, scale.words) for scale in Scale if scale is not Scale.NOT_TALKED_ABOUT]


class AssessmentForm(Form):
    """The ten headings; one not talked about is left as it is."""

    made_on = DateBox("Day of the assessment", [needed("Enter the day of the assessment"), not_future(NOT_AFTER_TODAY)])

    def answers(self) -> dict[Heading, NeedsAnswers]:
        """What was said, by heading."""
        return {heading: self._answer(heading.value) for heading in Heading}

    def _answer(self, name: str) -> NeedsAnswers:
        box: Any = self._fields
        scale = Scale(box[name].data) if box[name].data else Scale.NOT_TALKED_ABOUT
        return NeedsAnswers(scale, box[f"{name}_now"].data, box[f"{name}_wants"].data, box[f"{name}_urgent"].data)

    def sections(self) -> list[tuple[str, list[Any]]]:
        """Each heading with its four boxes, for the page."""
        box: Any = self._fields
        return [
            (
                heading.words,
                [box[heading.value], *(box[f"{heading.value}_{part}"] for part in ("now", "wants", "urgent"))],
            )
            for heading in Heading
        ]


for _heading in Heading:
    _name, _words = _heading.value, _heading.words
    setattr(AssessmentForm, _name, Select(f"{_words}: how are things?", blank_label="Not talked about", choices=SCALES))
    setattr(AssessmentForm, f"{_name}_now", TextArea(f"{_words}: how it is now", rows=2, counted=False))
    setattr(AssessmentForm, f"{_name}_wants", TextArea(f"{_words}: what they want", rows=2, counted=False))
    setattr(AssessmentForm, f"{_name}_urgent", Tick(f"{_words}: cannot wait"))


class PlanForm(Form):
    """Small goals in her words, agreed with her, and looked at again."""

    agreed = Tick("The plan was agreed with the person", [needed("Tick once the plan has been agreed with the person")])
    agreed_on = DateBox("Day it was agreed", [needed("Enter the day the plan was agreed"), not_future(NOT_AFTER_TODAY)])
    review_on = DateBox("Look at it again on")
    stage = Select("Where they are", choices=[Choice(s.value, s.words) for s in Stage], blank_label="Not said")

    def goals(self) -> list[Goal]:
        """The goals that were written, in order."""
        box: Any = self._fields
        return [
            Goal(
                Heading(box[f"heading_{n}"].data or Heading.SAFETY.value),
                box[f"goal_{n}"].data,
                box[f"step_{n}"].data,
                box[f"who_{n}"].data,
                box[f"by_when_{n}"].data,
            )
            for n in range(1, GOALS + 1)
            if box[f"goal_{n}"].data
        ]

    def sections(self) -> list[list[Any]]:
        """The boxes of each goal, for the page."""
        box: Any = self._fields
        return [[box[f"{part}_{n}"] for part in PARTS] for n in range(1, GOALS + 1)]

    def check(self) -> None:
        """A goal belongs under a heading; the first goal is needed."""
        box: Any = self._fields
        if not box["goal_1"].data:
            self.fail("Enter at least one goal", "goal_1")
        for n in range(1, GOALS + 1):
            if box[f"goal_{n}"].data and not box[f"heading_{n}"].data:
                self.fail(f"Choose what goal {n} is about", f"heading_{n}")


PARTS = ("goal", "heading", "step", "who", "by_when")
for _n in range(1, GOALS + 1):
    setattr(PlanForm, f"goal_{_n}", Text(f"Goal {_n}, in their words", max_length=200))
    setattr(
        PlanForm, f"heading_{_n}", Select(f"Goal {_n} is about", choices=[Choice(h.value, h.words) for h in Heading])
    )
    setattr(PlanForm, f"step_{_n}", Text(f"First small step for goal {_n}", max_length=200))
    setattr(PlanForm, f"who_{_n}", Text(f"Who does it, for goal {_n}", max_length=60))
    setattr(PlanForm, f"by_when_{_n}", DateBox(f"By when, for goal {_n}"))
