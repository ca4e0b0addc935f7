"""A package that gives each of its names when it is asked for, so that who needs one does not load what all need.

The names stand in the package as ordinary imports `if TYPE_CHECKING`, where editors, mypy and the laws about rooms read
them; which module each comes from is read there too, so nothing is said twice.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from functools import cached_property
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any, cast

_PACKAGES = set[str]()


class _Doors(ModuleType):
    def __getattr__(self, name: str) -> Any:
        try:
            module, called = self._behind[name]
        except KeyError:
            raise AttributeError(f"module {self.__name__!r} has no attribute {name!r}") from None
        found = getattr(import_module(module), called)
        super().__setattr__(name, found)
        return found

    def __setattr__(self, name: str, value: object) -> None:
        """A module that is called as what it gives (`clocks.clocks`) does not stand before it once it is loaded."""
        if isinstance(value, ModuleType) and name in self._behind:
            module, called = self._behind[name]
            value = getattr(value if module == value.__name__ else import_module(module), called)
        super().__setattr__(name, value)

    @cached_property
    def _behind(self) -> dict[str, tuple[str, str]]:
        """Each name: its module, and what it is called there."""
        return {alias.asname or alias.name: (module, alias.name) for module, alias in _imports(str(self.__file__))}


def _imports(file: str) -> Iterator[tuple[str, ast.alias]]:
    for node in ast.walk(ast.parse(Path(file).read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and node.module not in ("__future__", "typing", __name__):
            for alias in node.names:
                yield node.module, alias


def when_asked(package: str) -> None:
    """Let this package, whose names are imported only `if TYPE_CHECKING`, import each when it is first asked for."""
    sys.modules[package].__class__ = _Doors
    _PACKAGES.add(package)


def open_all() -> None:
    """Load every name of every such package now: for a process that parts into several, which then share them, and that
    answers in threads, which else would load them at once."""
    for package in sorted(_PACKAGES):
        for name in cast(_Doors, sys.modules[package])._behind:
            getattr(sys.modules[package], name)
