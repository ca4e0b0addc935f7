"""What texts need from outside this room: an end to leave by, the programmes to ask, and the public address.

The front wires it once, for the web and for the worker; nothing wired means that nothing leaves.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Protocol

from flask import Flask, current_app, g

from reminders.gateway import Gateway, Outbox
from reminders.models import Text
from reminders.rules.progress import Progress


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


@dataclass
class Wiring:
    """Where texts leave, who is asked, and by what a callback is verified."""

    live: Gateway | None = None
    sender: str = ""
    auth_token: str = field(default="", repr=False)
    public_url: str = ""
    programmes: tuple[Programme, ...] = ()
    outbox: Outbox = field(default_factory=Outbox)


def wire(
    app: Flask,
    *,
    programmes: Iterable[Programme] = (),
    live: Gateway | None = None,
    sender: str = "",
    auth_token: str = "",
    public_url: str = "",
) -> Wiring:
    """Tell texts by which end they leave and which programmes there are. Without `live` nothing leaves."""
    made = Wiring(live, sender, auth_token, public_url, tuple(programmes))
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
    answers = (programme.progress(appointment_id) for programme in wired().programmes)
    return next((answer for answer in answers if answer is not None), None)


def chosen_for(appointment_id: int | None, hearing_id: int | None) -> list[str] | None:
    """Which reminders the programme that owns an appointment or a court date has chosen; None when none has."""
    answers = (programme.reminders(appointment_id, hearing_id) for programme in wired().programmes)
    return next((answer for answer in answers if answer is not None), None)


def unwanted(text: Text) -> str:
    """Why a programme no longer wants a text; "" while all do."""
    answers = (programme.wanted(text) for programme in wired().programmes)
    return next((answer for answer in answers if answer), "")
