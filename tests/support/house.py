"""The house as pyproject.toml draws it: its rooms, its rows, and every module in them."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]


def pyproject() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text())


def contract(which: str) -> dict[str, Any]:
    """One import-linter contract, by its id."""
    contracts = pyproject()["tool"]["importlinter"]["contracts"]
    found: dict[str, Any] = next(each for each in contracts if each["id"] == which)
    return found


def rows() -> list[list[str]]:
    """The rooms, row by row from the top."""
    return [[room.strip() for room in row.split("|")] for row in contract("rows")["layers"]]


def packages() -> list[str]:
    """The packages that make up Waymark."""
    found: list[str] = pyproject()["tool"]["importlinter"]["root_packages"]
    return found


def room_of(module: str) -> str:
    """The room in which a module stands."""
    return next(room for row in rows() for room in row if module == room or module.startswith(f"{room}."))


def row_of(room: str) -> int:
    """How far down a room stands; 0 is the top."""
    return next(number for number, row in enumerate(rows()) if room in row)


def modules() -> Iterator[tuple[str, Path]]:
    """Every module of Waymark: its dotted name and its file."""
    for package in packages():
        for path in sorted((ROOT / package).rglob("*.py")):
            dotted = ".".join(path.relative_to(ROOT).with_suffix("").parts)
            yield dotted.removesuffix(".__init__"), path
