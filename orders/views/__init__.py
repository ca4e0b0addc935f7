"""The pages of orders."""

from __future__ import annotations

from orders.views import (
    changes,
    correcting,
    court_path,
    lists,
    opinion,
    record,
    recording,
    showing,
    telling,
    telling_of,
)
from orders.views.frame import bp

__all__ = [
    "bp",
    "changes",
    "correcting",
    "court_path",
    "lists",
    "opinion",
    "record",
    "recording",
    "showing",
    "telling",
    "telling_of",
]
