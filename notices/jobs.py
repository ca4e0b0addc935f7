"""What the worker wakes: issue what may go by itself, print the documents that wait, hand over what is due."""

from __future__ import annotations

import logging
import poplib
from collections.abc import Callable
from datetime import datetime

from casework.kernel import clock, gate, handover
from casework.kernel.database import reading, transaction
from notices.gateway import document
from notices.gateway.bounces import Mailbox
from notices.gateway.mail import Mail
from notices.rules import bounce
from notices.services import (
    alone,
    coming_back,
    ends,
    mail_in_use,
    nothing_leaves,
    permission,
    schedule,
    sending,
    verifying,
)

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


def read_bounces(now: Callable[[], datetime] = clock.now, mailbox: Mailbox | None = None) -> int:
    """Look, every few minutes, at what came back. Returns how many reports were about a notice of ours.

    Each is recorded before it is deleted there, and recording it twice changes nothing: killed at any moment, a report
    is neither lost nor counted twice.
    """
    box = mailbox or ends().mailbox
    if box is None or nothing_leaves():
        return 0
    try:
        return box.look(lambda raw: _came_back(raw, now()))
    except (OSError, poplib.error_proto) as error:
        log.error("The mailbox of what came back could not be read: %s", type(error).__name__)
        return 0


def _came_back(raw: bytes, now: datetime) -> bool:
    report = bounce.read(raw)
    if report is None:
        return False
    with transaction():
        return coming_back.came_back_by_report(report.message_id, words=report.words, at=now)
