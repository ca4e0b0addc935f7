"""The pages of care. Nothing here is ever in court views or notices (ux 2.5)."""

from casework.care.views import contacts, following, needs, overview, pathways, plan, reports, shown
from casework.care.views.frame import bp

__all__ = ["bp", "contacts", "following", "needs", "overview", "pathways", "plan", "reports", "shown"]
