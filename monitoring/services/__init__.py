"""Figures of one agency, read and never changed."""

from __future__ import annotations

from monitoring.services.counting import figures, figures_named
from monitoring.services.quarters import QuarterPage, quarter_page

__all__ = ["QuarterPage", "figures", "figures_named", "quarter_page"]
