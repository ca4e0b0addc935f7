"""The blueprint that the pages of notices share."""

from __future__ import annotations

from flask import Blueprint

from casework.accounts.rules import Compartment

bp = Blueprint("notices", __name__)
COMPARTMENT = Compartment.COMPLIANCE
