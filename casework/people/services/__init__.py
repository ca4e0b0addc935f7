"""What may be done with a person's record. Every function is told who acts and when, and commits nothing itself."""

from __future__ import annotations

from casework.people.services.agreeing import agree, agreements, live_agreement, repeat, withdraw
from casework.people.services.contact import (
    check_again,
    number_index,
    safe_contact,
    set_safe_contact,
    texting_of,
)
from casework.people.services.facts import facts_of, held_by
from casework.people.services.finding import everybody_known, search_people, similar_people
from casework.people.services.guard import hold, judge, must, must_of
from casework.people.services.in_person import (
    record_in_person,
    seen_enough,
    seen_lately,
    standing_among,
    standing_of,
)
from casework.people.services.life import (
    all_circumstances,
    circumstances,
    end_circumstance,
    load_circumstance,
    record_circumstance,
)
from casework.people.services.person import add_person, change_person, load_person
from casework.people.services.safeguarding import SafeguardingAnswers, record_safeguarding
from casework.people.services.scope import everybody, seen_through, visible
from casework.people.services.sharing import stop_shares
from casework.people.services.showing import Shower, show_with, shown_texts
from casework.people.services.watching import Changed, Watcher, tell, watch

__all__ = [
    "Changed",
    "SafeguardingAnswers",
    "Shower",
    "Watcher",
    "add_person",
    "agree",
    "agreements",
    "all_circumstances",
    "change_person",
    "check_again",
    "circumstances",
    "end_circumstance",
    "everybody",
    "everybody_known",
    "facts_of",
    "held_by",
    "hold",
    "judge",
    "live_agreement",
    "load_circumstance",
    "load_person",
    "must",
    "must_of",
    "number_index",
    "record_circumstance",
    "record_in_person",
    "record_safeguarding",
    "repeat",
    "safe_contact",
    "search_people",
    "seen_enough",
    "seen_lately",
    "seen_through",
    "set_safe_contact",
    "show_with",
    "shown_texts",
    "similar_people",
    "standing_among",
    "standing_of",
    "stop_shares",
    "tell",
    "texting_of",
    "visible",
    "watch",
    "withdraw",
]
