"""The pages of notices: the lists, one notice, and the page its link opens."""

from __future__ import annotations

from notices.views.notices import bp
from notices.views.seen import bp as seen

BLUEPRINTS = (bp, seen)
__all__ = ["BLUEPRINTS", "bp"]
