"""What web and worker say: numbers, routes and our own words, and never a name, whatever happens (promises P28)."""

from __future__ import annotations

import functools
import json
import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO
from typing import Any

import pytest
from sqlalchemy.exc import IntegrityError

from casework.accounts.rules import Role
from tests.support.canaries import Canaries, plant
from tests.support.databases import Databases
from tests.support.rounds import Rounds, met, service
from web import logs, wiring, worker

TYPED = "Typed0Word"
FIELDS = {"time", "level", "process", "event", *logs.FIELDS, "fault", "at"}
LEFT_OUT = ("demo.", "lock.", "sign_in.", "account.end", "second_step.", "proving.")


@contextmanager
def heard(process: str = "web") -> Iterator[StringIO]:
    """Everything that is said meanwhile, by us and by every library, as it would stand in the log."""
    out = StringIO()
    ear = logging.StreamHandler(out)
    ear.setFormatter(logs.Line(process))
    root, ours = logging.getLogger(), logging.getLogger(logs.OURS)
    before = root.level, ours.level
    root.addHandler(ear)
    root.setLevel(logging.WARNING)
    ours.setLevel(logging.INFO)
    try:
        yield out
    finally:
        root.removeHandler(ear)
        root.setLevel(before[0])
        ours.setLevel(before[1])


def lines(out: StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in out.getvalue().splitlines()]


@pytest.fixture(scope="module")
def made(
    all_databases: Databases, compiled_templates: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Rounds]:
    with service(all_databases, tmp_path_factory.mktemp("logs"), compiled_templates) as app:
        rounds = Rounds(app)
        for client in rounds.clients.values():
            client.environ_base.pop("waymark.raise")  # a fault is a page, as in life
        yield rounds


@pytest.fixture(scope="module")
def canaries(made: Rounds) -> Canaries:
    return plant(made.app, made.engine)


@pytest.mark.sqlite
@pytest.mark.timeout(600)
def test_a_walk_over_pages_and_forms_says_nothing_of_anybody(made: Rounds, canaries: Canaries) -> None:
    assert len(canaries.places) > 300
    with heard() as out:
        found = met(made, (Role.WORKER,), each=1)
        for role, form in found.forms:
            if made.endpoint(form.action, "POST").startswith(LEFT_OUT):
                continue
            pairs = list(form.unseen)
            typed = [(box.name, f"{TYPED} 07700 900999") for box in form.seen if box.typed_in]
            made.clients[role].post(form.action, data=dict(pairs + typed))
        made.visitor().get(f"/nowhere/{TYPED}?q={TYPED}")
    said = lines(out)
    assert len(said) > 150
    clean(out, canaries)
    routes = {line["route"] for line in said if "route" in line}
    assert {"/today", "/people/<reference>", "none"} <= routes
    assert not [line for line in said if set(line) - FIELDS]
    assert {line["status"] for line in said if line["event"] == "answered"} >= {200, 404, 422}


def clean(out: StringIO, canaries: Canaries) -> None:
    text = out.getvalue()
    assert canaries.sing(text) == set()
    for word in (TYPED, "900999", "7700900"):
        assert word not in text
    for path in re.findall(r"/people/[A-Z0-9]{8}", text):
        raise AssertionError(path)


@pytest.mark.sqlite
def test_faults_of_web_and_worker_say_their_kind_and_place(
    made: Rounds, canaries: Canaries, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = next(iter(canaries.places))

    def broken(*_args: object, **_words: object) -> Any:
        raise IntegrityError(f"INSERT INTO person VALUES ('{name}')", {"name": name}, Exception(name))

    client, view = made.clients[Role.WORKER], made.app.view_functions["today.today"]
    monkeypatch.setitem(made.app.view_functions, "today.today", functools.update_wrapper(broken, view))
    with heard() as out:
        answer = client.get("/today")
    assert answer.status_code == 500
    fault, answered = lines(out)
    assert "IntegrityError" in fault["event"]
    assert fault["request"] in answer.text, "whoever rings with the number on the page is found by it"
    assert (answered["status"], answered["route"], answered["request"]) == (500, "/today", fault["request"])
    with heard("worker") as said:
        worker._once(made.app, "texts", broken, pretend=True)
        for job, work in wiring.jobs().items():
            worker._once(made.app, job, work, pretend=True)
    assert lines(said)[0]["job"] == "texts"
    assert lines(said)[0]["process"].startswith("worker:")
    for text in (out, said):
        clean(text, canaries)


def test_what_libraries_say_is_written_without_what_they_filled_in() -> None:
    with heard() as out:
        logging.getLogger("gunicorn.error").warning("Worker (pid:%s) was sent %s by %s", 7, "SIGKILL", "Zoë Blake")
        logging.getLogger("sqlalchemy.pool").error("Row of Zoë Blake")
        logging.getLogger("apscheduler").error("Job %(name)s missed by %(n)d", {"name": "Zoë", "n": 5})
        try:
            raise ValueError("Zoë Blake")
        except ValueError:
            logging.getLogger("werkzeug").exception("At %s", "/people/ABCDEFGH")
    said = lines(out)
    assert said[0]["event"] == "Worker (pid:7) was sent … by …"
    assert said[1]["event"].startswith("sqlalchemy.pool said something")
    assert (said[3]["fault"], said[3]["at"].startswith("web/test_logs.py") or "test_logs" in said[3]["at"]) == (
        "ValueError",
        True,
    )
    assert "Zo" not in out.getvalue()
    assert "ABCDEFGH" not in out.getvalue()
    assert re.fullmatch(r"20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", said[0]["time"])
