"""The database is away, or would not take it: one page, which asks it nothing and keeps what was typed."""

from __future__ import annotations

from flask import Response, g, make_response, render_template, request

TITLE = "Waymark cannot save just now"
STATUS = 503
STATE = (
    "actor",
    "staff",
    "session",
    "browser",
    "pretend",
    "intent",
    "looks",
    "look_reason",
    "fences",
    "walls",
    "shown_parts",
)


def forget() -> None:
    """Who asks and what was read so far: the next request begins anew."""
    for name in STATE:
        g.pop(name, None)


def page(cookie: str) -> Response:
    """What was posted is shown back, with a button that sends it again: to whoever holds a key of ours, which comes
    with posts of our own pages only (SameSite=Strict). Whose it is cannot be looked up now; it is their own post.

    Nobody is known on this page and no row is read, so that it can be made while nothing answers; a look that was to be
    written is not, because nothing of the record leaves.
    """
    known = g.get("staff") is not None or bool(request.cookies.get(cookie))
    forget()
    return make_response(render_template("errors/503.html", title=TITLE, keep_typed=known), STATUS)
