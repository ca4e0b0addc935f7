"""What is posted after a session locked, ended or lost its token is kept on every form, for the same person only."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask

from casework.accounts import access
from casework.kernel.database import db
from tests.support.application import Reader, hidden_fields
from tests.web.test_headers import addresses
from web.models import HeldPost
from web.services import held

pytestmark = pytest.mark.sqlite
NOON = dt.datetime(2026, 11, 24, 12, 0, tzinfo=dt.UTC)
Lapse = Callable[[time_machine.Traveller, Reader], None]


def idle(now: time_machine.Traveller, _reader: Reader) -> None:
    now.shift(dt.timedelta(minutes=16))


def over(now: time_machine.Traveller, _reader: Reader) -> None:
    now.shift(dt.timedelta(hours=10))


def no_token(_now: time_machine.Traveller, reader: Reader) -> None:
    reader.delete_cookie("__Host-form")


def forms(app: Flask) -> Iterator[str]:
    """One address of each form that somebody must be signed in for."""
    known = app.url_map.bind("127.0.0.1")
    for method, address in addresses(app):
        if method == "POST":
            wanted = access.declared(app, str(known.match(address, method="POST")[0]))
            if wanted is not None and wanted.action is not None and address not in held.TOLD_BY_SCRIPTS:
                yield address


@pytest.mark.parametrize("lapse", [idle, over, no_token])
def test_what_was_typed_is_kept_on_every_form_and_for_nobody_else(
    app: Flask, sign_in: Callable[[str], Reader], lapse: Lapse
) -> None:
    """R17, L17, ux 6.6: every field comes back; nothing was done."""
    with time_machine.travel(NOON, tick=False) as now:
        reader = sign_in("administrator")
        token = hidden_fields(reader.get("/account").text, "/sign-out")["csrf_token"]
        lapse(now, reader)
        posted = {}
        for number, address in enumerate(sorted(set(forms(app)))):
            posted[address] = [("note", f"typed {number}"), ("days", "1"), ("days", "2")]
            body = {"csrf_token": token, "note": f"typed {number}", "days": ["1", "2"], "password": "nine green"}
            assert reader.post(address, data=body).status_code in {303, 400}, address
        with app.app_context():
            rows = db.session.scalars(sa.select(HeldPost)).all()
            assert {row.path: held.fields_of(row) for row in rows} == posted
            references = [row.reference for row in rows]
        worker = sign_in("worker")
        assert {worker.get(f"/held/{one}").status_code for one in references} == {404}
    assert len(posted) > 100
