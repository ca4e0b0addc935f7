"""What goes with every answer, and what an address may not do (promises U2, U3, U4, U9; ASVS 3.3, 3.4)."""

from __future__ import annotations

import contextvars
import time
from collections.abc import Callable, Iterator
from importlib import import_module
from typing import Any

import pytest
from flask import Flask, abort
from flask.testing import FlaskClient
from sqlalchemy.exc import OperationalError
from werkzeug.routing import IntegerConverter, Rule
from werkzeug.test import TestResponse

from casework.accounts.access import public
from reminders.services import delivery
from tests.support.application import Reader, hidden_fields
from tests.support.staff import PASSWORD, Team
from web.security import ALWAYS

pytestmark = pytest.mark.sqlite
STRANGE = [
    pytest.param("/people/..%2f..%2fetc%2fpasswd", id="climbing out of a room"),
    pytest.param("/static/..%2f..%2fweb%2fapp.py", id="climbing out of the static files"),
    pytest.param("/static/%2e%2e/%2e%2e/wsgi.py", id="climbing out in other letters"),
    pytest.param("/people/%00", id="a NUL"),
    pytest.param("/static/%00", id="a NUL among the files"),
    pytest.param("/people/%ff%fe", id="no letters at all"),
    pytest.param("/people/" + "A" * 9_000, id="nine thousand letters"),
    pytest.param("/static/" + "A" * 9_000, id="a file name of nine thousand letters"),
    pytest.param("/static/" + "A" * 255 + "/x", id="a folder name as long as one may be"),
    pytest.param("/court/%F0%9F%98%80/2026-02-31", id="a court of one face on no day"),
    pytest.param("/court/B01ND00/0001-01-01", id="a court on the first day"),
    pytest.param("/court/B01ND00/9999-12-31", id="a court on the last day"),
    pytest.param("/referrals/AAAAAAAA/requirements/99999999999999999999/told", id="a number past the database's"),
    pytest.param("/monitoring/9999-9", id="no such quarter"),
    pytest.param("/monitoring/%0d%0aSet-Cookie:%20a=b", id="a header in the address"),
    pytest.param("/?" + "a=1&" * 2_000, id="two thousand questions"),
    pytest.param("//evil.example/", id="an address without its beginning"),
    pytest.param("/today?staff=' OR 1=1 --", id="a question for the database"),
]


GAPS = {
    "code": "B01ND00",
    "date": "2026-11-23",
    "filename": "app.css",
    "role": "worker",
    "slug": "2026-4",
    "step": "schemes",
    "token": "A" * 22,
}


def addresses(app: Flask) -> Iterator[tuple[str, str]]:
    """One address for each view, and how it is asked for; made-up references in the gaps."""
    known = app.url_map.bind("127.0.0.1")
    for rule in app.url_map.iter_rules():
        values = {name: _made_up(rule, name) for name in rule.arguments}
        for method in sorted((rule.methods or set()) & {"GET", "POST"}):
            yield method, known.build(str(rule.endpoint), values, method=method)


def _made_up(rule: Rule, name: str) -> str | int:
    return 1 if isinstance(rule._converters[name], IntegerConverter) else GAPS.get(name, "AAAAAAAA")


def wrong(answer: TestResponse) -> list[str]:
    """The headers that are missing, and the cookies that are not locked."""
    found = [name for name, value in ALWAYS.items() if answer.headers.get(name) != value]
    static = answer.request.path.startswith("/static/") and answer.status_code == 200
    if not static and answer.headers.get("Cache-Control") != "no-store":
        found.append(f"Cache-Control: {answer.headers.get('Cache-Control')}")
    found += [
        name for name in ("Server-Timing", "X-Powered-By", "Access-Control-Allow-Origin") if name in answer.headers
    ]
    for cookie in answer.headers.getlist("Set-Cookie"):
        parts = [part.strip() for part in cookie.split(";")]
        locked = {"Secure", "HttpOnly", "SameSite=Strict", "Path=/"} <= set(parts)
        if not (parts[0].startswith("__Host-") and locked) or any(part.startswith("Domain") for part in parts):
            found.append(f"Set-Cookie: {cookie.split('=')[0]}; {'; '.join(parts[1:])}")
    return found


