"""What a monitor is told: is all well, in one word, and how much waits to those who know the key (C.12, case O8)."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from dataclasses import replace

import pytest
import sqlalchemy as sa
from flask import Flask
from werkzeug.test import TestResponse

from casework.kernel import clock, database
from casework.kernel.database import transaction
from reminders.services import pulse
from tests.support.application import Reader
from web.rules.readiness import LEAST_ROOM, Found, judge
from web.vault import record

KEY = "m" * 32
HOLDER = {"Authorization": f"Bearer {KEY}"}
NOW = dt.datetime(2026, 10, 5, 9, tzinfo=dt.UTC)
MINUTE = dt.timedelta(minutes=1)
WELL = Found(True, LEAST_ROOM, False, False, NOW, None, None, NOW)


@pytest.mark.parametrize(
    ("changed", "check"),
    [
        ({"writable": False}, "database"),
        ({"room": LEAST_ROOM - 1}, "disk"),
        ({"gate_closed": True}, "gate"),
        ({"clock_doubted": True}, "clock"),
        ({"worker_seen": None}, "worker"),
        ({"worker_seen": NOW - 6 * MINUTE}, "worker"),
        ({"stopped": ("notices",)}, "jobs"),
        ({"oldest_due": NOW - 6 * MINUTE}, "queue"),
        ({"oldest_unknown": NOW - 61 * MINUTE}, "unknown"),
        ({"verified_backup": None}, "backup"),
        ({"verified_backup": NOW - 27 * 60 * MINUTE}, "backup"),
    ],
)
def test_one_thing_wrong_is_named_and_nothing_else(changed: dict[str, object], check: str) -> None:
    assert set(judge(WELL, NOW).values()) == {"ok"}
    said = judge(replace(WELL, **changed), NOW)  # type: ignore[arg-type]
    assert [name for name, words in said.items() if words != "ok"] == [check]


@pytest.fixture
def watched(app: Flask) -> Flask:
    settings = app.extensions["settings"]
    app.extensions["settings"] = replace(settings, metrics_key=KEY)
    return app


def _checks(answer: TestResponse) -> dict[str, str]:
    found: dict[str, str] = json.loads(answer.text)["checks"]
    return found


def _asked_anew(app: Flask) -> None:
    app.extensions.pop("readiness", None)


def test_ready_is_one_word_to_strangers_and_each_check_to_the_monitor(watched: Flask, client: Reader) -> None:
    first = client.get("/readyz")
    assert (first.status_code, first.text) == (503, "not ready\n")
    assert _checks(client.get("/readyz", headers=HOLDER)) == {
        **dict.fromkeys(("database", "disk", "gate", "jobs", "queue", "unknown", "clock"), "ok"),
        "worker": "never seen",
        "backup": "none verified",
    }
    with watched.app_context(), transaction():
        pulse.beat(clock.now())
        record.verified("waymark-backup", "0" * 64, at=clock.now())
    assert client.get("/readyz").text == "not ready\n", "it is asked of the database every five seconds at most"
    _asked_anew(watched)
    assert (client.get("/readyz").status_code, client.get("/readyz").text) == (200, "ready\n")


@pytest.mark.sqlite
def test_a_database_that_cannot_be_written_is_not_ready(
    watched: Flask, client: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(database.SQLITE_SETTINGS, "busy_timeout", 20)
    database.dispose(watched)
    other = sa.create_engine(watched.extensions["settings"].database_url)
    with other.connect() as connection:
        connection.execute(sa.text("UPDATE agency SET name = name"))
        answer = client.get("/readyz", headers=HOLDER)
    other.dispose()
    assert (answer.status_code, _checks(answer)["database"]) == (503, "cannot be written")


def test_metrics_are_not_there_without_the_key_and_count_without_names(
    watched: Flask, client: Reader, sign_in: Callable[..., Reader]
) -> None:
    assert client.get("/metrics").status_code == 404
    assert client.get("/metrics", headers={"Authorization": "Bearer wrong"}).status_code == 404
    sign_in("worker").get("/people/AAAAAAAA")
    said = client.get("/metrics", headers=HOLDER).text
    assert 'waymark_requests_total{method="GET",route="people_front.person",status="404"}' in said
    assert 'waymark_ready{check="gate"} 1.0' in said
    assert "waymark_texts_due 0.0" in said
    assert "AAAAAAAA" not in said
