"""The pages of texts, and the two addresses that the provider calls."""

from __future__ import annotations

from reminders.views import ahead as _ahead  # noqa: F401 - its routes stand on the blueprint of the pages
from reminders.views import missed as _missed  # noqa: F401
from reminders.views import writing as _writing  # noqa: F401 - so do these
from reminders.views.hooks import bp as hooks
from reminders.views.pages import bp
from reminders.views.sender import bp as sender
from reminders.views.wordings import bp as wordings

BLUEPRINTS = (bp, sender, wordings, hooks)
__all__ = ["BLUEPRINTS", "bp"]
