"""Where the lower rooms' questions meet the programmes that can answer them: wired once, for the web and the worker.

What only a change by somebody, a page or one job needs is imported when it is first asked for, so that a worker that
sends texts carries what sending needs (performance goal F2).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from pkgutil import resolve_name
from threading import Lock
from typing import Any, cast

from flask import Flask

import diversion.services
import notices.services
import orders.services
import reminders.services
from casework.care.services.wanted import Wanting, want_with
from casework.courts.models import Hearing
from casework.courts.services import watching as courts
from casework.courts.services.watching import Happened
from casework.kernel.actors import Actor
from casework.kernel.handing import Pace
from casework.people.models import Person
from casework.people.services import Changed, show_with, watch
from casework.people.services.bundle import printed_with
from casework.people.services.records import RoomRecords, keep_with
from notices.gateway.bounces import Mailbox
from notices.services.printing import tagged_pdf
from reminders.gateway import TwilioGateway
from reminders.rules.spending import Caps
from reminders.services.offering import Booker, book_with
from web.services import caseloads
from web.settings import Settings

JOBS = {
    "texts": "reminders.jobs:wake",
    "witness": "reminders.jobs:witness_due",
    "removals": "reminders.jobs:remove_due",
    "notices": "notices.jobs:run_due",
    "bounces": "notices.jobs:read_bounces",
    "addresses": "notices.jobs:ask_addresses",
    "orders": "orders.jobs:restate_due",
    "referrals": "diversion.jobs:restate_due",
    "imports": "diversion.history.jobs:run_due",
    "audit": "web.jobs:look_through",
    "browsing": "web.jobs:notice",
    "sweep": "casework.people.jobs:sweep_due",
    "account mail": "web.jobs:write_to_owners",
    "accounts": "web.jobs:warn",
    "heartbeat": "web.jobs:beat",
}
"""What the worker wakes, by name: each is imported when it is first woken."""
_LOADING = Lock()


def install(app: Flask, settings: Settings) -> None:
    """Tell texts and notices which programmes there are and by which ends they leave; nothing is started here."""
    programmes = (diversion.services.DiversionProgramme(), orders.services.OrderProgramme())
    notices.services.install(
        app,
        public_url=settings.public_url,
        programmes=(diversion.services, orders.services),
        court_days=(diversion.services,),
        smtp_host=settings.smtp_host,
        smtp_port=settings.smtp_port,
        smtp_user=settings.smtp_user,
        smtp_password=settings.smtp_password,
        smtp_security=settings.smtp_security,
        smtp_from=settings.smtp_from,
        smtp_return_to=settings.smtp_return_to,
        smtp_ca_file=settings.smtp_ca_file,
        mailbox=_mailbox(settings),
    )
    reminders.services.wire(
        app,
        programmes=programmes,
        live=_twilio(settings),
        sender=settings.twilio_from,
        auth_token=settings.twilio_auth_token,
        public_url=settings.webhook_url,
        caps=Caps(
            settings.texts_per_number_a_day,
            settings.texts_per_person_a_week,
            settings.texts_per_agency_a_day,
            settings.texts_per_site_a_day,
        ),
        pace=Pace(at_once=max(1, settings.texts_at_once), per_second=max(1, settings.texts_per_second)),
    )
    keep_with(app, _every_room, months=settings.keep_months)
    printed_with(app, tagged_pdf)
    watch(app, _texts_follow)
    show_with(app, lambda person, answers: reminders.services.shown_texts(person, answers))
    book_with(app, cast(Booker, _Later("web.services.by_text:TextBooker")))
    watch(app, _records_follow)
    want_with(app, cast(Wanting, _Later("diversion.services:LeftBehind")))
    caseloads.install(app)
    courts.watch(app, _court_dates_follow)


def _every_room() -> Sequence[RoomRecords]:
    from web.services.records import EVERY_ROOM

    return EVERY_ROOM


class _Later:
    """An object of a class that is imported when something is first asked of it."""

    def __init__(self, named: str) -> None:
        self._named = named

    def __getattr__(self, name: str) -> Any:
        return getattr(resolve_name(self._named)(), name)


def _mailbox(settings: Settings) -> Mailbox | None:
    if not settings.bounce_host:
        return None
    return Mailbox(
        host=settings.bounce_host,
        port=settings.bounce_port,
        username=settings.bounce_user,
        password=settings.bounce_password,
        ca_file=settings.smtp_ca_file,
    )


def _twilio(settings: Settings) -> TwilioGateway | None:
    if not settings.texts_configured:
        return None
    return TwilioGateway(
        settings.twilio_account_sid,
        settings.twilio_auth_token,
        settings.twilio_from,
        callback_base=settings.webhook_url,
        origin=settings.twilio_api_origin,
    )


def _texts_follow(person: Person, what: Changed, *, by: Actor, at: dt.datetime) -> None:
    """Texts that wait are looked at again when her number, agreement or circumstances change (promises B8, B9)."""
    reminders.services.contact_changed(person, at=at)


def _records_follow(person: Person, what: Changed, *, by: Actor, at: dt.datetime) -> None:
    """Referrals and meetings follow what changes about somebody."""
    from casework.meetings.services import person_changed

    diversion.services.person_changed(person, what, by=by, at=at)
    person_changed(person, what, by=by, at=at)


def _court_dates_follow(hearing: Hearing, what: Happened, *, by: Actor, at: dt.datetime) -> None:
    """A referral follows its court date wherever it was put off to, another matter's court date is reminded of too, and
    one that is off or over is not texted (rule 5)."""
    if what is Happened.LISTED and hearing.other_matter:
        reminders.services.hearing_set(hearing, at=at)  # one that an arrest brought is planned with its referral
    if what is Happened.TAKEN_BACK and hearing.starts_at > at:
        reminders.services.hearing_set(hearing, at=at)  # what was decided was recorded in error: it stands again
    if what is Happened.SETTLED:
        reminders.services.hearing_dropped(hearing, at=at)
    diversion.services.hearing_changed(hearing, what, by=by, at=at)


def jobs() -> dict[str, Callable[[], object]]:
    """What the worker wakes, by name."""
    return {name: job(name) for name in JOBS}


def job(name: str) -> Callable[[], object]:
    """One of them, imported now: one at a time, because jobs that begin together would see each other's half."""
    with _LOADING:
        return cast(Callable[[], object], resolve_name(JOBS[name]))
