"""What the pages of figures share: the quarter that an address names, and addresses of their own."""

from __future__ import annotations

from flask import Blueprint, request, url_for

from casework.kernel.refused import NotFound
from diversion.models import Scheme
from monitoring.rules.periods import Quarter, read_quarter

bp = Blueprint("monitoring", __name__, url_prefix="/monitoring")
people = Blueprint("monitoring_people", __name__)


def named(slug: str) -> Quarter:
    """The quarter of an address. Raises NotFound where it names none."""
    found = read_quarter(slug)
    if found is None:
        raise NotFound
    return found


def is_shared() -> bool:
    """Whether the version to be shared is asked for."""
    return request.args.get("shared") == "yes"


def address(quarter: Quarter, scheme: Scheme | None, *, shared: bool = False) -> str:
    """The page of a quarter."""
    reference = scheme.reference if scheme else None
    return url_for("monitoring.quarter", slug=quarter.slug, scheme=reference, shared="yes" if shared else None)
