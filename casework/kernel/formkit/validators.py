"""Checks that a form names in words. Each raises WTForms' own errors; each lets a blank box pass except `needed`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from wtforms.validators import StopValidation, ValidationError

from casework.kernel import clock

Check = Callable[[Any, Any], None]


def needed(message: str) -> Check:
    """The box must be filled, the tick ticked, an answer chosen. `message` begins with a verb: "Enter the date"."""

    def check(form: Any, field: Any) -> None:
        if field.data in (None, "", False, []):
            raise StopValidation(message)

    check.needed = True  # type: ignore[attr-defined]
    return check


def not_future(message: str) -> Check:
    """A date must be today (London) or before."""
    return on_or_before(clock.today, message)


def not_past(message: str) -> Check:
    """A date must be today (London) or after."""

    def check(form: Any, field: Any) -> None:
        if field.data is not None and field.data < clock.today():
            raise ValidationError(message)

    return check


def on_or_before(limit: Callable[[], dt.date], message: str) -> Check:
    """A date must not be after what `limit()` gives when the form is sent."""

    def check(form: Any, field: Any) -> None:
        if field.data is not None and field.data > limit():
            raise ValidationError(message)

    return check


def at_least(characters: int, message: str) -> Check:
    """A text that is given must have so many characters."""

    def check(form: Any, field: Any) -> None:
        if field.data and len(field.data) < characters:
            raise ValidationError(message)

    return check


def matches(pattern: str, message: str) -> Check:
    """A text that is given must match a whole regular expression. Keep the expression free of nested repeats."""
    import re

    whole = re.compile(pattern)

    def check(form: Any, field: Any) -> None:
        if field.data and not whole.fullmatch(field.data):
            raise ValidationError(message)

    return check
