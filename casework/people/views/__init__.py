"""The pages about one person: contact, details, circumstances, agreements, who else may see them.

The person's own page stands in `web`.
"""

from __future__ import annotations

from casework.people.views import access, agreements, contact, details, everything, in_person, joining, keeping, life
from casework.people.views.frame import bp

__all__ = ["access", "agreements", "bp", "contact", "details", "everything", "in_person", "joining", "keeping", "life"]