@pytest.fixture
def ready(app: Flask) -> None:
    """/readyz says that all is well: where no worker runs it answers 503, as it should."""
    app.extensions["readiness"] = (time.monotonic() + 3600, {"database": "ok"})


@pytest.mark.usefixtures("ready")
def test_every_route_answers_a_stranger_and_a_colleague_with_every_header(
    app: Flask, client: Reader, sign_in: Callable[[str], Reader]
) -> None:
    colleague = sign_in("worker")
    found = {}
    for method, address in addresses(app):
        for who in (client, colleague):
            if address == "/demo":
                continue
            answer = plainly(who, address, method)
            if answer.status_code >= 500 or wrong(answer):
                found[f"{method} {address}"] = (answer.status_code, wrong(answer))
    assert found == {}


def plainly(client: FlaskClient, address: str, method: str = "GET", **kwargs: Any) -> TestResponse:
    """Ask without judging the page: strange addresses are not ours to keep tidy."""

    def ask() -> TestResponse:
        return FlaskClient.open(client, address, method=method, buffered=True, **kwargs)

    return contextvars.Context().run(ask)


@pytest.mark.parametrize("address", STRANGE)
def test_a_strange_address_is_not_there(address: str, client: Reader, sign_in: Callable[[str], Reader]) -> None:
    for who in (client, sign_in("worker")):
        answer = plainly(who, address)
        assert answer.status_code in {200, 303, 308, 400, 404, 405}, address[:80]
        assert wrong(answer) == []
        assert "evil" not in answer.headers.get("Location", "")
        assert answer.status_code != 200 or address.startswith(("/?", "/court/B01ND00/", "/today?"))


@pytest.mark.parametrize("host", ["evil.example", "evil.example:8000", "127.0.0.1.evil.example", "", "a b", "[::1"])
def test_a_request_for_another_host_is_refused(host: str, client: Reader) -> None:
    answer = plainly(client, "/", headers={"Host": host})
    assert answer.status_code == 400
    assert wrong(answer) == []
    assert "evil" not in answer.text


def test_a_forwarded_host_is_not_believed(client: Reader) -> None:
    for name in ("X-Forwarded-Host", "X-Forwarded-For", "X-Forwarded-Proto", "Forwarded", "X-Original-URL"):
        answer = plainly(client, "/", headers={name: "evil.example"})
        assert answer.status_code < 400
        assert "evil" not in answer.text + str(answer.headers)


def test_a_cookie_that_nobody_gave_opens_nothing_and_breaks_nothing(client: Reader) -> None:
    for value in ("", "A", "pretend.", "pretend.A", "%00", "A" * 3_900, "pretend." + "é" * 10, '"', "../../x"):
        client.set_cookie("__Host-waymark", value)
        client.set_cookie("__Host-form", value)
        assert plainly(client, "/today").status_code == 303
        assert plainly(client, "/").status_code < 400


def test_who_refuses_cookies_is_told_so_and_learns_nothing(app: Flask, team: Team) -> None:
    """U9: nothing else stands in for the cookie, and the page says why it cannot go on."""
    team.actor("worker")
    bare = app.test_client(use_cookies=False)
    assert isinstance(bare, Reader)
    typed = hidden_fields(bare.get("/sign-in").text, "/sign-in") | {"email": team.email("worker"), "password": PASSWORD}
    refused = plainly(bare, "/sign-in", "POST", data=typed)
    assert refused.status_code == 400
    assert "cookies" in refused.text
    assert plainly(bare, "/today").headers["Location"].startswith("/sign-in")


