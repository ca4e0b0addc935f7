"""What texts need from outside this room: an end to leave by, the programmes to ask, and the public address.

The front wires it once, for the web and for the worker; nothing wired means that nothing leaves.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Protocol

from flask import Flask, current_app, g

from casework.kernel.handing import Pace
from reminders.gateway import Gateway, Outbox
from reminders.models import Text
from reminders.rules.kinds import TextKind
from reminders.rules.progress import Progress
from reminders.rules.spending import Caps
from reminders.services.known import known


class Programme(Protocol):
    """What a programme answers about its appointments and hearings; texts know no programme themselves."""

    def progress(self, appointment_id: int) -> Progress | None:
        """How many of how many, and by when; None when the appointment is not this programme's."""
        ...

    def reminders(self, appointment_id: int | None, hearing_id: int | None) -> list[str] | None:
        """Which reminders (values of TextKind) go for an appointment or a court date; None when it is not this
        programme's, or it leaves that to the agency."""
        ...

    def wanted(self, text: Text) -> str | None:
        """None when this programme still wants the text or does not know it; else why not, for staff."""
        ...

    def names(self, agency_ids: Collection[int]) -> Iterable[tuple[int, str]]:
        """What these agencies call what they run, ended or not, each with its agency: no discreet text may say it.
        One query, however many agencies."""
        ...


@dataclass
class Wiring:
    """Where texts leave, who is asked, and by what a callback is verified."""

    live: Gateway | None = None
    sender: str = ""
    auth_token: str = field(default="", repr=False)
    public_url: str = ""
    programmes: tuple[Programme, ...] = ()
    outbox: Outbox = field(default_factory=Outbox)
    caps: Caps = field(default_factory=Caps)
    pace: Pace = field(default_factory=Pace)


def wire(
    app: Flask,
    *,
    programmes: Iterable[Programme] = (),
    live: Gateway | None = None,
    sender: str = "",
    auth_token: str = "",
    public_url: str = "",
    caps: Caps | None = None,
    pace: Pace | None = None,
) -> Wiring:
    """Tell texts by which end they leave, which programmes there are, how many may go and how fast. Without `live`
    nothing leaves."""
    made = Wiring(live, sender, auth_token, public_url, tuple(programmes), caps=caps or Caps(), pace=pace or Pace())
    app.extensions["reminders"] = made
    return made


def wired() -> Wiring:
    """How this application is wired."""
    found: Wiring = current_app.extensions.setdefault("reminders", Wiring())
    return found


def pretending() -> bool:
    """True among pretend people: whatever is configured, nothing leaves."""
    return bool(g.get("pretend"))


def progress(appointment_id: int) -> Progress | None:
    """How far the programme that owns an appointment says it has come; None when none owns it."""
    owners = (programme for n, programme in enumerate(wired().programmes) if _may_own(n, appointment_id))
    answers = (programme.progress(appointment_id) for programme in owners)
    return next((answer for answer in answers if answer is not None), None)


def chosen_for(appointment_id: int | None, hearing_id: int | None) -> list[str] | None:
    """Which reminders the programme that owns an appointment or a court date has chosen; None when none has."""
    answers = (programme.reminders(appointment_id, hearing_id) for programme in wired().programmes)
    return next((answer for answer in answers if answer is not None), None)


def unwanted(text: Text) -> str:
    """Why a programme no longer wants a text; "" while all do."""
    asked = (programme for n, programme in enumerate(wired().programmes) if _may_want(n, text))
    answers = (programme.wanted(text) for programme in asked)
    return next((answer for answer in answers if answer), "")


def names_of(agency_ids: Collection[int]) -> dict[int, set[str]]:
    """By what names each agency runs its schemes and orders. One query for each programme."""
    found: dict[int, set[str]] = {}
    for programme in wired().programmes:
        for agency_id, name in programme.names(agency_ids):
            found.setdefault(agency_id, set()).add(name)
    return found


def _may_own(number: int, appointment_id: int) -> bool:
    """Whether an appointment may be this programme's: not where the batch in hand has read that it is not."""
    read = known()
    return appointment_id not in read.asked or appointment_id in read.owned[number]


def _may_want(number: int, text: Text) -> bool:
    """A text about an appointment alone concerns its owner only; a release is everybody's (domain rule 4)."""
    alone = text.appointment_id is not None and text.hearing_id is None and text.kind != TextKind.DONE_RELEASED
    return not alone or _may_own(number, text.appointment_id or 0)
