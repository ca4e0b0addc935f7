"""Rates and how far they can be trusted."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

Z95 = 1.959964
"""The normal quantile of a 95% interval."""


@dataclass(frozen=True)
class Rate:
    """`part` of `whole`, with Wilson's 95% score interval; all three are fractions from 0 to 1."""

    rate: float
    least: float
    most: float


def wilson(part: int, whole: int) -> Rate | None:
    """The rate and its interval, None where there is nothing to divide by.

    Wilson's score interval holds for few cases and for rates near 0 or 1, where the common one leaves 0 to 1.
    Raises ValueError where `part` is not among `whole`.
    """
    if not 0 <= part <= whole:
        raise ValueError("A part lies between none and the whole")
    if not whole:
        return None
    share, square = part / whole, Z95 * Z95
    middle = share + square / (2 * whole)
    reach = Z95 * sqrt(share * (1 - share) / whole + square / (4 * whole * whole))
    below = 1 + square / whole
    return Rate(share, max(0.0, (middle - reach) / below), min(1.0, (middle + reach) / below))
