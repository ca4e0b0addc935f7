"""PostgreSQL connections that keep what they have prepared from one page to the next."""

from __future__ import annotations

from typing import Any

import psycopg
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
