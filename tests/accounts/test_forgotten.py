"""A forgotten password: a link by mail, asked for on a page that tells nobody anything (L18, ASVS 6.3.8, 6.4.1)."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask
from werkzeug.test import TestResponse

from casework.accounts.models import AccountLink
from casework.accounts.services.tries import TOO_MANY
from casework.kernel import clock
from casework.kernel.database import db, transaction
from notices.gateway.letter import Letter
from notices.gateway.mail import Outbox
from notices.rules.answers import Answer, Outcome
from tests.support.application import Reader
from tests.support.mail import postbox
from tests.support.staff import Team
from web import jobs
from web.models import AccountMail
from web.services import account_mail
from web.wiring import install

pytestmark = pytest.mark.sqlite
NOON = dt.datetime(2026, 11, 24, 12, 0, tzinfo=dt.UTC)
PAGE, NEW = "/forgotten", "seven brown hens lay"


class Relay(Outbox):
    """A mail server that takes what it is given, and keeps it for the test to read."""

    def hand(self, letter: Letter) -> Answer:
        super().hand(letter)
        return Answer(Outcome.ACCEPTED)


@pytest.fixture(autouse=True)
def a_relay_is_set_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(account_mail, "can_mail", lambda: True)


@pytest.fixture
def now() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


def deliver(app: Flask) -> list[Letter]:
    """What the worker hands to the mail server in one run."""
    relay = Relay()
    with app.app_context():
        jobs.write_to_owners(mail=relay)
    return relay.kept


def ask(client: Reader, email: str) -> TestResponse:
    return client.form(PAGE, data={"email": email})


def link_in(letter: Letter) -> str:
    return str(re.findall(r"/link/[\w-]+", letter.text)[0])


def test_a_link_comes_by_mail_and_never_skips_the_second_step(
    app: Flask, client: Reader, team: Team, now: time_machine.Traveller
) -> None:
    """L18: once, for 30 minutes from when it was asked for, and not after a new password."""
    before = team.by_page("worker")
    assert ask(client, f"  {team.email('worker').upper()} ").headers["Location"] == f"{PAGE}?asked=1"
    (letter,) = deliver(app)
    assert letter.to_address == team.email("worker")
    assert "Robin" not in letter.subject + letter.text + letter.to_name
    assert "It works once, until Tue 24 Nov, 12:30pm" in letter.text
    now.shift(dt.timedelta(minutes=1))
    step = client.form(link_in(letter)).headers["Location"]
    assert step == "/sign-in/second-step"
    assert client.get("/today").headers["Location"] == step
    assert client.form(step, data={"code": team.code(clock.now())}).headers["Location"] == "/new-password"
    assert client.form("/new-password", data={"password": NEW}).headers["Location"] == "/"
    assert before.get("/today").headers["Location"].startswith("/sign-in")
    assert "Somebody asked for a link to a new password" in client.get("/account").text
    assert app.test_client().get(link_in(letter)).status_code == 404
    assert deliver(app) == []


def test_a_link_is_over_half_an_hour_after_it_was_asked_for_however_late_it_left(
    app: Flask, client: Reader, team: Team, now: time_machine.Traveller
) -> None:
    """L18."""
    team.has_app("worker")
    ask(client, team.email("worker"))
    now.shift(dt.timedelta(minutes=20))
    (letter,) = deliver(app)
    now.shift(dt.timedelta(minutes=9, seconds=59))
    assert client.get(link_in(letter)).status_code == 200
    now.shift(dt.timedelta(seconds=1))
    assert client.get(link_in(letter)).status_code == 404
    ask(client, team.email("worker"))
    now.shift(dt.timedelta(minutes=30))
    assert deliver(app) == []


@pytest.mark.parametrize("who", ["nobody", "no second step", "has left", "unused for 45 days", "never came"])
def test_whoever_asks_the_page_says_the_same_and_only_an_account_in_use_is_written_to(
    app: Flask, client: Reader, team: Team, who: str
) -> None:
    """6.3.8: words, status, headers and what is written are the same, so that time is too."""
    team.has_app("worker")
    known = ask(client, team.email("worker"))
    (written,) = deliver(app)
    team.actor("liaison")
    if who not in ("nobody", "no second step"):
        team.has_app("liaison")
    with app.app_context(), transaction():
        other = team.staff_of(team.email("liaison"))
        other.ended_at = clock.now() if who == "has left" else None
        other.password_hash = "" if who == "never came" else other.password_hash
        other.used_at = clock.now() - dt.timedelta(days=45) if who == "unused for 45 days" else clock.now()
    answer = ask(client, "nobody@example.org" if who == "nobody" else team.email("liaison"))
    assert (answer.status_code, answer.text, answer.headers["Location"]) == (
        known.status_code,
        known.text,
        known.headers["Location"],
    )
    assert deliver(app) == []
    with app.app_context():
        states = db.session.scalars(sa.select(AccountMail.state).order_by(AccountMail.id)).all()
        assert states == ["sent", "dropped"]
        assert len(db.session.scalars(sa.select(AccountLink.id)).all()) == 1
    assert written.subject == "Your link to a new password"


def test_asking_is_counted_by_account_and_by_network_address(app: Flask, client: Reader, team: Team) -> None:
    """P24: nobody's mailbox is filled by a stranger, and no list of addresses is tried out."""
    with time_machine.travel(NOON, tick=False):
        for _ in range(3):
            assert ask(client, team.email("worker")).status_code == 303
        fourth = ask(client, team.email("worker"))
        assert (fourth.status_code, fourth.headers["Retry-After"]) == (429, "300")
        assert TOO_MANY in fourth.text
        answers = [ask(client, f"{n}@example.org").status_code for n in range(8)]
        assert answers == [303] * 7 + [429]


def test_mail_that_certainly_did_not_go_is_tried_again_with_another_link(
    app: Flask, client: Reader, team: Team, now: time_machine.Traveller
) -> None:
    team.has_app("worker")
    ask(client, team.email("worker"))

    class Away(Outbox):
        def hand(self, letter: Letter) -> Answer:
            super().hand(letter)
            return Answer(Outcome.LATER, "away")

    away = Away()
    with app.app_context():
        jobs.write_to_owners(mail=away)
    now.shift(dt.timedelta(minutes=5))
    (second,) = deliver(app)
    first = link_in(away.kept[0])
    assert client.get(first).status_code == 404
    assert client.get(link_in(second)).status_code == 200


def test_without_a_mail_server_the_page_says_whom_to_ask(
    client: Reader, team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.undo()
    team.actor("worker")
    assert "This service sends no mail" in client.get(PAGE).text
    assert client.get("/sign-in").text.count('href="/forgotten"') == 1


def test_it_crosses_a_real_mail_connection(app: Flask, client: Reader, team: Team) -> None:
    """What arrives: one recipient, headers without anybody's name, and a link to this site."""
    team.has_app("worker")
    with postbox() as box:
        settings = app.extensions["settings"]
        for name, value in {"smtp_host": box.host, "smtp_port": box.port, "smtp_from": "waymark@example.org"}.items():
            object.__setattr__(settings, name, value)
        install(app, settings)
        ask(client, team.email("worker"))
        with app.app_context():
            assert jobs.write_to_owners() == 1
    (message,) = box.messages
    assert box.recipients == [[team.email("worker")]]
    assert message["Subject"] == "Your link to a new password"
    assert "Robin" not in message.as_string()
    assert f"{settings.public_url}/link/" in message.get_content()
