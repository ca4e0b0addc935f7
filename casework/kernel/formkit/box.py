"""The base of every field: one posted value, read without ever failing, drawn by templates/kit_fields.html."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import get_template_attribute
from markupsafe import Markup
from wtforms import Field
from wtforms.validators import StopValidation

from casework.kernel.formkit.validators import Check

KEPT = 20_000
"""How much of something far too long is shown again in its box."""

PLAIN_LOOK = {
    "classes": "",
    "autocomplete": "off",
    "inputmode": "",
    "spellcheck": True,
    "label_hidden": False,
    "inline": False,
}


def draw(field: Box, **options: Any) -> Markup:
    """The field as GOV.UK component markup. Options given in the template win over those given in the form."""
    macro = get_template_attribute("kit_fields.html", field.macro)
    return Markup(macro(field, {**field.look, **options}))  # noqa: S704 - the macro escapes


class Box(Field):
    """A field of one value. `macro` names what draws it; `look` is handed to that macro."""

    macro = "text"
    widget = staticmethod(draw)
    data: Any
    typed: str = ""

    def __init__(
        self,
        label: str = "",
        validators: Sequence[Check] = (),
        *,
        hint: str = "",
        called: str = "",
        look: dict[str, Any] | None = None,
        **kwargs: Any,
    ) -> None:
        """`hint` stands under the label; `called` is how messages name the box, the label when not given."""
        super().__init__(label, list(validators), description=hint or kwargs.pop("description", ""), **kwargs)
        self.called = called or self.label.text
        self.look = {**PLAIN_LOOK, **(look or {})}

    @property
    def needed(self) -> bool:
        """Whether a `needed` check stands among the validators."""
        return any(getattr(check, "needed", False) for check in self.validators)

    @property
    def focus_id(self) -> str:
        """The element that the error summary's link moves the focus to."""
        return str(self.id)

    def process_data(self, value: Any) -> None:
        self.data = value if value is not None else self.blank()
        self.typed = self.show(self.data)

    def process_formdata(self, valuelist: list[Any]) -> None:
        """The first value posted, or a blank box when none was: a missing box is never a fault of ours."""
        first = valuelist[0] if valuelist else ""
        self.typed, self.data = (first if isinstance(first, str) else "")[:KEPT], self.blank()
        if isinstance(first, str) and first.strip():
            self.data = self.read(first)

    def pre_validate(self, form: Any) -> None:
        """What could not be read has its message already; asking for it again would say two things at once."""
        if self.process_errors:
            raise StopValidation

    def blank(self) -> Any:
        """The data of an empty box."""
        return ""

    def read(self, typed: str) -> Any:
        """The data of what was typed. Raises ValueError with the message for staff."""
        raise NotImplementedError

    def show(self, data: Any) -> str:
        """How data that the page starts with is written in the box."""
        return "" if data is None else str(data)
