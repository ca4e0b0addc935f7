"""What stands around every page: navigation by role, search, the strip over pretend data, a banner."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from flask import Flask, current_app, g, has_request_context, request

from casework.accounts.access import allowed
from casework.accounts.rules import Action, Compartment, Role
from casework.appointments.rules import AbsenceReason
from casework.kernel import clock, gate, words
from casework.kernel.actors import Actor
from casework.people.models import Person, SafeContact
from casework.people.rules.contact import LANGUAGES, should_ask_again
from notices.services.records import Changed
from reminders.services.reach import Reach, reach
from web import cookies, guarding, sessions
from web.services import bookings, chips, correcting, recorded
from web.services.decision_rows import needs_decision
from web.services.recorded import Banner

VERSION = "0.1.0"
MOST_ITEMS = 5
SAVED = {
    "1": ("Saved", ""),
    "removed": ("Removed", ""),
    "confirmed": ("List confirmed", "Nothing more is to do for 90 days."),
    "another": (
        "Another person’s work is waiting on this device",
        "It is kept for an hour and shown to nobody else. They find it when they sign in.",
    ),
    "asked": ("Asked", "It stands on their Today until the attendance is recorded. The list shows who asked."),
    "sent": ("Ready to send", "The notice leaves in the next minute. Its state is shown with the referral or order."),
}


@dataclass(frozen=True)
class NavItem:
    """One link of the navigation row."""

    text: str
    href: str
    count: int = 0
    active: bool = False


@dataclass(frozen=True)
class Site:
    """The service as the page frame names it."""

    service_name: str
    demo: bool
    demo_people: list[tuple[str, str, bool]]
    version: str = VERSION


_ITEMS: dict[str, list[tuple[str, str]]] = {
    Role.WORKER: [
        ("Today", "/today"),
        ("People", "/people"),
        ("Diary", "/diary"),
        ("Messages", "/messages"),
        ("New arrest", "/arrests/new"),
    ],
    Role.SUPERVISOR: [
        ("Today", "/today"),
        ("Orders", "/orders"),
        ("Diary", "/diary"),
        ("Messages", "/messages"),
        ("People", "/people"),
    ],
    Role.LIAISON: [("Court list", "/court"), ("Today", "/today"), ("Notices", "/notices"), ("People", "/people")],
    Role.MANAGER: [
        ("Monitoring", "/monitoring"),
        ("Today", "/today"),
        ("People", "/people"),
        ("Notices", "/notices"),
        ("Messages", "/messages"),
    ],
    Role.ADMINISTRATOR: [("Admin", "/admin")],
    Role.DATA_PROTECTION: [
        ("Audit", "/audit"),
        ("Opened with a reason", "/opened"),
        ("Duplicates", "/records/elsewhere"),
    ],
    Role.PARTNER: [("Visits", "/visits")],
}
_HOMES = {
    Role.WORKER: "/today",
    Role.SUPERVISOR: "/today",
    Role.LIAISON: "/court",
    Role.MANAGER: "/monitoring",
    Role.ADMINISTRATOR: "/admin",
    Role.DATA_PROTECTION: "/audit",
    Role.PARTNER: "/visits",
}


def home_of(actor: Actor) -> str:
    """The page a role starts on (ux 2.3); with two roles, the first in the worker's order."""
    return next((_HOMES[role] for role in Role if role in actor.roles), "/account")


def nav_of(actor: Actor | None, path: str) -> list[NavItem]:
    """At most five links, always visible (ux 2.3); with several roles, their union in the worker's order."""
    if actor is None:
        return []
    wanted = [item for role in Role if role in actor.roles for item in _ITEMS[role]]
    items = [
        NavItem(text, href, active=path == href or path.startswith(f"{href}/")) for text, href in dict(wanted).items()
    ]
    if len(items) <= MOST_ITEMS:
        return items
    return [*items[: MOST_ITEMS - 1], NavItem("More", "/more", active=path == "/more")]


def everything_of(actor: Actor) -> list[tuple[str, str]]:
    """Every page of the actor's roles: what "More" leads to."""
    return list(dict(item for role in Role if role in actor.roles for item in _ITEMS[role]).items())


