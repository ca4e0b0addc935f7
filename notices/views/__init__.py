"""The pages of notices: the lists, one notice, and the page its link opens."""

from __future__ import annotations

from notices.views import after, alone, choices, contacts, notices
from notices.views.address import bp as address
from notices.views.frame import bp
from notices.views.seen import bp as seen

BLUEPRINTS = (bp, seen, address)
__all__ = ["BLUEPRINTS", "after", "alone", "bp", "choices", "contacts", "notices"]
