"""The two ways a service says no."""

from __future__ import annotations

from collections.abc import Mapping


class Refused(Exception):
    """A named no that speaks to staff: `message` says how to put it right, `field` is the form field it lands on."""

    def __init__(self, message: str, field: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.field = field


class NotFound(Exception):
    """Missing or not yours: the two are never told apart (promises P26)."""


class Conflict(Exception):
    """Somebody else changed this first; `theirs` and `yours` are shown side by side, and either may be chosen (P14).

    `again` is what the same form must say to be saved all the same: the version, or the row, that has now been seen.
    Without it, what was saved first stands and nothing else is offered.
    """

    def __init__(self, what: str, *, theirs: str, yours: str, again: Mapping[str, str] | None = None) -> None:
        super().__init__(what)
        self.what = what
        self.theirs = theirs
        self.yours = yours
        self.again = None if again is None else dict(again)
