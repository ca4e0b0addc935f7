"""The worker of the kill test: a parent with everything imported forks one for each line it is given.

A line says the minutes its clock is ahead, the step at which it kills itself ("" lets it run), and how many people
there are to tell of. Each worker tells of whoever is not told yet, prints, and hands over; where the step begins with
"address", it hands over the messages that check addresses instead. The parent answers with the worker's number, and at
its end whether it was killed.
"""

from __future__ import annotations

import contextlib
import gc
import os
import signal
import smtplib
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Any

from casework.kernel import gate, handover
from casework.kernel.database import db
from notices import jobs
from notices.gateway import document, mail
from notices.services import alone, sending, verifying
from tests.notices.papers import told
from tests.notices.saying import SCHEME, Says, installed
from tests.support.application import remember_statements
from web.app import create_app
from web.settings import Settings

COURT_DAY = date(2026, 10, 20)
START = datetime(2026, 10, 12, 11, 0, tzinfo=UTC)
STEPS = (
    "issuing", "issued", "printing", "printed", "claiming", "claimed", "checked", "handed", "anchored", "connected",
    "introduced", "half", "whole", "answered", "settling", "recorded",
)  # fmt: skip


ADDRESS = "address "


def die(*_given: Any, **_named: Any) -> Any:
    os.kill(os.getpid(), signal.SIGKILL)


def before(holder: Any, name: str) -> None:
    """Die as soon as this is called."""
    setattr(holder, name, die)


def after(holder: Any, name: str) -> None:
    """Let this be done, then die."""
    real: Callable[..., Any] = getattr(holder, name)

    def done(*given: Any, **named: Any) -> Any:
        if real(*given, **named):
            die()

    setattr(holder, name, done)


def said(part: float) -> Callable[[smtplib.SMTP, bytes], Any]:
    """Send this much of the e-mail itself, then die."""

    def contents(smtp: smtplib.SMTP, message: bytes) -> Any:
        whole = mail._dotted(message)
        smtp.send(whole[: int(len(whole) * part)])
        with contextlib.suppress(smtplib.SMTPException, OSError):
            if part == 1:
                smtp.getreply()
        die()

    return contents


def _always(real: Callable[..., Any]) -> Callable[..., bool]:
    return lambda *given, **named: bool(real(*given, **named)) or True


def die_at(step: str, steps: Any = sending.Sending) -> None:
    """Arrange that this process is killed when it comes to a step of handing over notices, or what `steps` says."""
    match step:
        case "issuing":  # inside the transaction
            after(alone, "issue_alone")
        case "issued":
            before(jobs, "print_waiting")
        case "printing":
            before(document, "pdf")
        case "printed":
            before(handover, "run")
        case "claiming":  # inside the transaction
            after(handover, "_take")
        case "claimed":
            before(handover, "hand_over")
        case "checked":  # inside the transaction
            after(steps, "prepare")
        case "handed":
            before(gate, "fix")
        case "anchored":
            before(mail.Relay, "hand")
        case "connected":
            before(mail.Relay, "_introduced")
        case "introduced":
            before(mail, "_contents")
        case "half" | "whole" | "answered":
            setattr(mail, "_contents", said({"half": 0.5, "whole": 0.999, "answered": 1}[step]))  # noqa: B010
        case "settling":  # inside the transaction
            steps.settle = _always(steps.settle)
            after(steps, "settle")
        case "recorded":
            handover.record = _always(handover.record)  # type: ignore[assignment]
            after(handover, "record")


def people(says: Says, number: int, person_id: int) -> None:
    """So many people have completed; each is a referral of its own."""
    for n in range(number):
        about = told(f"Jo{n} BROWN", subject=f"referral:P{n:07}", person_id=person_id, hearing_day=COURT_DAY)
        says.say(replace(about, scheme=SCHEME))


def main(home: str, url: str, port: str, person_id: str) -> None:
    """Read lines until there are no more."""
    document.pdf = lambda page: b"%PDF-1.7"
    app = create_app(Settings.from_environment({"WAYMARK_HOME": home, "DATABASE_URL": url}), pages=False)
    remember_statements(app)
    says = installed(app)
    relay = mail.Relay(host="127.0.0.1", port=int(port), from_address="notices@lantern.example.org")
    with app.app_context():
        people(says, 1, int(person_id))
        jobs.run_due(lambda: START, relay)  # one whole run, so that each worker finds everything thought of already
        db.session.remove()
        db.engine.dispose()
    gc.disable()  # a worker lives for a moment: looking for its rubbish would copy the whole parent
    gc.freeze()
    print("ready", flush=True)
    for line in sys.stdin:
        minutes, step, number = line.rstrip("\n").split(",")
        if child := os.fork():
            print(child, flush=True)
            ended = os.waitpid(child, 0)[1]
            print("killed" if os.WIFSIGNALED(ended) and os.WTERMSIG(ended) == signal.SIGKILL else "lived", flush=True)
            continue
        now = START + timedelta(minutes=int(minutes))
        people(says, int(number), int(person_id))
        addresses = step.startswith(ADDRESS)
        die_at(step.removeprefix(ADDRESS), verifying.Asking if addresses else sending.Sending)
        with app.app_context():
            (jobs.ask_addresses if addresses else jobs.run_due)(partial(now.astimezone, UTC), relay)
        os._exit(0)


if __name__ == "__main__":
    main(*sys.argv[1:])
