"""The pages about one person: contact, details, circumstances, agreements. The person's own page stands in `web`."""

from __future__ import annotations

from casework.people.views import agreements, contact, details, in_person, life
from casework.people.views.frame import bp

__all__ = ["agreements", "bp", "contact", "details", "in_person", "life"]
