"""Column types every room uses: moments in UTC, sealed text, short references, versions."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Callable
from typing import Any

from flask import current_app, has_request_context
from sqlalchemy import DateTime, Dialect, LargeBinary, String
from sqlalchemy.orm import Mapped, declared_attr, mapped_column
from sqlalchemy.types import TypeDecorator

from casework.kernel.keyring import KeptRing, KeyringError

_ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # no 0 O 1 I L U: read aloud and typed without doubt


def ring() -> KeptRing:
    """The key ring of the running application."""
    found: KeptRing = current_app.extensions["keyring"]
    return found


_NAIVE = len("2026-11-20 12:30:00.000000")


def _in_utc(value: dt.datetime) -> dt.datetime:
    return value.replace(tzinfo=dt.UTC) if value.tzinfo is None else value.astimezone(dt.UTC)


def _from_text(value: str | None) -> dt.datetime | None:
    """SQLite's text, which names no zone, is in UTC: read with the zone it is in, in one step instead of four."""
    if value is None:
        return None
    if len(value) == _NAIVE:
        return dt.datetime.fromisoformat(value + "+00:00")
    return _in_utc(dt.datetime.fromisoformat(value))


def _from_moment(value: dt.datetime | None) -> dt.datetime | None:
    return None if value is None else value.astimezone(dt.UTC)


class Instant(TypeDecorator[dt.datetime]):
    """A moment, stored and returned in UTC. A naive datetime is refused (domain rule 22)."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: dt.datetime | None, dialect: Dialect) -> dt.datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("A moment needs its time zone")
        return value.astimezone(dt.UTC)

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], dt.datetime | None]:
        """One step for each value instead of three: a page reads thousands."""
        return _from_text if dialect.name == "sqlite" else _from_moment


class Unopened(str):
    """What a page shows in place of a sealed value that no key opens: the row harms only itself (promises P19)."""

    __slots__ = ()


class Encrypted(TypeDecorator[Any]):
    """Identity, contact and free text: AES-256-GCM, bound to `table.column`; `kind` is str, date or bytes.

    A value that does not open raises KeyringError, so that nothing is done on the strength of it. With `instead`, a
    page gets those words as Unopened, because one damaged row must not hide every other; the worker still refuses it.
    """

    impl = LargeBinary
    cache_ok = True

    def __init__(self, place: str = "", kind: type = str, instead: str = "") -> None:
        self.place = place
        self.kind = kind
        self.instead = instead
        super().__init__()

    def process_bind_param(self, value: Any, dialect: Dialect) -> bytes | None:
        if value is None:
            return None
        plain = value if self.kind is bytes else (value.isoformat() if self.kind is dt.date else value).encode()
        return ring().seal(plain, self.place)

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> Any:
        if value is None:
            return None
        try:
            plain = ring().open(bytes(value), self.place)
        except KeyringError:
            if self.instead and has_request_context():
                return Unopened(self.instead)
            raise
        if self.kind is bytes:
            return plain
        return dt.date.fromisoformat(plain.decode()) if self.kind is dt.date else plain.decode()


def blind_index(purpose: str, value: str) -> bytes:
    """A keyed fingerprint: equal values match, nothing else can be learned from it (promises C.13)."""
    return ring().index(purpose, value)


def reference() -> str:
    """A short random reference: says nothing and is in no order (ux 2.2)."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(8))


class Referenced:
    """A number for the database, a short random reference for addresses and speech."""

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(String(8), unique=True, default=reference)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.reference}>"


class Versioned:
    """A row that two people may hold at once: the second to save is told, never overwritten (promises C.12)."""

    version: Mapped[int] = mapped_column(default=1)

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:
        return {"version_id_col": cls.version}
