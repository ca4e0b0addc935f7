"""Asking the audit trail, and saying what was found of a pattern in it."""

from __future__ import annotations

from flask import request

from casework.kernel.formkit import Choice, DateBox, Form, Select, Text, TextArea, matches, needed
from web.services.trail import ACTS, Wanted


class TrailForm(Form):
    """Which events. It is asked by an address, so that a page of it can be read again."""

    person = Text(
        "Reference of a person",
        [matches("[0-9A-Za-z]{8}", "A reference has 8 letters and digits, such as K7Q3XWZ2")],
        max_length=8,
        width=10,
        spellcheck=False,
    )
    colleague = Select("Colleague", blank_label="Anybody")
    act = Select(
        "What was done", choices=[Choice(one.value, said) for one, said in ACTS.items()], blank_label="Anything"
    )
    first = DateBox("From")
    last = DateBox("To")

    @classmethod
    def asked(cls, colleagues: list[tuple[str, str]]) -> TrailForm:
        """As the address asks; nothing is changed by it, so it carries no token."""
        form = cls(formdata=request.args, meta={"csrf": False})
        form.colleague.choices = [Choice(*one) for one in colleagues]
        return form

    def _check_key(self) -> None:
        """It saves nothing."""

    def check(self) -> None:
        """The days are in order."""
        if self.first.data and self.last.data and self.last.data < self.first.data:
            self.fail("The last day must not be before the first", "last")

    def wanted(self, before: int | None = None) -> Wanted:
        """The question."""
        person, colleague = self.person.data.upper(), self.colleague.data
        return Wanted(person, colleague, self.act.data, self.first.data, self.last.data, before)

    @property
    def filled(self) -> dict[str, str]:
        """What was asked, as an address carries it."""
        return {
            name: value for name in ("person", "colleague", "act", "first", "last") if (value := request.args.get(name))
        }


class LookedIntoForm(Form):
    """What somebody found when they looked into a pattern."""

    found = TextArea(
        "What did you find?",
        [needed("Say what you found, even if it was in order")],
        hint="Kept with your name. For example, covered for a colleague who was ill.",
        max_length=1000,
    )
