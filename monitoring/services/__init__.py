"""Figures of one agency: what is read and counted, and the little that is entered for them."""

from __future__ import annotations

from monitoring.services.counting import figures, figures_named
from monitoring.services.entered import enter, entered
from monitoring.services.given import feedback_of
from monitoring.services.quarters import QuarterPage, chosen, give_out_quarter, quarter_page

__all__ = [
    "QuarterPage",
    "chosen",
    "enter",
    "entered",
    "feedback_of",
    "figures",
    "figures_named",
    "give_out_quarter",
    "quarter_page",
]
