"""The two ways a service says no."""

from __future__ import annotations


class Refused(Exception):
    """A named no that speaks to staff: `message` says how to put it right, `field` is the form field it lands on."""

    def __init__(self, message: str, field: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.field = field


class NotFound(Exception):
    """Missing or not yours: the two are never told apart (promises P26)."""


class Conflict(Exception):
    """Somebody else changed this first; `theirs` and `yours` are shown side by side (promises P14)."""

    def __init__(self, what: str, *, theirs: str, yours: str) -> None:
        super().__init__(what)
        self.what = what
        self.theirs = theirs
        self.yours = yours
