"""PostgreSQL connections that keep what they have prepared from one page to the next, and a server that is cut off."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

import psycopg
from psycopg.errors import ConnectionTimeout
from psycopg.pq import TransactionStatus

MOST_PREPARED = 400
"""As many statements one connection keeps prepared: all pages of a working day ask fewer that are asked again."""


class LastingConnection(psycopg.Connection[Any]):
    """A connection whose reading transactions end by a commit.

    A transaction that was held to reading has nothing to keep and nothing to undo, whichever way it ends. But at a
    rollback psycopg forgets every statement it has prepared, and each page ends by one: every question was read and
    planned anew for every page. What was written, and what failed, is rolled back.
    """

    def rollback(self) -> None:
        """Undo what was written since the transaction began; a whole one that only read is ended by a commit."""
        if self.read_only and self.info.transaction_status is TransactionStatus.INTRANS:
            self.commit()
        else:
            super().rollback()


REST = 3.0
"""For so many seconds nobody asks a server again that did not answer at all; then one does, for everybody (ours)."""


class CutOff(psycopg.OperationalError):
    """The server did not answer a moment ago, and is not waited for again yet."""


class _Server:
    """What one process knows of whether a server answers.

    While a machine is cut off, each attempt waits until it is given up. If every thread of a process waited, a page
    would stand in line behind all that came before it, and be told that nothing was saved a minute late or never.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._silent = self._asking = False
        self._again = 0.0

    @contextmanager
    def asked(self) -> Iterator[None]:
        """Round an attempt to connect. Raises CutOff at once where it is not its turn to try."""
        with self._lock:
            if self._silent and (self._asking or time.monotonic() < self._again):
                raise CutOff("The database server did not answer a moment ago")
            for_everybody = self._asking = self._silent
        try:
            yield
        except ConnectionTimeout:
            self._silent, self._again = True, time.monotonic() + REST
            raise
        except psycopg.OperationalError:
            self._silent = False  # a refusal is an answer
            raise
        else:
            self._silent = False
        finally:
            if for_everybody:
                self._asking = False


@cache
def server(where: str) -> _Server:
    """The one that this connection string leads to."""
    return _Server()
