"""The one-minute page, and what a colleague types in from paper."""

from __future__ import annotations

from casework.feedback.rules import COMMENT, LONGEST_COMMENT, QUESTIONS, Said
from casework.kernel import clock
from casework.kernel.formkit import Choice, DateBox, Form, Radios, Text, TextArea, needed, not_future

ANSWERS = [Choice(one.value, one.words) for one in Said]


class AnswersForm(Form):
    """Four questions and a line of one's own; none has to be answered."""

    listened = Radios(QUESTIONS["listened"], choices=ANSWERS, inline=True)
    helped = Radios(QUESTIONS["helped"], choices=ANSWERS, inline=True)
    safe = Radios(QUESTIONS["safe"], choices=ANSWERS, inline=True)
    again = Radios(QUESTIONS["again"], choices=ANSWERS, inline=True)
    comment = TextArea(COMMENT, hint="No names, please.", max_length=LONGEST_COMMENT, rows=3)

    @property
    def said(self) -> dict[str, str]:
        """The answers by question."""
        return {key: self[key].data for key in QUESTIONS}


class PaperForm(AnswersForm):
    """A page filled in on paper, and when."""

    on = DateBox(
        "Day it was filled in",
        [needed("Enter the day"), not_future("The day must not be in the future")],
        latest=clock.today,
    )


class CodeForm(Form):
    """The code on a card."""

    code = Text("Code on your card", [needed("Enter the code")], max_length=20, width=10, spellcheck=False)
