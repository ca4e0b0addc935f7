"""What other rooms ask of notices."""

from __future__ import annotations

from notices.rules import CheckFirst, ContactKind, NoticeKind, Statement
from notices.services.acknowledge import acknowledge_by_phone, acknowledge_by_token, find_by_token
from notices.services.ends import Ends, Programme, current_sentences, ends, install, mail_in_use, nothing_leaves
from notices.services.issue import Preview, Recipient, issue, preview, recipients_of
from notices.services.records import (
    cards,
    changed_about,
    changed_since,
    count,
    court_name,
    load,
    not_delivered_since,
    replacements,
    whole,
)
from notices.services.restored import after_restore
from notices.services.told import last_told, last_told_of, lines_about, may_have_gone_since

__all__ = [
    "CheckFirst",
    "ContactKind",
    "Ends",
    "NoticeKind",
    "Preview",
    "Programme",
    "Recipient",
    "Statement",
    "acknowledge_by_phone",
    "acknowledge_by_token",
    "after_restore",
    "cards",
    "changed_about",
    "changed_since",
    "count",
    "court_name",
    "current_sentences",
    "ends",
    "find_by_token",
    "install",
    "issue",
    "last_told",
    "last_told_of",
    "lines_about",
    "load",
    "mail_in_use",
    "may_have_gone_since",
    "not_delivered_since",
    "nothing_leaves",
    "preview",
    "recipients_of",
    "replacements",
    "whole",
]