def test_what_is_too_large_or_of_too_many_parts_is_turned_away(client: Reader) -> None:
    for body in ("a=" + "A" * (7 * 2**20), "a=" + "A" * (3 * 2**20)):
        kind = "application/x-www-form-urlencoded"
        answer = plainly(client, "/sign-in", "POST", data=body, content_type=kind)
        assert answer.status_code in {400, 413}
        assert wrong(answer) == []
    for kind in ("application/json", "text/plain", "multipart/form-data", "multipart/form-data; boundary=\x00"):
        answer = plainly(client, "/sign-in", "POST", data=b"\xff\x00{", content_type=kind)
        assert answer.status_code == 400


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "TRACE", "OPTIONS", "PROPFIND"])
def test_a_method_that_no_page_has_changes_nothing(method: str, client: Reader) -> None:
    for address in ("/", "/today", "/people", "/people/AAAAAAAA", "/static/app.css"):
        answer = plainly(client, address, method)
        assert answer.status_code in {200, 303, 400, 404, 405}
        assert answer.status_code != 200 or (method == "OPTIONS" and not answer.data)
        assert wrong(answer) == []


METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE")


@pytest.mark.usefixtures("ready")
def test_every_route_answers_every_method_with_every_header(app: Flask, client: Reader) -> None:
    """4.1.1, 4.1.4: what a route does not have is refused, says what it has, and holds nothing."""
    found = {}
    for address in sorted({address for _, address in addresses(app)}):
        for method in METHODS:
            answer = plainly(client, address, method, headers={"X-HTTP-Method-Override": "DELETE"})
            bad = wrong(answer)
            if method not in {"GET", "POST"} and (answer.status_code >= 500 or (method != "OPTIONS" and _says(answer))):
                bad.append("says something")
            if answer.status_code == 405 and not answer.headers.get("Allow"):
                bad.append("no Allow")
            if bad:
                found[f"{method} {address}"] = (answer.status_code, bad)
    assert found == {}


def _says(answer: TestResponse) -> bool:
    """Whether a method that no page has was answered with more than the page of what is not there."""
    return answer.status_code == 200 and bool(answer.data)


def test_over_tls_browsers_are_told_to_stay_there(client: Reader) -> None:
    """3.4.1: for a year, and every host name below."""
    for address in ("/sign-in", "/nothing", "/static/app.css"):
        answer = plainly(client, address, base_url="https://localhost")
        assert answer.headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"
        assert wrong(answer) == []


@pytest.mark.parametrize("status", [400, 404, 405, 413, 415, 422, 429, 500, 503])
def test_every_refusal_has_every_header(
    app: Flask, client: Reader, status: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.environ_base.pop("waymark.raise", None)

    def refuse() -> str:
        if status == 500:
            raise RuntimeError("Jo Lamb")
        abort(status)

    monkeypatch.setitem(app.view_functions, "basics.help_page", public("a test")(refuse))
    answer = plainly(client, "/help")
    assert (answer.status_code, wrong(answer)) == (status, [])
    assert "Jo Lamb" not in answer.text


def test_a_report_while_the_database_is_away_is_asked_for_again(
    app: Flask, client: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    """W9, P22: 503, so that the provider asks again; nothing is said to be kept that is not."""

    def away(*_: object, **__: object) -> None:
        raise OperationalError("", {}, Exception("away"))

    monkeypatch.setattr(import_module("reminders.views.hooks"), "is_signed", lambda *_: True)
    monkeypatch.setattr(delivery, "record_report", away)
    fields = {"MessageSid": f"SM{'a' * 32}", "MessageStatus": "delivered"}
    answer = plainly(client, f"/hooks/twilio/s/{'A' * 24}", "POST", data=fields)
    assert (answer.status_code, wrong(answer)) == (503, [])


def test_the_provider_finds_its_own_pages_and_nothing_else(app: Flask, client: Reader) -> None:
    """3.5.4: with a host name of its own, neither answers at the other's."""
    app.config["WEBHOOK_HOST"] = "hooks.example.org"
    app.config["TRUSTED_HOSTS"] = ["localhost", "hooks.example.org"]
    there = {"base_url": "https://hooks.example.org"}
    for address in ("/", "/sign-in", "/people", "/static/app.css", "/healthz"):
        answer = plainly(client, address, **there)
        assert (answer.status_code, wrong(answer)) == (404, [])
    assert plainly(client, "/hooks/twilio/in", "POST", **there).status_code == 415
    assert plainly(client, "/hooks/twilio/in", "POST").status_code == 404
    assert plainly(client, "/sign-in").status_code == 200
