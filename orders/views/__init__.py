"""The pages of orders."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("orders", __name__)

from orders.views import lists, recording, showing, telling  # noqa: E402, F401 (they hang their pages on `bp`)
