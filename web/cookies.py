"""What a browser holds: the key of its session, and one by which it is known again; and the browser itself."""

from __future__ import annotations

import secrets
from urllib.parse import urlsplit

from flask import Response, g, request

from casework.accounts.rules.devices import device_words
from casework.accounts.rules.site import Site
from casework.accounts.services import Browser

COOKIE = "__Host-waymark"
DEVICE = "__Host-device"
PRETEND = "pretend."
_YEAR = 365 * 24 * 3600


def set_cookie(response: Response, key: str) -> None:
    """Give the browser its key: this host only, this browser session only, never to scripts."""
    response.set_cookie(COOKIE, key, secure=True, httponly=True, samesite="Strict", path="/")


def set_device(response: Response) -> None:
    """Let the browser be known again for a year: it proves nothing, but its tries are counted apart."""
    key = browser().key
    response.set_cookie(DEVICE, key, secure=True, httponly=True, samesite="Strict", path="/", max_age=_YEAR)


def clear_cookie(response: Response) -> None:
    """Take the key back."""
    response.delete_cookie(COOKIE, secure=True, httponly=True, samesite="Strict", path="/")


def current_key() -> tuple[str, bool]:
    """The browser's key without its prefix, and whether it is of the pretend people."""
    key = request.cookies.get(COOKIE, "")
    return key.removeprefix(PRETEND), key.startswith(PRETEND)


def browser() -> Browser:
    """The browser of this request; one without a lasting key is given one when it has signed in."""
    found: Browser | None = g.get("browser")
    if found is None:
        key = request.cookies.get(DEVICE, "") or secrets.token_urlsafe(32)
        found = g.browser = Browser(request.remote_addr or "", device_words(request.user_agent.string), key)
    return found


def site() -> Site:
    """The address that passkeys are bound to: a host that is trusted, as the browser sees it."""
    return Site(urlsplit(request.host_url).hostname or "", request.host_url.rstrip("/"))


def can_have_passkeys() -> bool:
    """Browsers bind passkeys to a host's name, never to a network address such as 127.0.0.1."""
    return not site().host.replace(".", "").isdigit() and ":" not in site().host
