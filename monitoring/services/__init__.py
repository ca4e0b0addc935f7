"""Figures of one agency, read and never changed."""

from __future__ import annotations

from monitoring.services.counting import figures, scheme_named, scheme_names

__all__ = ["figures", "scheme_named", "scheme_names"]