def install(app: Flask) -> None:
    """Give every template its frame."""
    app.context_processor(_frame)
    app.jinja_env.globals.update(asset=_asset_of(app), may=_may, Action=Action, Compartment=Compartment)
    app.jinja_env.globals["can_have_passkeys"] = cookies.can_have_passkeys
    app.jinja_env.globals.update(languages_of_texts=LANGUAGES, ask_again=_ask_again, may_text_of=_may_text)
    app.jinja_env.globals["absence_reasons"] = [(one.value, one.words) for one in AbsenceReason]
    app.jinja_env.globals.update(kept_draft=sessions.kept_draft)
    app.jinja_env.globals.update(offer_of=_offer_of, needs_of=bookings.needs_of)
    app.jinja_env.globals.update(changed_about=_changed_about, correction_of=correcting.correction_of)
    app.jinja_env.globals.update(needs_decision=needs_decision)
    app.jinja_env.filters.update(
        short_day=words.short_day,
        long_day=words.long_day,
        clock_time=words.clock_time,
        short_moment=words.short_moment,
        local_day=clock.local_day,
    )


def _changed_about(subjects: Collection[str]) -> list[Changed]:
    return correcting.changed_about(subjects, by=g.get("actor"))


def _ask_again(contact: SafeContact) -> bool:
    return should_ask_again(contact.checked_at, clock.now())


def _may_text(person: Person) -> Reach:
    """What stands beside what they agreed to: whether a text may go to them now, and why not."""
    return reach(person, clock.now())


def _offer_of(subject: str, back: str) -> chips.Offer | None:
    """Free times for what a page shows as not booked yet; None where its own page is needed to book it."""
    found: Actor | None = g.get("actor")
    if found is None or not allowed(Action.WRITE, Compartment.COMPLIANCE):
        return None
    key = f"slot-{subject.rpartition(':')[2]}"
    return chips.offer(subject, back=back, key=key, by=found, now=clock.now())


def _may(action: str, compartment: str) -> bool:
    return allowed(Action(action), Compartment(compartment))


def _frame() -> dict[str, Any]:
    if not has_request_context():
        return {}  # a document made by the worker has no frame
    actor: Actor | None = g.get("actor")
    searching = actor is not None and allowed(Action.LOOK, Compartment.IDENTITY)
    return {
        "nav": nav_of(actor, request.path),
        "staff": g.get("staff"),
        "site": _site(),
        "banner": _banner(),
        "held_back": gate.shown_closed() if actor is not None else None,
        "search_action": "/people" if searching else None,
        "lock_action": "/lock",
        "lock_after": int(current_app.config["LOCK_AFTER"].total_seconds()) if actor is not None else None,
        "list_asked": guarding.list_asked() if actor is not None else "",
    }


def _site() -> Site:
    if not g.get("pretend"):
        return Site("Waymark", demo=False, demo_people=[])
    roles = g.actor.roles if g.get("actor") else frozenset()
    people = [(f"Be the {role.words}", f"/demo/as/{role.value}", role in roles) for role in Role]
    return Site("Waymark", demo=True, demo_people=[*people, ("Clear and start", "/demo/clear", False)])


def _banner() -> Banner | None:
    """What was just saved, as the address that a save leads to says."""
    if request.method != "GET":
        return None
    actor: Actor | None = g.get("actor")
    if actor is not None and (reference := request.args.get("recorded", "")):
        return recorded.after_outcome(reference, back=request.path, by=actor, now=clock.now())
    if actor is not None and (reference := request.args.get("booked", "")):
        return recorded.after_booking(reference, by=actor, now=clock.now())
    said = SAVED.get(request.args.get("saved", ""))
    return Banner(*said) if said else None


def _asset_of(app: Flask) -> Callable[[str], str]:
    folder = Path(app.root_path) / "static"

    @cache
    def asset(path: str) -> str:
        """The address of a static file, with a mark of its content so that browsers may keep it for ever."""
        mark = hashlib.sha256((folder / path).read_bytes()).hexdigest()[:10]
        return f"/static/{path}?v={mark}"

    return asset
