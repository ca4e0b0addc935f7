"""A needs assessment in pieces: the first questions, one heading at a time, and saying that it is done."""

from __future__ import annotations

from casework.care.rules import FirstAnswers, Heading, Home, NeedsAnswers, Prompt, Said, Scale
from casework.kernel.formkit import (
    Checkboxes,
    Choice,
    DateBox,
    Form,
    Radios,
    Text,
    TextArea,
    Tick,
    needed,
    not_future,
)

LONGEST = 1000
SAID = [Choice(one.value, one.words) for one in Said]


class FirstForm(Form):
    """Asked before anything else; each may be left."""

    safe_now = Radios("Are they safe now, and tonight?", choices=SAID, inline=True)
    home = Radios("Where do they sleep?", choices=[Choice(one.value, one.words) for one in Home])
    language = Text("Which language do they want to talk in?", max_length=60)
    interpreter = Radios("Do they want an interpreter?", choices=SAID[:2], inline=True)
    exploited = Radios(
        "Does somebody make them do things they do not want to, or take their money?", choices=SAID, inline=True
    )

    def start(self, found: FirstAnswers) -> None:
        """As it was said before."""
        for name in ("safe_now", "home", "language", "interpreter", "exploited"):
            self[name].process_data(getattr(found, name) or "")

    def answers(self) -> FirstAnswers:
        """What was said."""
        return FirstAnswers(
            safe_now=Said(self.safe_now.data) if self.safe_now.data else None,
            exploited=Said(self.exploited.data) if self.exploited.data else None,
            home=Home(self.home.data) if self.home.data else None,
            language=self.language.data,
            interpreter=Said(self.interpreter.data) if self.interpreter.data else None,
        )


class HeadingForm(Form):
    """One heading: how things are, in words and in theirs, what they want, whether it waits, who else should know."""

    scale = Radios(
        "How are things?",
        [needed("Choose how things are, or “Not talked about”")],
        choices=[Choice(one.value, one.words) for one in Scale],
    )
    now = TextArea("How it is now", max_length=LONGEST, rows=2, counted=False)
    wants = TextArea("What they want", hint="In their words", max_length=LONGEST, rows=2, counted=False)
    urgent = Tick("This cannot wait")
    who_else = Text("Who else should know?", hint="Only whom they agree to, such as their GP", max_length=200)

    def start(self, found: NeedsAnswers) -> None:
        """As it was said before."""
        self.scale.process_data(found.scale.value)
        for name in ("now", "wants", "urgent", "who_else"):
            self[name].process_data(getattr(found, name))

    def answer(self) -> NeedsAnswers:
        """What was said."""
        return NeedsAnswers(
            Scale(self.scale.data), self.now.data, self.wants.data, self.urgent.data, self.who_else.data
        )


class FinishForm(Form):
    """The assessment is done, and what it was for."""

    made_on = DateBox(
        "Day of the assessment",
        [needed("Enter the day of the assessment"), not_future("The day of the assessment cannot be after today")],
    )
    counts = Checkboxes("What was it for?", hint="Tick each that asked for it")


class PathwaysForm(Form):
    """What this service's workers do about the gravest answers, one box for each."""

    def texts(self) -> dict[Prompt, str]:
        """What was written, by prompt."""
        return {prompt: self[prompt.value].data for prompt in Prompt}


for _prompt in Prompt:
    setattr(PathwaysForm, _prompt.value, TextArea(_prompt.words, hint=_prompt.when, max_length=2000, rows=5))

HEADINGS = [Choice(one.value, one.words) for one in Heading]
