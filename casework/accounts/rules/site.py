"""The address that people sign in at, as a browser knows it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Site:
    """The address that a passkey is bound to: the host's name, and the origin that a browser says."""

    host: str
    origin: str
