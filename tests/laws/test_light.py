"""What the sender's process carries: only what sending needs, everything else when it is first asked for."""

from __future__ import annotations

import subprocess
import sys
from importlib import import_module
from types import ModuleType

import pytest
from flask import Flask

from casework.kernel.database import dispose
from tests.support.databases import ROOT
from web.app import create_app

pytestmark = pytest.mark.sqlite

SENDING = "web.worker, web.app, reminders.jobs, diversion.services.programme, orders.services.programme"
HEAVY = {
    *("weasyprint", "openpyxl", "webauthn", "wtforms", "flask_wtf", "prometheus_client", "pyrage"),
    *("segno", "holidays", "twilio", "requests", "monitoring", "diversion.history", "orders.jobs", "notices.jobs"),
    *("web.frame", "web.errors", "web.sessions", "web.views", "casework.kernel.formkit", "casework.meetings"),
}
GIVEN_WHEN_ASKED = ("diversion.services", "orders.services", "reminders.services", "notices.services")


def test_a_worker_that_sends_carries_no_pages_no_documents_and_no_spreadsheets() -> None:
    asked = f"import sys, {SENDING}; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", asked], cwd=ROOT, capture_output=True, text=True, check=True)
    loaded = set(done.stdout.split())
    assert "reminders.services.sending" in loaded
    assert HEAVY & loaded == set()
    assert [name for name in loaded if name.endswith((".views", ".forms"))] == []


@pytest.mark.parametrize("package", GIVEN_WHEN_ASKED)
def test_a_room_gives_every_name_when_it_is_asked_for(package: str) -> None:
    room = import_module(package)
    for name in room.__all__:
        assert not isinstance(getattr(room, name), ModuleType), f"{package}.{name} is hidden by a module of its name"
    with pytest.raises(AttributeError):
        room.nothing_of_the_kind


def test_the_web_loads_every_name_before_its_processes_part(app: Flask) -> None:
    """Else each would load them for itself, in the midst of its first pages."""
    rooms = [import_module(package) for package in GIVEN_WHEN_ASKED]
    for room in rooms:
        for name in room.__all__:
            vars(room).pop(name, None)
    dispose(app)
    dispose(create_app(app.extensions["settings"]))
    assert [name for room in rooms for name in room.__all__ if name not in vars(room)] == []
