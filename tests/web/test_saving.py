"""One form, one effect: replays, double presses, other bodies, refusals (promises P15, R9, R10)."""

from __future__ import annotations

import threading
from collections.abc import Callable

import sqlalchemy as sa
from flask import Flask

from casework.appointments.models import Place
from casework.kernel.database import db
from tests.support.application import Reader, hidden_fields

PAGE = "/admin/places"
MILL = {"name": "Lantern House", "text_name": "Mill Street", "address": "1 Mill Street"}


def _places(app: Flask) -> int:
    with app.app_context():
        return db.session.scalar(sa.select(sa.func.count(Place.id))) or 0


def test_the_same_form_again_has_one_effect_and_the_same_answer(sign_in: Callable[[str], Reader], app: Flask) -> None:
    admin = sign_in("administrator")
    body = {**hidden_fields(admin.get(PAGE).text, PAGE), **MILL}
    answers = [admin.post(PAGE, data=body) for _ in range(3)]
    assert [one.status_code for one in answers] == [303] * 3
    assert len({one.headers["Location"] for one in answers}) == 1
    assert _places(app) == 1


def test_the_same_key_with_other_words_is_refused_and_keeps_them(sign_in: Callable[[str], Reader], app: Flask) -> None:
    admin = sign_in("administrator")
    hidden = hidden_fields(admin.get(PAGE).text, PAGE)
    admin.post(PAGE, data={**hidden, **MILL})
    answer = admin.post(PAGE, data={**hidden, **MILL, "name": "Bridge House"})
    assert answer.status_code == 422
    assert "already used" in answer.text
    assert 'value="Bridge House"' in answer.text
    assert _places(app) == 1


def test_a_burst_of_equal_posts_saves_once(sign_in: Callable[[str], Reader], app: Flask) -> None:
    admin = sign_in("administrator")
    cookie = admin.get_cookie("__Host-waymark")
    form_cookie = admin.get_cookie("__Host-form")
    body = {**hidden_fields(admin.get(PAGE).text, PAGE), **MILL}
    form_cookie = admin.get_cookie("__Host-form") or form_cookie
    assert cookie is not None
    assert form_cookie is not None
    answers: list[int] = []

    def press() -> None:
        other = app.test_client()
        other.set_cookie("__Host-waymark", cookie.value)
        other.set_cookie("__Host-form", form_cookie.value)
        answers.append(other.post(PAGE, data=body).status_code)

    threads = [threading.Thread(target=press) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [303] * 8
    assert _places(app) == 1


def test_a_refusal_keeps_everything_typed_and_saves_nothing(sign_in: Callable[[str], Reader], app: Flask) -> None:
    admin = sign_in("administrator")
    answer = admin.form(PAGE, data={**MILL, "text_name": ""})
    assert "Enter what a text may call it" in answer.text
    assert 'value="Lantern House"' in answer.text
    assert "<title>Error: " in answer.text
    assert _places(app) == 0


def test_a_post_without_its_token_changes_nothing(sign_in: Callable[[str], Reader], app: Flask) -> None:
    admin = sign_in("administrator")
    assert admin.post(PAGE, data={**MILL, "form_key": "x" * 24}).status_code == 400
    assert _places(app) == 0


def test_a_role_without_the_right_gets_the_page_of_nothing_there(sign_in: Callable[[str], Reader], app: Flask) -> None:
    worker = sign_in("worker")
    refused, missing = worker.get(PAGE), worker.get("/admin/nothing-here")
    assert (refused.status_code, missing.status_code) == (404, 404)
    assert refused.data == missing.data
