"""Law 7: every route declares who may use it, and nobody else may."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from werkzeug.routing import Rule

from casework.accounts.access import UndeclaredRoute, assert_declared, declared
from casework.accounts.rules import TABLE, Role
from tests.support.application import Reader
from web.app import create_app
from web.views import basics

NOBODYS = {"reference": "ZZZZZZZZ", "day": "2026-01-05", "court_code": "B01ND00", "code": "B01ND00", "role": "worker"}
pytestmark = pytest.mark.sqlite


def address(app: Flask, rule: Rule) -> str:
    """The rule's address, of a record that nobody has."""
    values: dict[str, object] = {
        name: 999_999 if type(converter).__name__ == "IntegerConverter" else NOBODYS.get(name, "ZZZZZZZZ")
        for name, converter in rule._converters.items()
    }
    with app.test_request_context():
        return str(app.url_map.bind("127.0.0.1").build(rule.endpoint, values))


def methods(rule: Rule) -> list[str]:
    return sorted((rule.methods or set()) & {"GET", "POST"})


def test_every_route_declares_who_may_use_it(app: Flask) -> None:
    silent = [rule.endpoint for rule in app.url_map.iter_rules() if declared(app, rule.endpoint) is None]
    assert silent == []


def test_a_public_route_says_why(app: Flask) -> None:
    for rule in app.url_map.iter_rules():
        found = declared(app, rule.endpoint)
        assert found is not None
        assert found.compartment is not None or len(found.reason) > 5, rule.endpoint


def test_waymark_does_not_start_with_a_silent_route(
    app: Flask, settings_for: Callable[..., object], monkeypatch: pytest.MonkeyPatch
) -> None:
    silent = lambda: "anything"  # noqa: E731
    monkeypatch.setattr(basics, "bp", type(basics.bp)("basics", "planted"))
    basics.bp.add_url_rule("/planted", endpoint="planted", view_func=silent)
    settings = app.extensions["settings"]
    with pytest.raises(UndeclaredRoute, match=r"basics\.planted"):
        create_app(settings)


def test_a_route_added_later_is_seen(app: Flask) -> None:
    app.add_url_rule("/planted", endpoint="planted", view_func=lambda: "anything")
    with pytest.raises(UndeclaredRoute, match="planted"):
        assert_declared(app)


def test_without_a_session_nothing_but_the_way_in_is_shown(app: Flask, client: Reader) -> None:
    app.config["WTF_CSRF_ENABLED"] = False
    for rule in app.url_map.iter_rules():
        found = declared(app, rule.endpoint)
        if found is None or found.action is None:
            continue
        for method in methods(rule):
            answer = client.open(address(app, rule), method=method)
            sent_away = answer.status_code == 303 and answer.location.startswith("/sign-in")
            assert sent_away or answer.status_code == 404, f"{method} {rule}: {answer.status_code}"


@pytest.mark.parametrize("role", list(Role))
def test_a_role_is_refused_what_its_row_of_the_table_lacks(
    app: Flask, sign_in: Callable[[str], Reader], role: Role
) -> None:
    signed_in = sign_in(role.value)
    app.config["WTF_CSRF_ENABLED"] = False
    for rule in app.url_map.iter_rules():
        found = declared(app, rule.endpoint)
        if found is None or found.action is None or found.compartment is None:
            continue
        if (found.action, found.compartment) not in TABLE[role]:
            for method in methods(rule):
                answer = signed_in.open(address(app, rule), method=method)
                assert answer.status_code == 404, f"{role} {method} {rule}"
