"""Bringing a referral spreadsheet in: read it, see what is known already, write the rest. Nobody is texted."""

from __future__ import annotations

from diversion.history.services.intake import Intake, compare, lines_of, look_ups, read_lines
from diversion.history.services.writing import bring_in

__all__ = ["Intake", "bring_in", "compare", "lines_of", "look_ups", "read_lines"]
