"""A tiny app that shows every part on one page. It has no database, so the look can be tested alone."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from flask import Flask, Response, redirect, render_template, request
from flask_wtf import CSRFProtect
from jinja2 import StrictUndefined
from werkzeug.wrappers import Response as AnyResponse

from casework.kernel import clock, words
from casework.kernel.formkit import (
    Checkboxes,
    Choice,
    DateBox,
    Email,
    Form,
    HiddenNumber,
    Mobile,
    Number,
    Password,
    Radios,
    Select,
    Text,
    TextArea,
    Tick,
    TimeBox,
    Upload,
    install,
    needed,
    not_future,
)
from web.services.recorded import Banner

ROOT = Path(__file__).resolve().parents[2]
POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'"
THREE = [Choice("not-asked", "Not asked", "Every text waits"), Choice("yes", "Yes"), Choice("no", "No")]


def a_mobile(text: str) -> str:
    """Stands in for the people room's rule."""
    digits = text.replace(" ", "")
    if not (digits.isascii() and digits.isdigit() and len(digits) == 11 and digits.startswith("07")):
        raise ValueError("Mobile must be a UK mobile number, like 07700 900 123")
    return "+44" + digits[1:]


class EverythingForm(Form):
    """One of each field."""

    name = Text("Name", [needed("Enter the name")], autocomplete="off")
    born = DateBox("Date of birth", [not_future("Date of birth must be in the past")], latest=clock.today)
    mobile = Mobile("Mobile", parse=a_mobile)
    email = Email("Email address", autocomplete="email")
    phrase = Password("Password", autocomplete="new-password")
    safe = Radios("Safe to text?", [needed("Choose if it is safe to text")], choices=THREE)
    arrested = Radios("Arrested", choices=[Choice("today", "Today"), Choice("yesterday", "Yesterday")], inline=True)
    court = Select(
        "Court", [needed("Choose the court")], choices=[Choice("thames", "Thames"), Choice("harrow", "Harrow")]
    )
    at = TimeBox("Time")
    times = Number("Times referred before", maximum=99)
    needs = Checkboxes("What does she need?", choices=[Choice("housing", "Housing"), Choice("health", "Health")])
    agreed = Tick("She agreed to be referred", hint="In person or by phone")
    sheet = Upload("Spreadsheet", accept=".csv,.xlsx")
    seen = HiddenNumber(default=3)
    note = TextArea("Note", max_length=200)

    def check(self) -> None:
        """A mobile is needed before texting can be safe."""
        if self.safe.data == "yes" and not self.mobile.data:
            self.fail("Enter the mobile that is safe to text", "mobile")


def sample_app() -> Flask:
    """The app, with strict templates and the content policy of the product."""
    app = Flask("sample", template_folder=str(ROOT / "templates"), static_folder=str(ROOT / "static"))
    app.config |= {"SECRET_KEY": "look", "TESTING": True, "MAX_FORM_MEMORY_SIZE": 3_000_000}
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters |= {"long_day": words.long_day, "clock_time": words.clock_time}
    app.jinja_loader = _loader(app)
    CSRFProtect(app)
    install(app)
    app.context_processor(_frame)
    app.after_request(_policy)
    app.add_url_rule("/", "home", lambda: render_template("look/today.html", title="Tuesday 13 October"))
    app.add_url_rule("/form", "form", _form, methods=["GET", "POST"])
    app.add_url_rule("/parts", "parts", lambda: render_template("look/parts.html", title="Person K7Q3XWZ2"))
    app.add_url_rule("/court", "court", lambda: render_template("look/court.html", title="Court list"))
    app.add_url_rule("/court/print", "paper", _paper)
    app.add_url_rule("/error/<code>", "error", _error, methods=["GET", "POST"])
    return app


def _loader(app: Flask) -> Any:
    from jinja2 import ChoiceLoader, FileSystemLoader, PrefixLoader

    return ChoiceLoader(
        [
            FileSystemLoader(ROOT / "templates"),
            PrefixLoader({"look": FileSystemLoader(Path(__file__).parent / "pages")}),
        ]
    )


def _frame() -> dict[str, Any]:
    nav = [
        SimpleNamespace(text="Today", href="/", active=request.path == "/", count=0),
        SimpleNamespace(text="People", href="/parts", active=False, count=0),
        SimpleNamespace(text="Diary", href="/form", active=False, count=0),
        SimpleNamespace(text="Messages", href="/form", active=False, count=2),
        SimpleNamespace(text="New arrest", href="/form", active=request.path == "/form", count=0),
    ]
    saved = Banner("Saved: did not attend, reason not known yet", "Jo B., Tue 13 Oct, 10:00am", undo_url="/undo")
    roles = ["worker", "supervisor", "court liaison", "manager", "administrator"]
    people = [(f"Be the {role}", f"/demo/{role}", role == "worker") for role in roles]
    return {
        "nav": nav,
        "staff": None if "stranger" in request.args else SimpleNamespace(name="Sam Okafor"),
        "site": SimpleNamespace(service_name="Waymark", demo="demo" in request.args, demo_people=people),
        "asset": lambda path: f"/static/{path}",
        "banner": saved if "saved" in request.args else None,
        "search_action": "/people",
        "held_back": None,
        "lock_action": "/lock",
    }


def _policy(response: Response) -> Response:
    response.headers["Content-Security-Policy"] = POLICY
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


def _form() -> AnyResponse | str:
    form = EverythingForm()
    if form.validate_on_submit():
        return redirect("/?saved=1", 303)
    return render_template("look/form.html", title="New arrest", form=form)


def _paper() -> str:
    """The product's own court list for paper, with one person on it."""
    row = SimpleNamespace(
        tag=SimpleNamespace(words="Completed", colour="green"),
        url="/parts",
        name="Jo Brand",
        date_of_birth=dt.date(1994, 3, 2),
        police_reference="01HT1200126",
        time=dt.time(10),
    )
    one = SimpleNamespace(of=SimpleNamespace(row=row, changed=False), what="Attended 2 of 2: 1 Oct and 8 Oct.", told="")
    listed = SimpleNamespace(
        court=SimpleNamespace(ou_code="B01CN00", name="Thames Magistrates’ Court"),
        day=dt.date(2026, 10, 13),
        counts="1 person. 1 completed",
        people=1,
        as_at="Tue 13 Oct, 8:41am",
    )
    groups = [(SimpleNamespace(words="Completed"), [one])]
    by = SimpleNamespace(name="Sam D.")
    return render_template("web/court_print.html", title="Court list", list=listed, groups=groups, by=by)


def _error(code: str) -> str:
    return render_template(f"errors/{code}.html")
