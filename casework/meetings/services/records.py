"""What this room holds of a person, for erasing, for handing over everything held, and for joining (rule 28)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from casework.meetings.models import CasesAction, CasesItem, CasesNote, CasesStep, CasesTold
from casework.meetings.rules import ActionState, CameOf, OffWhy, Reason
from casework.people.rules.keeping import Kind
from casework.people.rules.sharing import Basis
from casework.people.services.records import Lasts, RoomRecords, in_words


class MeetingRecords(RoomRecords):
    """When somebody was put before a cases meeting, in which words, and what was agreed. No figure counts it."""

    room = "meetings"
    tables: ClassVar[Mapping[Any, str]] = {
        CasesStep: "What became of what was agreed for you",
        CasesAction: "What was agreed for you at cases meetings",
        CasesNote: "What cases meetings said of you",
        CasesTold: "Until when other agencies could read what was written of you",
        CasesItem: "Cases meetings you were put before",
    }
    lasts = (Lasts(Kind.SUPPORT, CasesItem.put_at),)
    words: ClassVar[Mapping[str, Callable[[Any], str]]] = {
        "cases_item.reason": in_words(Reason),
        "cases_item.basis": in_words(Basis),
        "cases_item.off_why": in_words(OffWhy),
        "cases_note.came_of": in_words(CameOf),
        "cases_action.state": in_words(ActionState),
        "cases_step.state": in_words(ActionState),
    }
