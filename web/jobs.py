"""What the worker wakes for the front: mail to owners of accounts, the warnings that somebody must act on (C.11), the
audit trail looked through (C.9), and patterns of browsing (P33)."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime

from flask import current_app, g
from sqlalchemy import select

from casework.accounts.models import Agency
from casework.accounts.services import colleagues
from casework.kernel import clock, handover, walking
from casework.kernel.database import db, reading, transaction
from notices.gateway.mail import Mail
from notices.services import ends, mail_in_use
from web.services import account_mail, browsing, heartbeat
from web.services.account_mail import Ours, Writing

BROWSING_EVERY = 15 * 60.0


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


def beat() -> int:
    """Write down, once a minute, when each job of this worker last finished. Returns nothing to speak of."""
    if g.get("pretend") is None and heartbeat.is_due():
        with transaction():
            heartbeat.write()
    return 0


def look_through() -> int | None:
    """Look the audit trail through: whole at the start and every night, what is new every minute."""
    return walking.look_through()


def notice(now: Callable[[], datetime] = clock.now) -> int:
    """Raise patterns of browsing that were not raised yet, for every agency; returns how many. Looks without holding
    a lock, and writes only where there is something. Two workers at once raise the same once."""
    kept, place = current_app.extensions, f"noticed {g.get('pretend') is not None}"
    if time.monotonic() - kept.get(place, -BROWSING_EVERY) < BROWSING_EVERY:
        return 0
    kept[place] = time.monotonic()
    with reading():
        agencies = list(db.session.scalars(select(Agency.id)))
        due = [agency for agency in agencies if browsing.new_patterns(agency, at=now())]
    raised = 0
    for agency in due:
        with transaction():
            raised += len(browsing.raise_new(agency, at=now()))
    return raised
