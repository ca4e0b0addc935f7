"""The form: reads any body without failing, carries the key that makes a second press safe, says what is wrong."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from typing import Any

from flask import Flask, request
from flask_wtf import FlaskForm
from werkzeug.datastructures import CombinedMultiDict, MultiDict

from casework.kernel.formkit.choices import Upload
from casework.kernel.formkit.fields import Hidden

STALE = "This page was open for a long time. Check what you typed, then save again"
KEY = re.compile(r"[A-Za-z0-9_-]{16,64}")


def new_form_key() -> str:
    """A fresh key for one form on one page; playing it twice has one effect."""
    return secrets.token_urlsafe(18)


def _is_seen(field: Any) -> bool:
    """Whether a message can be shown next to the field; the CSRF token is WTForms' own and has no macro."""
    return field.short_name != "csrf_token" and getattr(field, "macro", "text") != "hidden"


@dataclass(frozen=True)
class Problem:
    """One line of the error summary. `href` is "#id" of the box, or "" when it belongs to the whole form."""

    text: str
    href: str


class Form(FlaskForm):
    """The base of every form.

    Write cross-field rules in `check`: it runs after the fields whatever was left blank, and says no by `fail`.
    """

    form_key = Hidden(default=new_form_key, max_length=64)
    form_errors: list[str]

    class Meta(FlaskForm.Meta):
        def wrap_formdata(self, form: Any, formdata: Any) -> Any:
            """A POST is read as it is, even when empty, so that a form's defaults are never taken for answers."""
            if formdata is None or isinstance(formdata, MultiDict | CombinedMultiDict):
                return formdata
            if not (request and request.method in ("POST", "PUT", "PATCH", "DELETE")):
                return None
            return CombinedMultiDict([request.form, request.files])

    def check(self) -> None:
        """Rules about more than one field. Call `self.fail(message, "field")` for each that is broken."""

    def validate(self, extra_validators: Any = None) -> bool:
        super().validate(extra_validators)
        self._check_key()
        self.check()
        return not self.errors

    def fail(self, message: str, field: str | None = None) -> None:
        """Attaches a refusal to the named field, or to the whole form when there is no such box to show it at.

        A box that has a message already keeps that one: it is the one to put right first. A refusal of the whole
        form brings a fresh key, because the key itself may be what was refused; nothing was saved under the old one.
        """
        box = self._fields.get(field)
        if box is not None and _is_seen(box):
            box.errors = list(box.errors) or [message]
        else:
            self.form_errors = [*self.form_errors, message]
            self.form_key.data = self.form_key.typed = new_form_key()

    @property
    def summary(self) -> list[Problem]:
        """What is wrong: for the whole form first, then the first message of each box in the order of the page."""
        problems = [Problem(message, "") for message in self._whole()]
        return problems + [
            Problem(str(field.errors[0]), f"#{getattr(field, 'focus_id', field.id)}")
            for field in self
            if field.errors and _is_seen(field)
        ]

    @property
    def has_upload(self) -> bool:
        """Whether the form sends a file and so must be multipart."""
        return any(isinstance(field, Upload) for field in self)

    def _whole(self) -> list[str]:
        stale = [STALE] if any(field.errors for field in self if not _is_seen(field)) else []
        return list(dict.fromkeys(stale + [str(message) for message in self.form_errors]))

    def _check_key(self) -> None:
        """A key that is missing or was tampered with is replaced, and the person is asked to press once more."""
        if KEY.fullmatch(str(self.form_key.data or "")):
            return
        self.form_key.errors = []
        self.fail(STALE)


def install(app: Flask) -> None:
    """Gives templates `new_form_key()`."""
    app.add_template_global(new_form_key)
