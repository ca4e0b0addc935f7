"""What the worker wakes: issue what may go by itself, print the documents that wait, hand over what is due."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime

from casework.kernel import clock, gate, handover
from casework.kernel.database import reading, transaction
from notices.gateway import document
from notices.gateway.mail import Mail
from notices.services import alone, mail_in_use, permission, schedule, sending, verifying

log = logging.getLogger("waymark.notices")


def run_due(now: Callable[[], datetime] = clock.now, mail: Mail | None = None) -> int:
    """One waking. Returns how many notices were handed over; run by two workers at once it doubles none."""
    issue_alone(now)
    print_waiting(now)
    return handover.run(sending.Sending(mail if mail is not None else mail_in_use()), now)


def ask_addresses(now: Callable[[], datetime] = clock.now, mail: Mail | None = None) -> int:
    """Hand over the messages that check addresses. Returns how many."""
    return handover.run(verifying.Asking(mail if mail is not None else mail_in_use()), now)


def issue_alone(now: Callable[[], datetime] = clock.now) -> None:
    """Issue what an administrator lets go by itself. Writes nothing where nothing may, nor while the gate is closed."""
    with reading():
        agencies = permission.agencies()
    for agency_id in agencies if agencies and not gate.why_closed() else []:
        with reading():
            due = any(each.may_go_alone for each in schedule.proposals(agency_id, now()))
        if due:
            with transaction():
                alone.issue_alone(agency_id, at=now())


def print_waiting(now: Callable[[], datetime] = clock.now) -> None:
    """Print what is not printed yet, holding no transaction meanwhile: printing takes a while, a lock must not."""
    with reading():
        waiting = sending.unprinted()
    for key, page in waiting:
        try:
            made = document.pdf(page)
        except Exception as error:
            log.error("A notice could not be printed: %s", type(error).__name__)
            with transaction():
                sending.give_up_printing(key, error, now())
        else:
            with transaction():
                sending.keep_document(key, made)
