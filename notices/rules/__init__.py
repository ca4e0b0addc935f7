"""The rules of notices: sentences, what a notice holds, how it is composed, and the life it leads. All pure."""

from __future__ import annotations

from notices.rules.life import Basis, ContactKind, NoticeKind, NoticeState
from notices.rules.sentences import Count, Sentence
from notices.rules.statement import About, CheckFirst, Statement

__all__ = [
    "About",
    "Basis",
    "CheckFirst",
    "ContactKind",
    "Count",
    "NoticeKind",
    "NoticeState",
    "Sentence",
    "Statement",
]
