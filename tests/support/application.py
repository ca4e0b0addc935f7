"""Waymark as the tests run it: a fresh home and database each time, cheap passwords, and nothing that leaves."""

from __future__ import annotations

import contextvars
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, g, has_app_context
from flask.testing import FlaskClient
from jinja2 import FileSystemBytecodeCache
from sqlalchemy import Engine
from sqlalchemy.util import LRUCache
from werkzeug.routing import Rule
from werkzeug.serving import WSGIRequestHandler, make_server
from werkzeug.test import TestResponse

from tests.support import reading


class BadPage(AssertionError):
    """A page does not read well; the message lists everything wrong with it."""


class Reader(FlaskClient):
    """The test client is the style guide (house law 10): every page it fetches must read well.

    Each request runs outside the test's own application context, as in life: nothing it leaves on `g` or in
    the session is seen by the next one, and the test's own session sees what the request wrote.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.environ_base["waymark.raise"] = "yes"  # a fault reaches the test as it was raised, not as a page

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        _forget_rows()
        kwargs.setdefault("buffered", True)  # a file that is made while it is sent is made in here
        response: TestResponse = contextvars.Context().run(super().open, *args, **kwargs)
        _forget_rows()
        self._read(response)
        return response

    def form(self, address: str, *, data: dict[str, Any] | None = None, **kwargs: Any) -> TestResponse:
        """Fetch the page at an address and post its form back, with its hidden fields, as a browser would."""
        hidden = hidden_fields(self.get(address).text, address)
        return self.post(address, data={**hidden, **(data or {})}, **kwargs)

    def _read(self, response: TestResponse) -> None:
        body = response.text if response.mimetype == "text/html" else ""
        guard(self.application, response.request.full_path, response.status_code, dict(response.headers), body)


def guard(app: Flask, address: str, status: int, headers: dict[str, str], body: str) -> None:
    """Raises BadPage when what was answered does not read well, or gives a person away in its address."""
    private = personal_words(app)
    address = address.removesuffix("?")
    found = reading.given_away(headers.get("Location", ""), private)
    if headers.get("Content-Type", "").startswith("text/html") and not 300 <= status < 400:
        found += reading.problems(body, headers, address, private)
    if found:
        raise BadPage(f"{status} {address}\n  " + "\n  ".join(found))


def hidden_fields(html: str, address: str) -> dict[str, str]:
    """What the form that posts to this address carries unseen: its tokens, and what it was opened with."""
    forms = [form for form in reading.Page(html).forms if form.posts_to(address)]
    if not forms:
        raise BadPage(f"No form on this page posts to {address}")
    return forms[-1].hidden


def personal_words(app: Flask) -> list[str]:
    """The names of every person, real or pretend: none may show in a title or an address."""
    words = contextvars.Context().run(_names, app, False)
    if app.extensions["settings"].pretend_path.exists():
        words += contextvars.Context().run(_names, app, True)
    return words


def _names(app: Flask, pretend: bool) -> list[str]:
    from casework.kernel.database import db
    from casework.kernel.database import reading as read
    from casework.people.models import Person

    with app.app_context():
        if pretend:
            g.pretend = app.extensions["pretend_engine"]
        with read():
            rows = db.session.execute(db.select(Person.given_name, Person.family_name)).all()
    return [name for row in rows for name in row if name]


def _forget_rows() -> None:
    if has_app_context():
        from casework.kernel.database import db

        db.session.rollback()


class _Quiet(WSGIRequestHandler):
    def log(self, type: str, message: str, *args: Any) -> None:
        """Say nothing: a failing test shows what matters."""


class Watched:
    """The application as Chromium sees it: pages that do not read well are kept for the end of the test."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.inner = app.wsgi_app
        self.bad: list[str] = []

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterator[bytes]:
        said: dict[str, Any] = {}

        def note(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Any:
            said.update(status=int(status[:3]), headers=dict(headers))
            return start_response(status, headers, exc_info)

        parts = self.inner(environ, note)
        try:
            body = b"".join(parts)
        finally:
            if hasattr(parts, "close"):
                parts.close()
        address = environ["PATH_INFO"] + (f"?{environ['QUERY_STRING']}" if environ.get("QUERY_STRING") else "")
        try:
            guard(self.app, address, said["status"], said["headers"], body.decode("utf-8", "replace"))
        except BadPage as page:
            self.bad.append(str(page))
        yield body


@contextmanager
def serving(app: Flask) -> Iterator[str]:
    """The application on a free port of loopback, several requests at once; its address is the value."""
    watched = Watched(app)
    server = make_server("127.0.0.1", 0, watched, threaded=True, request_handler=_Quiet)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
    assert watched.bad == [], "\n".join(watched.bad)


@contextmanager
def remembered_routes() -> Iterator[None]:
    """Compile each route once a run: every test starts the application anew, and most of that is this."""
    compiled: dict[Any, Any] = {}
    compiling = Rule._compile_builder

    def once(rule: Rule, append_unknown: bool = True) -> Any:
        key = (rule.rule, tuple(rule._trace), repr(rule.defaults), append_unknown)
        if key not in compiled:
            compiled[key] = compiling(rule, append_unknown)
        return compiled[key]

    parsed: dict[str, tuple[list[Any], list[Any], dict[str, Any]]] = {}
    parsing = Rule._parse_rule

    def read_once(rule: Rule, text: str) -> list[Any]:
        if text in parsed:
            parts, trace, converters = parsed[text]
            rule._trace.extend(trace)
            rule._converters.update(converters)
            rule.arguments.update(converters)
        else:
            traced = len(rule._trace)
            parts = list(parsing(rule, text))
            parsed[text] = (parts, rule._trace[traced:], dict(rule._converters))
        return parts

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(Rule, "_compile_builder", once)
        patched.setattr(Rule, "_parse_rule", read_once)
        yield


_DIALECTS: dict[str, Any] = {}
_STATEMENTS: Any = LRUCache(20_000)


def remember_statements(app: Flask) -> None:
    """Compile each statement once a run, not once a test: the applications of all tests share one dialect for each
    kind of database, and what was compiled for it."""
    from casework.kernel.database import db
    from web.demo import place

    with app.app_context():
        share_compiled(db.engine)
        share_compiled(place.engine())


def share_compiled(engine: Engine) -> None:
    """Let this engine use what others of its kind compiled."""
    engine.dialect = _DIALECTS.setdefault(engine.dialect.name, engine.dialect)
    engine._compiled_cache = _STATEMENTS


def remember_templates(app: Flask, folder: Path) -> None:
    """Compile each template once a run, not once a test."""
    folder.mkdir(exist_ok=True)
    app.jinja_env.bytecode_cache = FileSystemBytecodeCache(str(folder))
