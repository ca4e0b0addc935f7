"""What a monitor asks, from outside and without a session: is it well, and how much waits. Never who (C.12)."""

from __future__ import annotations

import hmac

from flask import Blueprint, Response, abort, current_app, jsonify, request
from sqlalchemy.exc import InternalError, OperationalError

from casework.accounts.access import public
from casework.kernel import clock
from casework.kernel.database import transaction
from web import counting
from web.services import readiness
from web.settings import Settings

bp = Blueprint("watching", __name__)


@bp.get("/readyz")
@public("says only whether all is well; which check is not, to the monitor that knows the key")
def readyz() -> Response:
    found = _checks()
    ready = all(said == "ok" for said in found.values())
    if _knows_the_key():
        answer = jsonify(ready=ready, checks=found)
    else:
        answer = Response("ready\n" if ready else "not ready\n", mimetype="text/plain")
    answer.status_code = 200 if ready else 503
    return answer


@bp.get("/metrics")
@public("counts of requests and of what waits, to the monitor that knows the key; nothing is here for others")
def metrics() -> Response:
    if not _knows_the_key():
        abort(404)
    return Response(counting.page(_checks()), content_type="text/plain; version=0.0.4; charset=utf-8")


def _checks() -> dict[str, str]:
    return readiness.checks(_settings().home, _writable, at=clock.now())


def _writable() -> bool:
    try:
        with transaction():
            readiness.write_nothing()
    except (OperationalError, InternalError):
        return False
    return True


def _settings() -> Settings:
    found: Settings = current_app.extensions["settings"]
    return found


def _knows_the_key() -> bool:
    key, given = _settings().metrics_key, request.headers.get("Authorization", "")
    return bool(key) and hmac.compare_digest(given.encode(), f"Bearer {key}".encode())
