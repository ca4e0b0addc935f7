"""What the processes say: one line of JSON each, with numbers and our own words, and never anybody's (promises P28).

A line has the time in UTC, a level, an event, the process, and for a request its number, the pattern of its route
(never its address), the method, the status and how many milliseconds it took. What libraries say is written without
what they filled in: only numbers are kept of it, and of a fault its kind and its place.
"""

from __future__ import annotations

import datetime as dt
import json
import logging
import os
import re
import secrets
import sys
import time
from typing import Any

from flask import Flask, Response, g, has_request_context, request

OURS = "waymark"
FIELDS = ("request", "route", "method", "status", "ms", "job", "count")
LEVELS = ("error", "warning", "info")
QUIET = frozenset({"static", "basics.healthz", "watching.readyz", "watching.metrics"})
"""Asked for so often, by machines, that a line each would hide the others."""
_FILLED = re.compile(r"%(?:\(\w+\))?[-#0 +]*\d*(?:\.\d+)?[a-zA-Z]")
_WITHHELD = "said something that may hold anybody's words"
log = logging.getLogger(f"{OURS}.web")


class Line(logging.Formatter):
    """One line for one event. `process` is web, worker or command."""

    def __init__(self, process: str = "web") -> None:
        super().__init__()
        self.process = process

    def format(self, record: logging.LogRecord) -> str:
        at = dt.datetime.fromtimestamp(record.created, dt.UTC)
        said: dict[str, Any] = {
            "time": f"{at:%Y-%m-%dT%H:%M:%S}.{at.microsecond // 1000:03}Z",
            "level": record.levelname.lower(),
            "process": f"{self.process}:{os.getpid()}",
            "event": _event(record),
        }
        said |= _of_this_request()
        said |= {name: record.__dict__[name] for name in FIELDS if name in record.__dict__}
        if record.exc_info and record.exc_info[1] is not None:
            said |= {"fault": type(record.exc_info[1]).__name__, "at": where(record.exc_info[1])}
        return json.dumps(said)


def _event(record: logging.LogRecord) -> str:
    """Our own words whole; a library's without what it filled in, and none where that may be in them already."""
    if record.name.partition(".")[0] == OURS:
        return record.getMessage()
    if not record.args and not record.name.startswith("gunicorn"):
        return f"{record.name} {_WITHHELD}"
    args = record.args if isinstance(record.args, tuple) else ()
    left = iter(args)
    return _FILLED.sub(lambda _found: _number(next(left, None)), str(record.msg))


def _number(value: object) -> str:
    return str(value) if isinstance(value, int | float) else "…"


def _of_this_request() -> dict[str, Any]:
    if not has_request_context():
        return {}
    return {"request": number(), "route": route()}


def number() -> str:
    """The number of this request: on its lines, and on the page that says that something went wrong."""
    if "request_number" not in g:
        g.request_number = secrets.token_hex(4)
    found: str = g.request_number
    return found


def route() -> str:
    """The pattern of the route that was asked for, as the code has it; "none" for an address that is not there."""
    return request.url_rule.rule if request.url_rule is not None else "none"


def where(error: BaseException) -> str:
    """The file and line at which an error was raised: never what it says, which may hold somebody's name."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return f"{trace.tb_frame.f_code.co_filename.rsplit('/', 3)[-1]}:{trace.tb_lineno}" if trace else "?"


def install(app: Flask) -> None:
    """Say one line for every request that is answered."""
    app.before_request(_begin)
    app.after_request(_answered)


def _begin() -> None:
    g.asked_at = time.perf_counter()


def _answered(response: Response) -> Response:
    if request.endpoint not in QUIET and log.isEnabledFor(logging.INFO):
        ms = round((time.perf_counter() - g.get("asked_at", time.perf_counter())) * 1000, 1)
        method = request.method if request.method in {"GET", "HEAD", "POST"} else "other"
        log.info("answered", extra={"method": method, "status": response.status_code, "ms": ms})
    return response


def begin(process: str, level: str) -> None:
    """Let everything that this process says go to its standard error, from this level on; of libraries, warnings."""
    out = logging.StreamHandler(sys.stderr)
    out.setFormatter(Line(process))
    logging.basicConfig(level=logging.WARNING, handlers=[out])
    logging.getLogger(OURS).setLevel(level.upper())


def for_gunicorn() -> dict[str, Any]:
    """The same for gunicorn, whose own lines come from a logger of its own."""
    own = {"level": "WARNING", "handlers": ["stderr"], "propagate": False}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": {"()": Line, "process": "web"}},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line", "stream": "ext://sys.stderr"}},
        "root": {"level": "WARNING", "handlers": ["stderr"]},
        "loggers": {"gunicorn.error": own, "gunicorn.access": {**own, "handlers": []}},
    }
