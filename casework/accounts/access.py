"""Every route says who may use it; the application does not start while one is silent (house law 7)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from flask import Flask, abort, g

from casework.accounts.rules import Action, Compartment, holds
from casework.kernel.actors import Actor

View = TypeVar("View", bound=Callable[..., Any])


@dataclass(frozen=True)
class Access:
    """What a route asks of whoever calls it."""

    action: Action | None
    compartment: Compartment | None
    reason: str


class UndeclaredRoute(RuntimeError):
    """A route that says nothing about who may use it."""


def access(action: Action, compartment: Compartment) -> Callable[[View], View]:
    """The route needs a signed-in actor with some role that allows this; each record is judged again by `may`."""
    return _declare(Access(action, compartment, ""))


def public(reason: str) -> Callable[[View], View]:
    """The route needs no session, for the reason given."""
    return _declare(Access(None, None, reason))


def signed_in(reason: str) -> Callable[[View], View]:
    """The route needs a session but touches no record, for the reason given."""
    return _declare(Access(Action.LOOK, None, reason))


def fresh(view: View) -> View:
    """The route asks its caller to have proved who they are in the last ten minutes (ASVS 7.5.3): exports, changes of
    second steps, break-glass. Written above the line that says who may use it."""
    view.waymark_fresh = True  # type: ignore[attr-defined]
    return view


def needs_fresh(app: Flask, endpoint: str) -> bool:
    """Whether the view behind an endpoint asks for that."""
    return bool(getattr(app.view_functions[endpoint], "waymark_fresh", False))


def _declare(declared: Access) -> Callable[[View], View]:
    def mark(view: View) -> View:
        view.waymark_access = declared  # type: ignore[attr-defined]
        return view

    return mark


def declared(app: Flask, endpoint: str) -> Access | None:
    """What the view behind an endpoint declares."""
    found: Access | None = getattr(app.view_functions[endpoint], "waymark_access", None)
    return found


def assert_declared(app: Flask) -> None:
    """Raises UndeclaredRoute, naming each, when a route declares no access."""
    silent = sorted({rule.endpoint for rule in app.url_map.iter_rules() if declared(app, rule.endpoint) is None})
    if silent:
        raise UndeclaredRoute(f"Say who may use: {', '.join(silent)}")


def actor() -> Actor:
    """Whoever makes this request. A route that reached here without one is a fault, answered 404."""
    found: Actor | None = g.get("actor")
    if found is None:
        abort(404)
    return found


def allowed(action: Action, compartment: Compartment) -> bool:
    """True when a role of the current actor ever allows this: what a page may offer."""
    found: Actor | None = g.get("actor")
    return found is not None and holds(found, action, compartment)
