"""The pages of orders."""

from __future__ import annotations

from orders.views import lists, recording, showing, telling
from orders.views.frame import bp

__all__ = ["bp", "lists", "recording", "showing", "telling"]
