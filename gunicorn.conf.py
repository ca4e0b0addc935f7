"""How gunicorn serves Waymark: two processes of four threads, each its own database connections.

Slow phones hold a connection open, so threads; no access log, because addresses of token pages are secrets.
"""

from __future__ import annotations

import os

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
