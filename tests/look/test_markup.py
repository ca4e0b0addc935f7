"""Our fields are the Design System's: what templates/kit_fields.html draws is, tag for tag, what its macros draw."""

from __future__ import annotations

from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

import pytest
from flask import Flask, get_template_attribute
from jinja2 import Environment, PackageLoader, PrefixLoader
from werkzeug.datastructures import MultiDict

from tests.look.sample import EverythingForm, sample_app

UPSTREAM = Environment(
    loader=PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")}), autoescape=True
)
HOOKS = {"govuk-radios", "govuk-checkboxes"}
"""Hooks for scripts that reveal a question under an answer: we ask it on its own page instead."""


class Outline(HTMLParser):
    """Tags with their attributes and text, white space aside."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[Any] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        kept = {name: " ".join((value or "").split()) for name, value in attrs if value not in HOOKS or name == "class"}
        self.parts.append((tag, kept))

    def handle_endtag(self, tag: str) -> None:
        self.parts.append(f"/{tag}")

    def handle_data(self, data: str) -> None:
        if data.strip():
            self.parts.append(" ".join(data.split()))


@pytest.fixture(scope="module")
def sample() -> Iterator[Flask]:
    made = sample_app()
    made.config["WTF_CSRF_ENABLED"] = False
    with made.app_context():
        yield made


def drawn(sample: Flask, field: str, body: dict[str, str] | None) -> str:
    """The field as it is drawn, opened or after this was posted."""
    method = "GET" if body is None else "POST"
    with sample.test_request_context("/", method=method, data=MultiDict(body or {})):
        form = EverythingForm()
        if body is not None:
            form.validate()
        return str(getattr(form, field)())


def upstream(component: str, name: str, params: dict[str, Any]) -> str:
    template = UPSTREAM.get_template(f"govuk_frontend_jinja/components/{component}/macro.html")
    return str(getattr(template.module, name)(params))


LABEL = "govuk-label--s"
LEGEND = "govuk-fieldset__legend--s"
NAME = {
    "id": "name",
    "name": "name",
    "type": "text",
    "label": {"text": "Name", "classes": LABEL},
    "autocomplete": "off",
}
SAFE = [
    {"value": "not-asked", "text": "Not asked", "hint": {"text": "Every text waits"}},
    {"value": "yes", "text": "Yes"},
    {"value": "no", "text": "No"},
]
NEEDS = [{"value": "housing", "text": "Housing"}, {"value": "health", "text": "Health"}]
COURTS = [{"value": "", "text": "Choose"}, {"value": "thames", "text": "Thames"}, {"value": "harrow", "text": "Harrow"}]
HOURS = "For example, 10am or 2:30pm"
CASES = [
    pytest.param("name", None, "input", "govukInput", NAME, id="a text box"),
    pytest.param(
        "name",
        {"name": ""},
        "input",
        "govukInput",
        {**NAME, "errorMessage": {"text": "Enter the name"}},
        id="a text box with an error",
    ),
    pytest.param(
        "at",
        {"at": "10am"},
        "input",
        "govukInput",
        {
            "id": "at",
            "name": "at",
            "type": "text",
            "label": {"text": "Time", "classes": LABEL},
            "hint": {"text": HOURS},
            "classes": "govuk-input--width-5",
            "value": "10am",
            "autocomplete": "off",
            "spellcheck": False,
        },
        id="a text box with a hint, a width and a value",
    ),
    pytest.param(
        "safe",
        {"safe": "yes"},
        "radios",
        "govukRadios",
        {
            "idPrefix": "safe",
            "name": "safe",
            "fieldset": {"legend": {"text": "Safe to text?", "classes": LEGEND}},
            "items": SAFE,
            "value": "yes",
        },
        id="radios with an answer",
    ),
    pytest.param(
        "safe",
        {},
        "radios",
        "govukRadios",
        {
            "idPrefix": "safe",
            "name": "safe",
            "fieldset": {"legend": {"text": "Safe to text?", "classes": LEGEND}},
            "items": SAFE,
            "errorMessage": {"text": "Choose if it is safe to text"},
        },
        id="radios with an error",
    ),
    pytest.param(
        "needs",
        {"needs": "health"},
        "checkboxes",
        "govukCheckboxes",
        {
            "idPrefix": "needs",
            "name": "needs",
            "fieldset": {"legend": {"text": "What does she need?", "classes": LEGEND}},
            "items": NEEDS,
            "values": ["health"],
        },
        id="checkboxes",
    ),
    pytest.param(
        "court",
        {"court": "harrow"},
        "select",
        "govukSelect",
        {
            "id": "court",
            "name": "court",
            "label": {"text": "Court", "classes": LABEL},
            "items": COURTS,
            "value": "harrow",
        },
        id="a select",
    ),
    pytest.param(
        "note",
        None,
        "character-count",
        "govukCharacterCount",
        {
            "id": "note",
            "name": "note",
            "rows": 4,
            "maxlength": 200,
            "label": {"text": "Note", "classes": LABEL},
            "textareaDescriptionText": "Up to %{count} characters",
            "attributes": {"autocomplete": "off"},
        },
        id="a note whose characters are counted",
    ),
]


@pytest.mark.parametrize(("field", "body", "component", "macro", "params"), CASES)
def test_a_field_is_drawn_as_the_design_system_draws_it(
    sample: Flask, field: str, body: dict[str, str] | None, component: str, macro: str, params: dict[str, Any]
) -> None:
    assert Outline(drawn(sample, field, body)).parts == Outline(upstream(component, macro, params)).parts


KIT = [
    pytest.param("tag", ("Booked", "blue"), "tag", {"text": "Booked", "classes": "govuk-tag--blue"}, id="a tag"),
    pytest.param(
        "button",
        ("Save",),
        "button",
        {"text": "Save", "preventDoubleClick": True, "type": "submit"},
        id="a button",
    ),
    pytest.param(
        "link_button",
        ("Move", "/m", "secondary"),
        "button",
        {"text": "Move", "href": "/m", "classes": "govuk-button--secondary"},
        id="a link that looks like a button",
    ),
    pytest.param("back_link", ("/p",), "back-link", {"href": "/p", "text": "Back"}, id="a back link"),
    pytest.param("warning", ("Take care",), "warning-text", {"text": "Take care"}, id="a warning"),
]


@pytest.mark.parametrize(("ours", "arguments", "component", "params"), KIT)
def test_a_part_is_drawn_as_the_design_system_draws_it(
    sample: Flask, ours: str, arguments: tuple[str, ...], component: str, params: dict[str, Any]
) -> None:
    theirs = "govuk" + "".join(word.capitalize() for word in component.split("-"))
    with sample.test_request_context("/"):
        mine = str(get_template_attribute("kit.html", ours)(*arguments))
    assert Outline(mine).parts == Outline(upstream(component, theirs, params)).parts
