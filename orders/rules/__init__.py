"""Pure decisions about Engagement and Support Orders: no page, no table, no clock. Time and facts are arguments."""

from orders.rules.facts import AtCourt, Kept, MeetingFacts, OrderFacts
from orders.rules.words import MEETINGS, RESULT_CODE, Status

__all__ = ["MEETINGS", "RESULT_CODE", "AtCourt", "Kept", "MeetingFacts", "OrderFacts", "Status"]
