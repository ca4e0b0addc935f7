"""Forms: typed text comes back clean, what cannot be kept is refused at its box, and nothing posted breaks them."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from flask import Flask
from werkzeug.datastructures import MultiDict

from casework.kernel.formkit import Choice, Form, Radios, Text, needed, new_form_key
from tests.look.sample import EverythingForm, sample_app

GOOD = {
    "form_key": "k" * 24,
    "name": "  Jo   O'Brien-Łukasz ",
    "born": "3 Feb 95",
    "mobile": "07700 900 123",
    "email": "jo@EXAMPLE.org",
    "phrase": " a pass phrase ",
    "safe": "yes",
    "arrested": "today",
    "court": "thames",
    "at": "2.30pm",
    "times": "1,0",
    "agreed": "yes",
    "seen": "7",
    "note": "One line\r\nand another",
}


@pytest.fixture(autouse=True)
def the_day() -> Iterator[None]:
    with time_machine.travel(dt.datetime(2026, 10, 13, 9, tzinfo=dt.UTC), tick=False):
        yield


@pytest.fixture(scope="module")
def sample() -> Flask:
    app = sample_app()
    app.config["WTF_CSRF_ENABLED"] = False
    return app


def sent(app: Flask, body: Any = None, kind: type[Form] = EverythingForm, **changed: Any) -> Any:
    """The form as validated after this body was posted."""
    data = MultiDict(body) if body is not None else MultiDict({**GOOD, **changed})
    with app.test_request_context("/", method="POST", data=data):
        form = kind()
        form.validate()
        return form


def test_a_filled_form_gives_clean_data(sample: Flask) -> None:
    form = sent(sample, [*GOOD.items(), ("needs", "health"), ("needs", "housing"), ("needs", "health")])
    assert form.errors == {}
    data = {name: value for name, value in form.data.items() if name != "form_key"}
    assert data == {
        "name": "Jo O'Brien-Łukasz",
        "born": dt.date(1995, 2, 3),
        "mobile": "+447700900123",
        "email": "jo@example.org",
        "phrase": " a pass phrase ",
        "safe": "yes",
        "arrested": "today",
        "court": "thames",
        "at": dt.time(14, 30),
        "times": 10,
        "needs": ["housing", "health"],
        "agreed": True,
        "sheet": None,
        "seen": 7,
        "note": "One line\nand another",
    }


def test_an_empty_body_asks_for_what_is_needed_and_nothing_else(sample: Flask) -> None:
    form = sent(sample, {"form_key": "k" * 24})
    assert [(problem.text, problem.href) for problem in form.summary] == [
        ("Enter the name", "#name"),
        ("Choose if it is safe to text", "#safe"),
        ("Choose the court", "#court"),
    ]
    assert [form.born.data, form.mobile.data, form.needs.data, form.agreed.data] == [None, None, [], False]


class DefaultsForm(Form):
    """A form that opens with answers in it."""

    name = Text("Name", [needed("Enter the name")], default="Jo")
    day = Radios("Day", [needed("Choose the day")], choices=[Choice("today", "Today")], default="today")


def test_a_default_is_never_taken_for_an_answer(sample: Flask) -> None:
    form = sent(sample, {}, DefaultsForm)
    assert form.errors["name"] == ["Enter the name"]
    assert form.errors["day"] == ["Choose the day"]


REFUSED = [
    ("name", "x" * 201, "Name must be 200 characters or fewer", "a long name"),
    ("name", "x" * 1_000_000, "Name must be 200 characters or fewer", "a megabyte of name"),
    ("name", "Jo\x00", "hidden characters", "NUL"),
    ("name", "Jo\x07", "hidden characters", "a control character"),
    ("name", "Jo \u202eoJ", "hidden characters", "right-to-left override"),
    ("name", "J" + "\u200d" * 4 + "o", "hidden characters", "a run of zero-width joiners"),
    ("name", "J" + "\u0301" * 100, "too many accents", "100 accents on one letter"),
    ("born", "14/10/2026", "must be in the past", "born tomorrow"),
    ("born", "31/02/2001", "There is no 31 February 2001", "31 February"),
    ("born", "1/1/1899", "between 1900 and 2100", "1899"),
    ("born", "45993", "like 3 Feb 1995", "a spreadsheet serial number"),
    ("mobile", "020 7946 0123", "must be a UK mobile", "a landline"),
    ("mobile", "07" * 600_000, "40 characters or fewer", "a megabyte of phone"),
    ("email", "jo at example", "like name@example.org", "not an address"),
    ("email", "jo@exa mple.org", "like name@example.org", "a space in it"),
    ("phrase", "p" * 129, "128 characters or fewer", "a password of 129 characters"),
    ("phrase", "p\x00", "hidden", "a password with NUL"),
    ("safe", "perhaps", "answers listed", "an answer that is not offered"),
    ("court", "0" * 1_000_000, "answers listed", "a megabyte of court"),
    ("needs", "money", "answers listed", "a need that is not offered"),
    ("at", "25:00", "like 10am", "hour 25"),
    ("times", "many", "whole number", "words for a number"),
    ("times", "-1", "between 0 and 99", "below the least"),
    ("times", "1e3", "whole number", "a power"),
    ("times", "٣", "whole number", "a digit of another script"),
    ("times", "--1", "whole number", "two signs"),
    ("note", "x" * 201, "Note must be 200 characters or fewer", "a long note"),
    ("note", "\x00", "hidden characters", "NUL alone"),
]


@pytest.mark.parametrize(
    ("field", "typed", "says"), [pytest.param(f, t, s, id=f"{f}: {name}") for f, t, s, name in REFUSED]
)
def test_what_cannot_be_kept_is_refused_at_its_box(sample: Flask, field: str, typed: str, says: str) -> None:
    """R2."""
    form = sent(sample, {**GOOD, field: typed})
    assert list(form.errors) == [field]
    assert len(form.errors[field]) == 1
    assert says in form.errors[field][0]


@pytest.mark.parametrize(
    "name",
    ["Null", "N/A", "Robert'); DROP TABLE person;--", "<script>x</script>", "Zoë Ŵyn", "李小龍", "{{ 7*7 }}", "%s"],
)
def test_ordinary_text_passes_literally(sample: Flask, name: str) -> None:
    assert sent(sample, name=name).name.data == name


def test_what_rides_along_with_pasted_text_is_dropped(sample: Flask) -> None:
    form = sent(sample, name="\ufeffJo\u200b \t\u00a0B.", mobile="\u202a07700 900 123\u202c")
    assert form.name.data == "Jo B."
    assert form.mobile.data == "+447700900123"


def test_ten_thousand_emoji_are_refused_or_kept_whole(sample: Flask) -> None:
    """R15."""
    assert sent(sample, note="🙂" * 10_000).errors
    assert sent(sample, note="🙂" * 200).note.data == "🙂" * 200


def test_a_rule_about_two_boxes_runs_though_one_is_blank(sample: Flask) -> None:
    form = sent(sample, safe="yes", mobile="")
    assert form.errors == {"mobile": ["Enter the mobile that is safe to text"]}


def test_a_refusal_lands_on_its_field_or_on_the_form(sample: Flask) -> None:
    form = sent(sample)
    form.fail("Choose another court", "court")
    form.fail("Somebody else has changed this", "seen")
    form.fail("This order has ended", "no_such_field")
    assert [(problem.text, problem.href) for problem in form.summary] == [
        ("Somebody else has changed this", ""),
        ("This order has ended", ""),
        ("Choose another court", "#court"),
    ]
    assert form.errors


def test_a_refusal_of_the_whole_form_brings_a_fresh_key_and_one_at_a_box_keeps_it(sample: Flask) -> None:
    form = sent(sample)
    form.fail("Choose another court", "court")
    assert form.form_key.data == GOOD["form_key"]
    form.fail("This form was already used to save something else")
    assert re.fullmatch(r"[\w-]{24}", form.form_key.data)
    assert form.form_key.data != GOOD["form_key"]


@pytest.mark.parametrize(
    "key", [pytest.param(None, id="missing"), pytest.param("", id="empty"), pytest.param("x" * 65, id="long"),
            pytest.param("<script>alert(1)</script>", id="not a key"), pytest.param("k\x00" * 10, id="NUL")]
)  # fmt: skip
def test_a_spoilt_key_is_replaced_and_the_person_presses_again(sample: Flask, key: str | None) -> None:
    body = {k: v for k, v in {**GOOD, "form_key": key}.items() if v is not None}
    form = sent(sample, body)
    assert [problem.text for problem in form.summary] == [
        "This page was open for a long time. Check what you typed, then save again"
    ]
    assert re.fullmatch(r"[\w-]{24}", form.form_key.data)
    with sample.test_request_context("/"):
        assert form.form_key.data in form.form_key()


def test_a_good_key_is_kept_when_the_page_comes_back(sample: Flask) -> None:
    key = new_form_key()
    page = sample.test_client().post("/form", data={"form_key": key, "name": ""}).text
    assert f'name="form_key" value="{key}"' in page


def test_every_page_has_a_key_of_its_own(sample: Flask) -> None:
    pages = {re.findall(r'name="form_key" value="([^"]+)"', sample.test_client().get("/form").text)[-1] for _ in "123"}
    assert len(pages) == 3


def test_what_was_typed_comes_back_but_never_a_password(sample: Flask) -> None:
    page = sample.test_client().post("/form", data={**GOOD, "name": "", "born": "<b>3 Fib 95</b>"}).text
    assert "Error: New arrest" in page
    assert 'value="&lt;b&gt;3 Fib 95&lt;/b&gt;"' in page
    assert 'value="07700 900 123"' in page
    assert "One line\r\nand another" in page
    assert 'value="thames" selected' in page
    assert "a pass phrase" not in page
    assert "<b>" not in page


def test_each_line_of_the_summary_leads_to_a_box(sample: Flask) -> None:
    page = sample.test_client().post("/form", data={"form_key": "k" * 24, "times": "many", "at": "now"}).text
    targets = re.findall(r'<li><a href="#([^"]+)"', page)
    assert targets == ["name", "safe", "court", "at", "times"]
    assert all(page.count(f'id="{target}"') == 1 for target in targets)


def test_data_a_page_opens_with_is_written_as_people_write_it(sample: Flask) -> None:
    with sample.test_request_context("/"):
        form = EverythingForm(data={"born": dt.date(1995, 2, 3), "at": dt.time(14, 30), "mobile": "+447700900123"})
        assert 'value="3 February 1995"' in form.born()
        assert 'value="2:30pm"' in form.at()
        assert 'value="07700 900 123"' in form.mobile()


def test_an_expired_token_keeps_everything_typed() -> None:
    app = sample_app()
    app.config["WTF_CSRF_CHECK_DEFAULT"] = False
    page = app.test_client().post("/form", data={**GOOD, "csrf_token": "old"}).text
    assert "This page was open for a long time" in page
    assert 'value="07700 900 123"' in page
