"""What the worker wakes for accounts: mail to their owners, and the warnings that somebody must act on (C.11)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from flask import g

from casework.accounts.services import colleagues
from casework.kernel import clock, handover
from casework.kernel.database import reading, transaction
from notices.gateway.mail import Mail
from notices.services import ends, mail_in_use
from web.services import account_mail
from web.services.account_mail import Ours, Writing


def write_to_owners(now: Callable[[], datetime] = clock.now, mail: Mail | None = None) -> int:
    """Hand over what owners of accounts are told by mail. Returns how many messages went."""
    here = ends()
    return handover.run(Writing(mail or mail_in_use(), Ours(here.public_url, here.mail_domain)), now)


def warn(now: Callable[[], datetime] = clock.now) -> int:
    """Warn of accounts that nobody uses, and of lists of colleagues that nobody confirmed: each once. Returns how many
    accounts. Pretend people come and go at a press."""
    if g.get("pretend") is not None:
        return 0
    with reading():
        nothing = not colleagues.anything_due(at=now())
    if nothing:
        return 0
    with transaction():
        colleagues.warn_due(at=now())
        unused = colleagues.warn_unused(at=now())
        for one in unused:
            account_mail.say_unused(one, at=now())
    return len(unused)
