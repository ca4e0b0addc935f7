"""The pages of figures: the quarter, what is behind each number, what is entered, and how it leaves."""

from __future__ import annotations

from monitoring.views import behind, describing, entering, leaving, quarter
from monitoring.views.frame import bp, people

BLUEPRINTS = (bp, people)

__all__ = ["BLUEPRINTS", "behind", "bp", "describing", "entering", "leaving", "people", "quarter"]
