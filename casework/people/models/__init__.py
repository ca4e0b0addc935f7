"""The tables about a person: who they are and how they are reached, and how long that is kept."""

from __future__ import annotations

from casework.people.models.keeping import ErasureAsked, KeptFigure, KeptLonger, PersonJoin
from casework.people.models.person import (
    Agreement,
    Alias,
    BrokenGlass,
    Circumstance,
    NamedAccess,
    Person,
    PersonShare,
    RecordRestriction,
    SafeContact,
    SafeguardingRecord,
    SeenInPerson,
)

__all__ = [
    "Agreement",
    "Alias",
    "BrokenGlass",
    "Circumstance",
    "ErasureAsked",
    "KeptFigure",
    "KeptLonger",
    "NamedAccess",
    "Person",
    "PersonJoin",
    "PersonShare",
    "RecordRestriction",
    "SafeContact",
    "SafeguardingRecord",
    "SeenInPerson",
]
