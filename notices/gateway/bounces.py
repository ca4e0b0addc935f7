"""The mailbox that reports of undelivered notices come back to, read by POP3 over TLS."""

from __future__ import annotations

import contextlib
import poplib
import ssl
import time
from collections.abc import Callable
from dataclasses import dataclass, field

SECONDS = 20
AT_ONCE = 50
"""No more messages are read in one look, the newest first."""
LARGEST = 1_000_000
"""Bytes: a larger message is left where it is."""
REST_SECONDS = 300.0
"""How long the mailbox is left alone after a look."""


@dataclass(kw_only=True)
class Mailbox:
    """A mailbox for such reports alone. What is not a report about a notice stays in it for a person."""

    host: str
    username: str
    password: str = field(repr=False)
    port: int = 995
    ca_file: str = ""
    _next: float = 0.0

    def look(self, take: Callable[[bytes], bool]) -> int:
        """Give `take` each message; what it took is deleted once it has said so. Returns how many it took.

        A connection that is lost in between deletes nothing: the next look brings the same again. Raises OSError or
        poplib.error_proto where the mailbox cannot be read.
        """
        if time.monotonic() < self._next:
            return 0
        self._next = time.monotonic() + REST_SECONDS
        trust = ssl.create_default_context(cafile=self.ca_file or None)
        box = poplib.POP3_SSL(self.host, self.port, context=trust, timeout=SECONDS)
        try:
            box.user(self.username)
            box.pass_(self.password)
            taken = [number for number in _waiting(box) if take(b"\r\n".join(box.retr(number)[1]))]
            for number in taken:
                box.dele(number)
            box.quit()
        finally:
            with contextlib.suppress(OSError):
                box.close()
        return len(taken)


def _waiting(box: poplib.POP3) -> list[int]:
    sizes = [(int(number), int(size)) for number, size in (line.split() for line in box.list()[1])]
    return [number for number, size in sizes[-AT_ONCE:] if size <= LARGEST]
