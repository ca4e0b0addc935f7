"""What texts would look like on a person's phone, asked of the room above that writes them, without knowing it.

`web` wires it once. The answers are those on the page, not yet kept: the worker shows her the card before leaving.
"""

from __future__ import annotations

from typing import Protocol, cast

from flask import Flask, current_app

from casework.people.models import Person
from casework.people.rules.contact import ContactAnswers, ShownText

_KEY = "people.texts"


class Shower(Protocol):
    """Makes the cards; keeps and sends nothing."""

    def __call__(self, person: Person, answers: ContactAnswers) -> list[ShownText]: ...


def show_with(app: Flask, shower: Shower) -> None:
    """Let `shower` make the cards from now on."""
    app.extensions[_KEY] = shower


def shown_texts(person: Person, answers: ContactAnswers) -> list[ShownText]:
    """The cards for these answers; none where nobody makes any."""
    shower = cast("Shower | None", current_app.extensions.get(_KEY))
    return shower(person, answers) if shower else []
