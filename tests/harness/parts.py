"""What the processes run: the product's own worker and web server, on the application that the parent made."""

from __future__ import annotations

import datetime as dt
import os
import runpy
import secrets
import sys
from pathlib import Path
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication  # type: ignore[import-untyped]

from reminders import jobs
from reminders.services import wired
from tests.harness.acts import ACTS, Driver, stop
from tests.harness.storm import WAKE_SECONDS
from tests.support.application import remember_statements
from tests.support.provider.signing import signed
from tests.support.provider.words import SENDER, TOKEN
from web import worker

ROOT = Path(__file__).resolve().parents[2]
OFTEN = {"texts", "witness"}


def work(app: Flask, wake: float = WAKE_SECONDS) -> None:
    """The worker's own scheduler and jobs, woken more often: texts and the provider's list every `wake` seconds."""
    _be_somebody_else()
    scheduler = worker.schedule(app, wake)  # type: ignore[arg-type]
    now = dt.datetime.now(dt.UTC)
    for job in scheduler.get_jobs():
        if job.id in OFTEN:
            job.modify(next_run_time=now)
        else:
            job.reschedule("interval", seconds=20)
    scheduler.start()


def _be_somebody_else() -> None:
    """A forked worker is not the one it was forked from: claims are its own."""
    for module in list(sys.modules.values()):
        if getattr(module, "__name__", "").startswith(("casework.", "reminders.", "notices.")) and "OWNER" in vars(
            module
        ):
            vars(module)["OWNER"] = f"storm:{os.getpid()}:{secrets.token_hex(4)}"


class Web(BaseApplication):
    """gunicorn as gunicorn.conf.py sets it up, with the application that was made before the fork."""

    def __init__(self, app: Flask, port: int, host: str = "127.0.0.1") -> None:
        self.made, self.port, self.host = app, port, host
        super().__init__()

    def load_config(self) -> None:
        wanted = runpy.run_path(str(ROOT / "gunicorn.conf.py"))
        known = {name: value for name, value in wanted.items() if name in self.cfg.settings}
        known |= {
            "bind": f"{self.host}:{self.port}",
            "preload_app": False,
            "loglevel": "error",
            "graceful_timeout": 1,
        }
        known.pop("pre_fork", None)
        for name, value in known.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        return self.made


def warm_up(worker_app: Flask, web_app: Flask, driver: Driver) -> None:
    """Do everything once in the parent: what is compiled and imported then is there after every fork.

    Nothing that is open goes along: neither a connection to the provider nor one to the database.
    """
    for app in (worker_app, web_app):
        remember_statements(app)
    driver.sit_down()
    with worker_app.app_context():
        for act in ACTS:
            if act is not stop:
                act(driver)
        jobs.run_due(limit=4)
        jobs.witness_due()
        live: Any = wired().live
        live._made = None
    for path, form in _CALLBACKS.items():
        body, headers = signed(driver.origin + path, form, TOKEN)
        answer = web_app.test_client().post(path, base_url=driver.origin, data=body, headers=headers)
        assert answer.status_code < 300, f"{path} answers {answer.status_code}"


_CALLBACKS = {
    "/hooks/twilio/s/nobody": {"MessageSid": f"SM{'e' * 32}", "MessageStatus": "sent"},
    "/hooks/twilio/in": {"MessageSid": f"SM{'f' * 32}", "From": "+447700900997", "To": SENDER, "Body": "STOP"},
}


def serve(app: Flask, port: int, host: str = "127.0.0.1") -> None:
    """The web server: pages and the provider's callbacks."""
    Web(app, port, host).run()
