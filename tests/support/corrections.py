"""The reason most tests give for a correction: something was learned later."""

from __future__ import annotations

from casework.appointments.rules import CorrectedBecause, Why

LEARNED_MORE = Why(CorrectedBecause.LEARNED_MORE)
