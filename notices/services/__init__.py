"""What other rooms ask of notices."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casework.kernel.doors import when_asked

if TYPE_CHECKING:
    from notices.rules import CheckFirst, ContactKind, NoticeKind, Statement
    from notices.services.acknowledge import acknowledge_by_phone, acknowledge_by_token, find_by_token
    from notices.services.chased import looked_at
    from notices.services.chasing import Chase, chase, remind, why_no_reminder
    from notices.services.choosing import Chosen, choose, chosen, contacts_of, kinds_told, recipients, unverified
    from notices.services.coming_back import came_back
    from notices.services.coming_back import why_not as why_not_came_back
    from notices.services.ends import (
        Ends,
        Programme,
        ends,
        install,
        mail_in_use,
        nothing_leaves,
        scheme_names,
        scheme_tells,
    )
    from notices.services.issue import Preview, Recipient, issue, preview, recipients_of
    from notices.services.moves import transfer_words
    from notices.services.permission import allow as allow_alone
    from notices.services.permission import courts_told
    from notices.services.permission import end as end_alone
    from notices.services.permission import listed as permissions
    from notices.services.records import (
        MOST_COUNTED,
        cards,
        changed_about,
        changed_since,
        count,
        court_name,
        load,
        not_delivered_since,
        replacements,
        standings,
        whole,
    )
    from notices.services.restored import after_restore
    from notices.services.schedule import Proposal, by_when, proposals
    from notices.services.states import ToldTo, standing_of, states_of
    from notices.services.told import last_told, last_told_of, lines_about, may_have_gone_since
    from notices.services.troubles import Trouble, troubles
    from notices.services.verifying import address_reached, ask_address, find_check, last_check

__all__ = [
    "MOST_COUNTED",
    "Chase",
    "CheckFirst",
    "Chosen",
    "ContactKind",
    "Ends",
    "NoticeKind",
    "Preview",
    "Programme",
    "Proposal",
    "Recipient",
    "Statement",
    "ToldTo",
    "Trouble",
    "acknowledge_by_phone",
    "acknowledge_by_token",
    "address_reached",
    "after_restore",
    "allow_alone",
    "ask_address",
    "by_when",
    "came_back",
    "cards",
    "changed_about",
    "changed_since",
    "chase",
    "choose",
    "chosen",
    "contacts_of",
    "count",
    "court_name",
    "courts_told",
    "end_alone",
    "ends",
    "find_by_token",
    "find_check",
    "install",
    "issue",
    "kinds_told",
    "last_check",
    "last_told",
    "last_told_of",
    "lines_about",
    "load",
    "looked_at",
    "mail_in_use",
    "may_have_gone_since",
    "not_delivered_since",
    "nothing_leaves",
    "permissions",
    "preview",
    "proposals",
    "recipients",
    "recipients_of",
    "remind",
    "replacements",
    "scheme_names",
    "scheme_tells",
    "standing_of",
    "standings",
    "states_of",
    "transfer_words",
    "troubles",
    "unverified",
    "whole",
    "why_no_reminder",
    "why_not_came_back",
]

when_asked(__name__)
