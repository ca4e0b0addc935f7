"""How gunicorn serves Waymark: two processes of four threads, each its own database connections.

Slow phones hold a connection open, so threads; no access log, because addresses of token pages are secrets. The
application is made once, before the processes part, so that they share its memory; what it opened to look at the
database is closed first, because a connection must never be shared between processes.

What is there from the start is set apart from what Python looks through for rubbish, and it looks when a page has left:
a list of two hundred people, whose look came in the midst of it, took twice as long.
"""

from __future__ import annotations

import gc
import os
from pathlib import Path
from typing import Any

from web import logs

bind = f"{os.environ.get('HOST', '127.0.0.1')}:{os.environ.get('PORT', '8000')}"
workers = int(os.environ.get("WEB_PROCESSES", "2"))
worker_class = "gthread"
threads = 4
timeout = 60
graceful_timeout = 8
keepalive = 5
umask = 0o077
control_socket_disable = True
errorlog = "-"
loglevel = "warning"
logconfig_dict = logs.for_gunicorn()
accesslog = None
preload_app = True

# Before anything that counts is imported: it looks here for where the processes put their counts together.
_home = Path(os.environ.get("WAYMARK_HOME") or Path(__file__).parent / "var")
os.environ.setdefault("PROMETHEUS_MULTIPROC_DIR", str(_home / "metrics"))


def on_starting(server: Any) -> None:
    """Begin to count at nothing: what processes of yesterday counted is not ours."""
    counts = Path(os.environ["PROMETHEUS_MULTIPROC_DIR"])
    counts.mkdir(parents=True, exist_ok=True, mode=0o700)
    for old in counts.glob("*.db"):
        old.unlink()


def pre_fork(server: Any, worker: Any) -> None:
    """Close every database connection of the parent before a web process is split off."""
    from casework.kernel.database import dispose
    from wsgi import app

    dispose(app)
    gc.collect()
    gc.freeze()


def post_fork(server: Any, worker: Any) -> None:
    """Look for rubbish after 50,000 new things instead of 700, while a page is being made."""
    from web import rubbish

    rubbish.begin()


def post_request(worker: Any, request: Any, environ: Any, response: Any) -> None:
    """And otherwise when a page has left."""
    from web import rubbish

    rubbish.after_a_page()


def child_exit(server: Any, worker: Any) -> None:
    """What a web process counted stays counted when it ends; only what it was just doing is forgotten."""
    from prometheus_client import multiprocess

    multiprocess.mark_process_dead(worker.pid)  # type: ignore[no-untyped-call]
