"""Several colleagues at once: each signed in for good, pressing at the same moment, in threads, through HTTP."""

from __future__ import annotations

import contextvars
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from flask import Flask
from werkzeug.test import TestResponse

from casework.accounts import services as accounts
from casework.accounts.models import Agency
from casework.accounts.rules import Role
from casework.kernel import clock
from casework.kernel.database import db, transaction
from casework.kernel.formkit import new_form_key
from tests.support.application import hidden_fields
from tests.support.rounds import Visitor
from tests.support.staff import PASSWORD
from web.cookies import COOKIE


@dataclass
class Colleague:
    """One browser: its session, and the token any form of it may carry."""

    client: Visitor
    token: str

    def post(self, address: str, typed: dict[str, str], key: str = "") -> TestResponse:
        """Press the button of a form that was filled in like this."""
        return self.client.post(address, data={"csrf_token": self.token, "form_key": key or new_form_key(), **typed})

    def seen(self, address: str, form: str = "") -> dict[str, str]:
        """What a form on this page carries of what was seen, without its tokens."""
        found = hidden_fields(self.client.get(address).text, form or address)
        return {name: value for name, value in found.items() if name not in {"csrf_token", "form_key"}}


def gather(app: Flask, agency_id: int, many: int) -> list[Colleague]:
    """So many workers of one agency, signed in."""
    return [_sign_in(app, agency_id, number) for number in range(many)]


def _sign_in(app: Flask, agency_id: int, number: int) -> Colleague:
    with app.app_context(), transaction():
        staff = accounts.add_staff(
            db.session.get_one(Agency, agency_id),
            name=f"Worker {number}",
            email=f"crowd{number}@example.org",
            password=PASSWORD,
            roles=[Role.WORKER],
            at=clock.now(),
        )
        key = accounts.open_session(staff, at=clock.now())
    client = Visitor(app, app.response_class)
    client.set_cookie(COOKIE, key, secure=True, domain="localhost")
    page = client.get("/people").text
    return Colleague(client, page.split('name="csrf_token" value="')[1].split('"')[0])


def at_once(presses: Sequence[Callable[[], TestResponse]]) -> list[TestResponse]:
    """Every press in a thread of its own, let go together; the answers in the order of the presses."""
    ready, answers = threading.Barrier(len(presses)), [TestResponse([], "500", {}, None)] * len(presses)  # type: ignore[arg-type]

    def press(place: int) -> None:
        ready.wait()
        answers[place] = contextvars.Context().run(presses[place])

    threads = [threading.Thread(target=press, args=(place,)) for place in range(len(presses))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers
