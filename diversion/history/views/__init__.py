"""The pages on which a manager brings a spreadsheet in."""

from __future__ import annotations

from diversion.history.views import giving, going
from diversion.history.views.frame import bp

__all__ = ["bp", "giving", "going"]
