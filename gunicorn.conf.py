"""How gunicorn serves Waymark: two processes of four threads, each its own database connections.

Slow phones hold a connection open, so threads; no access log, because addresses of token pages are secrets. The
application is made once, before the processes part, so that they share its memory; what it opened to look at the
database is closed first, because a connection must never be shared between processes.

What is there from the start is set apart from what Python looks through for rubbish, and it looks less often: a list of
two hundred people, whose look came in the midst of it, took twice as long.
"""

from __future__ import annotations

import gc
import os
from typing import Any

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
accesslog = None
preload_app = True


def pre_fork(server: Any, worker: Any) -> None:
    """Close every database connection of the parent before a web process is split off."""
    from casework.kernel.database import dispose
    from wsgi import app

    dispose(app)
    gc.collect()
    gc.freeze()


def post_fork(server: Any, worker: Any) -> None:
    """Look for rubbish after 50,000 new things instead of 700."""
    gc.set_threshold(50_000, 20, 50)
