"""What the provider calls: status reports and texts that came in. Nothing is believed without its signature.

The signature is checked against the configured public address, never against what the request says of itself
(promises T13, cases W1 to W9).
"""

from __future__ import annotations

import hashlib
import logging
import re

from flask import Blueprint, Response, abort, request
from werkzeug.datastructures import MultiDict

from casework.accounts.access import public
from casework.kernel import clock
from casework.kernel.database import transaction
from reminders.gateway import is_signed
from reminders.services import delivery, replying
from reminders.services.wiring import wired

bp = Blueprint("reminders_hooks", __name__)
log = logging.getLogger("waymark.hooks")
MOST_BYTES, MOST_FIELDS, LONGEST_TOKEN = 64 * 1024, 100, 32
SIGNED = "the text provider calls it; every post must carry the provider's signature"
_SID = re.compile(r"(SM|MM)[0-9a-fA-F]{32}")
_NO_WORDS = "(A picture came without words. It is not fetched)"


@bp.post("/hooks/twilio/s/<token>")
@public(SIGNED)
def status(token: str) -> Response:
    """What became of one text; the token in the address is the text's own (case W6)."""
    form = _signed_form()
    sid, word = _sid(form), _once(form, "MessageStatus")
    if not word or len(token) > LONGEST_TOKEN:
        abort(400)
    code, raw = form.get("ErrorCode", ""), hashlib.sha256(request.get_data()).digest()
    with transaction():
        known = delivery.record_report(token, sid=sid, status=word.lower(), code=code, raw_hash=raw, at=clock.now())
    if not known:
        log.warning("A signed status report names a text that is not here; it is kept")
    return Response(status=204, mimetype="text/plain")


@bp.post("/hooks/twilio/in")
@public(SIGNED)
def incoming() -> Response:
    """A text that came in: kept and shown to a person; the answer to the provider is always empty."""
    form = _signed_form()
    sid, number = _sid(form), _once(form, "From")
    if not number or len(number) > 40:
        abort(400)
    body = _once(form, "Body") or (_NO_WORDS if form.get("NumMedia", "0") != "0" else "")
    with transaction():
        replying.receive(sid, number, body, opt_out=_once(form, "OptOutType"), at=clock.now())
    return Response("<Response/>", mimetype="text/xml")


def _signed_form() -> MultiDict[str, str]:
    """The fields of a post that the provider signed for our public address; refused otherwise."""
    request.max_content_length = MOST_BYTES
    if request.mimetype != "application/x-www-form-urlencoded":
        abort(415)
    request.get_data()  # kept, so that its hash can be stored, before the fields are read from it
    if len(list(request.form.items(multi=True))) > MOST_FIELDS:
        abort(413)
    if not is_signed(_address(), request.form, request.headers.get("X-Twilio-Signature", ""), wired().auth_token):
        log.warning("A post without a valid signature was refused")
        abort(403)
    return request.form


def _address() -> str:
    query = f"?{request.query_string.decode('latin-1')}" if request.query_string else ""
    return f"{wired().public_url.rstrip('/')}{request.path}{query}"


def _sid(form: MultiDict[str, str]) -> str:
    """The provider's name for the text. Its shape is checked, because the signature runs names and values together."""
    sid = _once(form, "MessageSid")
    if not _SID.fullmatch(sid):
        abort(400)
    return sid


def _once(form: MultiDict[str, str], name: str) -> str:
    """A field's value; a field given twice is refused, since nobody can tell which is meant (case W4)."""
    values = form.getlist(name)
    if len(values) > 1:
        log.warning("A signed post gives one field twice; it was refused")
        abort(400)
    return values[0].strip() if values else ""
