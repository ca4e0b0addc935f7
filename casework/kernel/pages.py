"""Showing a page and saving a form: what every view does, once."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from typing import Any

from flask import Response, g, make_response, redirect, render_template, request
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.exc import StaleDataError
from wtforms.csrf.core import CSRFTokenField

from casework.kernel import clock
from casework.kernel.database import db, transaction
from casework.kernel.formkit import Form, Hidden, HiddenNumber, Password
from casework.kernel.models import FormKey
from casework.kernel.refused import Conflict, Refused

CHANGED_MEANWHILE = "Someone changed this while you were looking"
NEWER = "Something newer than what you saw"
KEY_USED = "This form was already used to save something else. Check below, then save again"
CHECK = "check_first"
KEPT = "What you typed was kept. Check it, then save"
_UNHASHED = frozenset({"csrf_token", "form_key"})
Unseen = (CSRFTokenField, Hidden, HiddenNumber, Password)


class KeyUsed(Refused):
    """The form key saved something else before: the same key with another body is answered 422 (promises C.4)."""

    def __init__(self) -> None:
        super().__init__(KEY_USED)


class AlreadyPosted(Exception):
    """The form key was used before: `location` is where that first post went."""

    def __init__(self, location: str) -> None:
        super().__init__(location)
        self.location = location


def go(target: str) -> Response:
    """Lead on to another page after a post."""
    response: Response = redirect(target, 303)  # type: ignore[assignment]
    return response


def page(template: str, *, title: str, status: int = 200, **context: Any) -> Response:
    """Render a page. `title` is its title and its one h1, and holds no personal data (house law 10)."""
    return make_response(render_template(template, title=title, **context), g.pop("answer_status", status))


def save(form: Form, work: Callable[[], str]) -> Response | None:
    """Run `work` once for this form, in one transaction, and go where it says.

    The same form posted again has no second effect and goes to the same place; the same key with another
    body is refused (promises P15). When `work` raises Refused, nothing is kept, the message lands on its
    field, and None is returned so that the view shows the form again with everything typed still there.
    """
    if CHECK in request.form:  # held while a session ended: the person looks at it once before it is saved
        form.fail(KEPT)
        return None
    key = str(form.form_key.data or "")
    try:
        with transaction():
            row = _claim_key(key)
            row.location = work()
            target = row.location
        return redirect(target, 303)  # type: ignore[return-value]
    except AlreadyPosted as posted:
        return redirect(posted.location, 303)  # type: ignore[return-value]
    except Refused as no:
        _refuse(form, no)
    except StaleDataError as stale:
        raise Conflict(CHANGED_MEANWHILE, theirs=NEWER, yours=typed(form), again={}) from stale
    except IntegrityError:
        first = _used(key)
        if first is None:
            raise
        return _replay(first, form)
    return None


def _refuse(form: Form, no: Refused) -> None:
    form.fail(no.message, no.field)
    if isinstance(no, KeyUsed):
        g.answer_status = 422


def typed(form: Form) -> str:
    """What somebody entered, box by box, for a page on which they choose between it and what was saved meanwhile."""
    seen = ((box.label.text, getattr(box, "typed", None) or box.data) for box in form if not isinstance(box, Unseen))
    return ". ".join(f"{label}: {value}" for label, value in seen if value and isinstance(value, str))


def _claim_key(key: str) -> FormKey:
    if (first := _used(key)) is not None:
        if first.body_hash != _body_hash():
            raise KeyUsed
        raise AlreadyPosted(first.location)
    row = FormKey(
        staff_id=_staff_id(),
        key=key,
        route=request.endpoint or "",
        body_hash=_body_hash(),
        location="",
        created_at=clock.now(),
    )
    db.session.add(row)
    db.session.flush()  # a second post of the same form waits here for the first
    return row


def _replay(first: FormKey, form: Form) -> Response | None:
    if first.body_hash == _body_hash():
        return redirect(first.location, 303)  # type: ignore[return-value]
    _refuse(form, KeyUsed())
    return None


def _used(key: str) -> FormKey | None:
    return db.session.scalar(select(FormKey).where(FormKey.staff_id == _staff_id(), FormKey.key == key))


def _staff_id() -> int:
    found = g.get("actor")
    return (found.staff_id or 0) if found else 0


def _body_hash() -> bytes:
    fields = sorted((name, request.form.getlist(name)) for name in request.form if name not in _UNHASHED)
    body = json.dumps([request.path, fields], ensure_ascii=True)
    return hashlib.sha256(body.encode()).digest()
