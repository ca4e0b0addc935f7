"""A plan in pieces: a goal, a step, agreeing it, a service and its outcome, closing, asking after somebody."""

from __future__ import annotations

from casework.care.forms.needs import HEADINGS
from casework.care.rules import CHECK_IN_MONTHS, CameOf, ClosedAs, Goal, Heading, ServiceOutcome, Stage
from casework.kernel.formkit import (
    Checkboxes,
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

NOT_AFTER_TODAY = not_future("The day cannot be after today")


class StepForm(Form):
    """One small step: what, who, by when."""

    step = Text("Next small step", [needed("Enter the step")], max_length=200)
    who = Text("Who does it?", max_length=60)
    by_when = DateBox("By when?")


class GoalForm(Form):
    """One goal in their words, and the first small step."""

    goal = Text("Goal, in their words", [needed("Enter the goal")], hint="Small enough to reach soon", max_length=200)
    heading = Select("What is it about?", [needed("Choose what the goal is about")], choices=HEADINGS)
    step = Text("First small step", max_length=200)
    who = Text("Who does it?", max_length=60)
    by_when = DateBox("By when?")

    def answer(self) -> Goal:
        """What was typed."""
        return Goal(Heading(self.heading.data), self.goal.data, self.step.data, self.who.data, self.by_when.data)


class AgreeForm(Form):
    """The plan was agreed with the person, or looked at again; where they are; when next."""

    agreed = Tick("The plan was agreed with the person", [needed("Tick once the plan has been agreed with the person")])
    stage = Radios("Where are they on the way?", choices=[Choice(one.value, one.words) for one in Stage])
    agreed_on = DateBox("On which day?", [needed("Enter the day"), NOT_AFTER_TODAY])
    review_on = DateBox("Look at it again on", hint="Four weeks on is usual. It stands on Today then")
    note = TextArea("What was said", max_length=1000, rows=3, counted=False)
    counts = Checkboxes("What was it for?", hint="Tick each that asked for it")

    @property
    def chosen(self) -> Stage | None:
        """The stage, when one was chosen."""
        return Stage(self.stage.data) if self.stage.data else None


class ServiceForm(Form):
    """A service they were referred to."""

    service = Text("Which service?", [needed("Enter the service")], max_length=100)
    heading = Select("What is it for?", [needed("Choose what it is for")], choices=HEADINGS)
    on_day = DateBox("Referred on", [needed("Enter the day"), NOT_AFTER_TODAY])


class ServiceOutcomeForm(Form):
    """What became of it."""

    outcome = Radios(
        "What became of it?",
        [needed("Choose what became of it")],
        choices=[Choice(one.value, one.words) for one in ServiceOutcome],
    )
    on_day = DateBox("On which day?", [needed("Enter the day"), NOT_AFTER_TODAY])


class ClosePlanForm(Form):
    """Support ends, and somebody asks after them later."""

    closed_as = Radios(
        "Why does it end?",
        [needed("Choose why it ends")],
        choices=[Choice(one.value, one.words) for one in ClosedAs],
    )
    closed_on = DateBox("On which day?", [needed("Enter the day"), NOT_AFTER_TODAY])
    check_ins = Checkboxes(
        "When shall we ask after them?",
        hint="Only if they want it. Each stands on Today when it comes",
        choices=[Choice(str(one), f"After {one} month{'s' if one > 1 else ''}") for one in CHECK_IN_MONTHS],
    )


class PlanCheckInForm(Form):
    """One more day on which to ask after them."""

    due_on = DateBox("Ask after them on", [needed("Enter the day")])


class CheckInForm(Form):
    """What came of asking after them."""

    came_of = Radios(
        "What came of it?", [needed("Choose what came of it")], choices=[Choice(one.value, one.words) for one in CameOf]
    )
    done_on = DateBox("On which day?", [needed("Enter the day"), NOT_AFTER_TODAY])
    note = TextArea("Note", max_length=1000, rows=2, counted=False)
    again_on = DateBox("Ask again on", hint="Leave empty if nothing more is planned")
