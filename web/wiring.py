"""Where the lower rooms' questions meet the programmes that can answer them: wired once, for the web and the worker."""

from __future__ import annotations

from collections.abc import Callable

from flask import Flask

from web.settings import Settings


def install(app: Flask, settings: Settings) -> None:
    """Tell texts and notices which programmes there are and by which ends they leave."""


def jobs(app: Flask) -> dict[str, Callable[[], object]]:
    """What the worker wakes."""
    return {}
