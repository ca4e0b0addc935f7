"""The application: made once per process from its settings, refusing to start where something unsafe is found."""

from __future__ import annotations

import datetime as dt
from importlib import import_module
from pathlib import Path
from types import ModuleType
from urllib.parse import urlsplit

from flask import Blueprint, Flask
from flask.helpers import get_debug_flag
from jinja2 import StrictUndefined
from werkzeug.middleware.proxy_fix import ProxyFix

from casework.accounts import access
from casework.accounts.rules.rates import Rates, Reads
from casework.accounts.services import keys
from casework.kernel import gate
from casework.kernel.database import assert_safe, db, dispose, prepare, reading
from casework.kernel.keyring import KeptRing
from web import logs, schema, shown, uploads, wiring
from web.demo import place
from web.settings import BadSetting, Settings

ROOT = Path(__file__).parent.parent
BLUEPRINTS = (
    "casework.people.views",
    "casework.care.views",
    "casework.meetings.views",
    "casework.courts.views",
    "casework.appointments.views",
    "reminders.views",
    "notices.views",
    "diversion.views",
    "diversion.history.views",
    "orders.views",
    "monitoring.views",
    "web.views.basics",
    "web.views.watching",
    "web.views.sign_in",
    "web.views.lock",
    "web.views.printing",
    "web.views.links",
    "web.views.forgotten",
    "web.views.colleagues_list",
    "web.views.second_step",
    "web.views.account",
    "web.views.set_up",
    "web.views.demo",
    "web.views.today",
    "web.views.people",
    "web.views.shared",
    "web.views.caseloads",
    "web.views.bookings",
    "web.views.outcomes",
    "web.views.visits",
    "web.views.calendars",
    "web.views.cards",
    "web.views.my_courts",
    "web.views.court_list",
    "web.views.closed_days",
    "web.views.court_paste",
    "web.views.diary",
    "web.views.drop_in",
    "web.views.feedback",
    "web.views.admin",
    "web.views.accounts",
    "web.views.agencies",
    "web.views.gate",
    "web.views.audit",
)
EXEMPT_FROM_CSRF = ("reminders_hooks",)


def create_app(settings: Settings, *, pages: bool = True, moving: bool = False) -> Flask:
    """Waymark itself; without `pages`, what the worker and the command line need of it; with `moving` on a database
    that is being moved as well, which only the move itself may.

    Raises UndeclaredRoute, UnsafeDatabase, WrongSchema, KeyringError or BadSetting rather than start wrong.
    """
    if get_debug_flag():
        raise BadSetting("FLASK_DEBUG must not be set: its pages show what nobody may see")
    app = Flask("waymark", root_path=str(ROOT), static_folder="static", template_folder="templates")
    app.jinja_environment = shown.Held
    app.request_class = uploads.InMemory
    _configure(app, settings)
    db.init_app(app)
    with app.app_context():
        prepare(db.engine)
    gate.install(app, settings.anchor_path)
    wiring.install(app, settings)
    if pages:
        _furnish(app)
        with app.app_context():
            place.engine()
        access.assert_declared(app)
    try:
        _look_at_the_database(app, moving)
    except BaseException:
        dispose(app)
        raise
    return app


def _look_at_the_database(app: Flask, moving: bool) -> None:
    with app.app_context(), reading():
        schema.assert_current(db.engine)
        if not moving:
            schema.assert_settled(db.engine)
        assert_safe(db.engine)
        keys.fit(app.extensions["keyring"], app.extensions["settings"].begun_elsewhere)
        gate.why_closed()  # a new database begins its trail here; what is wrong is shown on every page


def _configure(app: Flask, settings: Settings) -> None:
    settings.home.mkdir(parents=True, exist_ok=True, mode=0o700)
    app.config.update(
        SECRET_KEY=settings.kept_secret(),
        SQLALCHEMY_DATABASE_URI=settings.database_url,
        SQLALCHEMY_ENGINE_OPTIONS={"pool_use_lifo": True},  # the line used last has everything prepared
        SESSION_COOKIE_NAME="__Host-form",
        SESSION_COOKIE_SECURE=True,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Strict",
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_SSL_STRICT=False,  # no Referer is sent; the token and SameSite=Strict carry this
        MAX_CONTENT_LENGTH=6 * 2**20,
        MAX_FORM_MEMORY_SIZE=2 * 2**20,
        MAX_FORM_PARTS=2000,
        TRUSTED_HOSTS=_hosts(settings),
        TESTING=settings.testing,
        TEXT_ISLANDS=settings.text_islands == "yes",
        REASON_AFTER_DAYS=settings.reason_after_days,
        LOCK_AFTER=dt.timedelta(minutes=settings.lock_minutes),
        WEBHOOK_HOST=settings.webhook_host,
        RATES=Rates(),
        READS=Reads(),
    )
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.extensions["settings"] = settings
    app.extensions["keyring"] = KeptRing(settings.home / "keys" / "keyring.json")
    if settings.trusted_proxies:
        count = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=count, x_proto=count, x_host=count)  # type: ignore[method-assign]


def _hosts(settings: Settings) -> list[str]:
    named = urlsplit(settings.public_url).hostname or ""
    return list(dict.fromkeys([named, settings.webhook_host or named, "127.0.0.1", "localhost"]))


def _furnish(app: Flask) -> None:
    """What only pages need, imported only for them. Documents that the worker makes have templates of their own."""
    from flask_wtf import CSRFProtect

    from casework.kernel import doors, formkit
    from web import counting, errors, frame, security, sessions

    formkit.install(app)
    frame.install(app)
    logs.install(app)
    counting.install(app)
    csrf = CSRFProtect(app)
    for name in BLUEPRINTS:
        module = import_module(name)
        for blueprint in _blueprints(module):
            app.register_blueprint(blueprint)
            if blueprint.name in EXEMPT_FROM_CSRF:
                csrf.exempt(blueprint)
    doors.open_all()
    security.install(app)
    sessions.install(app)
    errors.install(app)


def _blueprints(module: ModuleType) -> tuple[Blueprint, ...]:
    """A room's own blueprints; a room without one does not start (house law 7 walks what is registered)."""
    found: tuple[Blueprint, ...] = getattr(module, "BLUEPRINTS", ()) or (module.bp,)
    return found
