"""The pages of orders."""

from __future__ import annotations

from orders.views import changes, court_path, lists, opinion, record, recording, showing, telling
from orders.views.frame import bp

__all__ = ["bp", "changes", "court_path", "lists", "opinion", "record", "recording", "showing", "telling"]
