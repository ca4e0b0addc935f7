"""The pages of arrests, referrals and schemes."""

from __future__ import annotations

from diversion.views import arrests, care, court, in_error, people, referrals, safeguarding, schemes, telling
from diversion.views.frame import bp

__all__ = ["arrests", "bp", "care", "court", "in_error", "people", "referrals", "safeguarding", "schemes", "telling"]
