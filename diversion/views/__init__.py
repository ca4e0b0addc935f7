"""The pages of arrests, referrals and schemes."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("diversion", __name__)

from diversion.views import (  # noqa: E402, F401 (they hang their pages on `bp`)
    arrests,
    care,
    court,
    people,
    referrals,
    safeguarding,
    schemes,
)
