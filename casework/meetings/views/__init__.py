"""The pages of cases meetings. Nothing here is ever in court views or notices."""

from casework.meetings.views import actions, meeting, people, plan, printed
from casework.meetings.views.frame import bp

__all__ = ["actions", "bp", "meeting", "people", "plan", "printed"]
