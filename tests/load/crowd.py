"""The people, the calendars and those who text back: a few processes of many light clients, that speak only HTTP."""

from __future__ import annotations

import asyncio
import datetime as dt
import time
from collections.abc import Awaitable, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.load.client import Book, Client
from tests.load.roles import Somebody, calendar, people_answer
from tests.load.world import Desk
from web.cookies import COOKIE


@dataclass(frozen=True)
class Crowd:
    """One process of it."""

    desks: Sequence[tuple[int, Desk]]
    numbers: Sequence[str]
    """Of those who text back to this process."""
    addresses: Sequence[str]
    host: str
    log: Path
    today: dt.date
    until: float
    think: float
    closing: Path | None = None
    """When this file is there, the day is over before its time."""

    def play(self) -> None:
        """Work until the day is over, then say so and stay: whoever ends by itself would be begun again."""
        asyncio.run(self._all())
        Book(self.log).note("gone home")
        while True:
            time.sleep(60)

    async def _all(self) -> None:
        works: list[Awaitable[None]] = []
        for nth, desk in self.desks:
            works.append(Somebody(desk, self._client(desk.role, desk), nth, self.today).work())
            if desk.feed:
                works.append(calendar(self._client("calendar", desk, signed_in=False), desk.feed))
        works.append(people_answer(self._client("texts back"), list(self.numbers), 4.0))
        await asyncio.gather(*works)

    def _client(self, role: str, desk: Desk | None = None, *, signed_in: bool = True) -> Client:
        who, cookies = desk.staff if desk else 0, {COOKIE: desk.key} if desk and signed_in else {}
        book, places = Book(self.log), list(self.addresses)
        return Client(book, places, self.host, self.until, role, who, self.think, cookies, closing=self.closing)


def shared_out(desks: Sequence[Desk], processes: int) -> list[list[tuple[int, Desk]]]:
    """Everybody with a number of their own, dealt out one by one."""
    numbered = list(enumerate(desks))
    return [numbered[n::processes] for n in range(processes)]
