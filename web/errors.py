"""When something is not there, not yours, changed meanwhile, or broken: plain words, nothing given away (ux 6.3)."""

from __future__ import annotations

import logging

from flask import Flask, Response, current_app, make_response, render_template, request
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DBAPIError, OperationalError, PendingRollbackError
from werkzeug.exceptions import HTTPException, InternalServerError

from casework.accounts.services.tries import TooMany
from casework.kernel.database import db
from casework.kernel.refused import Conflict, NotFound, Refused
from web import away, cookies, logs, sessions

log = logging.getLogger("waymark")
_CUT_BEFORE = "8s2b"
"""SQLAlchemy's name for a session that is asked again after its line was cut."""

TITLES = {
    400: "This page could not be read",
    404: "Page not found",
    405: "Page not found",
    409: "Someone changed this while you were looking",
    413: "This is too large",
    415: "This could not be read",
    422: "This form was already used",
    429: "Too many tries",
    503: away.TITLE,
}


def install(app: Flask) -> None:
    """Answer every failure with a page."""
    app.register_error_handler(NotFound, lambda _error: show(404))
    app.register_error_handler(Conflict, _conflict)
    app.register_error_handler(TooMany, _too_many)
    app.register_error_handler(Refused, lambda error: show(422, message=error.message))
    app.register_error_handler(CSRFError, _stale_form)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(OperationalError, _database_away)
    app.register_error_handler(InternalServerError, lambda error: _broken(error.original_exception or error))
    app.register_error_handler(Exception, _broken)


def show(status: int, **context: object) -> Response:
    """The page for one kind of failure. It looks who is signed in: where nobody answers that, the database is away."""
    known = status if status in TITLES else 500
    template = f"errors/{404 if known == 405 else known}.html"
    title = TITLES.get(known, "Sorry, there is a problem")
    try:
        return make_response(render_template(template, title=title, **context), status)
    except OperationalError as gone:
        return _database_away(gone)


def _http(error: HTTPException) -> Response:
    if error.response is not None or (error.code is not None and error.code < 400):
        return make_response(error.get_response())
    response = show(error.code or 500)
    if error.code == 405:
        response.headers["Allow"] = ", ".join(sorted(getattr(error, "valid_methods", None) or []))
    return response


def _too_many(error: TooMany) -> Response:
    seconds = int(error.after.total_seconds())
    response = show(429, minutes=seconds // 60)
    response.headers["Retry-After"] = str(seconds)
    return response


def _conflict(error: Conflict) -> Response:
    """Both answers, and a choice: what was typed can be saved all the same, now that the other has been seen."""
    if error.again is None:
        return show(409, conflict=error, keep=_page_of(request.path))
    kept = [pair for pair in request.form.items(multi=True) if pair[0] not in {*error.again, "csrf_token", "form_key"}]
    return show(409, conflict=error, again=[*kept, *error.again.items()], keep=_page_of(request.path))


def _page_of(path: str) -> str:
    """The nearest page that can be looked at: this address, or the one above it."""
    bound = current_app.url_map.bind("127.0.0.1")
    while path.strip("/"):
        try:
            bound.match(path, method="GET")
        except HTTPException:
            path = path.rpartition("/")[0]
        else:
            return path
    return "/"


def _stale_form(_error: CSRFError) -> Response:
    """A token that is stale or missing saves nothing; what was typed is held for the person whose session it is."""
    return show(400, held=sessions.held_stale())


def _database_away(error: BaseException) -> Response:
    db.session.rollback()
    kind = type(error.orig if isinstance(error, DBAPIError) else error).__name__
    log.error("The database did not answer: %s at %s, line %s", kind, request.endpoint, logs.where(error))
    return away.page(cookies.COOKIE)


def _of_a_lost_line(error: BaseException | None) -> bool:
    """Whether this came of a question that the database did not answer, whatever fell over it afterwards."""
    while error is not None:
        cut = isinstance(error, DBAPIError) and error.connection_invalidated
        after_a_cut = isinstance(error, PendingRollbackError) and error.code == _CUT_BEFORE
        if cut or after_a_cut or isinstance(error, OperationalError):
            return True
        error = error.__cause__ or error.__context__
    return False


def _broken(error: Exception) -> Response:
    if _of_a_lost_line(error):
        return _database_away(error)
    number = logs.number()
    db.session.rollback()
    # The type and the place, never the message: it may hold somebody's name (promises P28).
    log.error("Fault %s: %s at %s, line %s", number, type(error).__name__, request.endpoint, logs.where(error))
    if request.environ.get("waymark.raise"):
        raise error
    return show(500, number=number)
