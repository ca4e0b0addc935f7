"""One browser, as seen from outside: pages asked for and forms posted over HTTP, each look and each saved form noted.

A post that got no answer is made again with the same key, as "try again" in a browser does. An answer that says that
nothing can be saved just now must carry everything that was typed: then its own button is pressed (ux 6.6).
"""

from __future__ import annotations

import asyncio
import json
import os
import random
import re
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

from tests.load import looks
from tests.load import page as pages
from tests.load.page import Fields
from tests.support.provider.signing import signed

LONGEST = 120.0
"""Seconds after which nobody waits for a page any more: longer than any queue before a busy machine."""
AGAIN = 1.5
"""Seconds after which somebody presses again, on the average; the product's own page says a minute."""
UNSENT = {"told already": "They have already been told exactly this", "read again": "Read it again, then send"}
"""Why CPS and court may rightly be told nothing: it would be the same once more, or a colleague has changed it."""
WORDS = re.compile(r'<h1[^>]*>([^<]*)|<a href="#[^>]*>([^<]*)|govuk-body-l">([^<]*)')


@dataclass(frozen=True)
class Answer:
    """What came back; status 0 where the line was cut first."""

    status: int
    text: str = ""
    location: str = ""

    @property
    def said(self) -> str:
        """Its headings and complaints."""
        return " / ".join(filter(None, (a or b or c for a, b, c in WORDS.findall(self.text))))[:400]


class Book:
    """The file in which one process of people notes what it saw and was told: a line of JSON each."""

    def __init__(self, path: Path) -> None:
        self._file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)

    def note(self, what: str, **said: Any) -> None:
        """Write one line, whole."""
        os.write(self._file, (json.dumps({"what": what, "at": time.monotonic(), **said}) + "\n").encode())


@dataclass
class Client:
    """A browser with its cookies, at one of the addresses of the service; `host` is what it calls the service."""

    book: Book
    addresses: list[str]
    host: str
    until: float
    role: str = ""
    who: int = 0
    """The number of the member of staff whose eyes see what comes."""
    think: float = 1.0
    """By how much the pauses in which people read and type are stretched."""
    cookies: Fields = field(default_factory=dict)
    chance: random.Random = field(default_factory=lambda: random.Random(os.urandom(8)))
    was: str = ""
    closing: Path | None = None

    @property
    def over(self) -> bool:
        """The day is over: what is begun is finished, nothing new is."""
        return time.monotonic() > self.until or (self.closing is not None and self.closing.exists())

    async def rest(self, seconds: float) -> None:
        """Read, or type: between half and one and a half times so long."""
        await asyncio.sleep(self.think * seconds * (0.5 + self.chance.random()))

    async def read(self, path: str, kind: str) -> str:
        """A page, led on to as far as it leads; asked for again until it comes."""
        while True:
            answer = await self.ask("GET", path, kind)
            if answer.status == 303:
                path = answer.location
            elif answer.status == 200:
                self.was = path
                return answer.text
            elif answer.status not in (0, 503):
                self.book.note("refused", token=f"GET {path} {answer.status} {answer.said}", kind=kind)
                return ""
            else:
                await asyncio.sleep(AGAIN * (0.5 + self.chance.random()))

    async def press(self, shown: str, address: str, typed: Fields, what: str, token: str) -> str:
        """Fill in the form on a page that posts to an address, and press its button until it is said to be saved.

        Where that leads, or "" where it was refused. What was saved is noted as `what`, with its token.
        """
        unseen = pages.form_to(shown, address, self.was)
        if unseen is None:
            self.book.note("refused", token=f"{what}: no form for {address} on {self.was}", kind=what)
            return ""
        body, action = {**unseen, **typed}, address
        while True:
            answer = await self.ask("POST", action, f"save {what}", urlencode(body))
            if answer.status == 303:
                self.book.note(what, token=token)
                return answer.location
            if answer.status == 503:
                body, action = self._kept(answer, action, body, what)
            elif answer.status:
                self.book.note(
                    self._unsent(what, answer), token=f"{what} {address} {answer.status} {answer.said}", kind=what
                )
                return ""
            await asyncio.sleep(AGAIN * (0.5 + self.chance.random()))

    def _unsent(self, what: str, answer: Answer) -> str:
        """What to call an answer that saved nothing."""
        why = (
            name for name, words in UNSENT.items() if what == "tell" and answer.status == 200 and words in answer.text
        )
        return next(why, "refused")

    def _kept(self, answer: Answer, action: str, body: Fields, what: str) -> tuple[Fields, str]:
        """What the page that could not save offers to send again; that it is not all there is noted."""
        where, again = pages.kept_form(answer.text)
        self.book.note("kept", token=what)
        if where != action or (gone := pages.missing(again, body)):
            self.book.note("lost typing", token=f"{what} {action}: {gone if where == action else answer.said}")
            return body, action
        return again, where

    async def ask(self, method: str, path: str, kind: str, body: str = "", headers: Fields | None = None) -> Answer:
        """One try, noted with how long it took."""
        begun = time.monotonic()
        try:
            answer = await asyncio.wait_for(self._once(method, path, body, headers or {}), LONGEST)
        except TimeoutError:
            answer = Answer(599)
        except (OSError, EOFError, ValueError):
            answer = Answer(0)
        took = round(1000 * (time.monotonic() - begun), 1)
        said = answer.said if answer.status > 399 else ""
        seen = {"who": self.who, "method": method, "path": path, "people": looks.named(answer.text)} if self.who else {}
        self.book.note("look", kind=kind, role=self.role, ms=took, status=answer.status, said=said, **seen)
        return answer

    async def _once(self, method: str, path: str, body: str, headers: Fields) -> Answer:
        place = urlsplit(self.chance.choice(self.addresses))
        reader, writer = await asyncio.open_connection(place.hostname, place.port)
        try:
            jar = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
            form = {"Content-Type": "application/x-www-form-urlencoded", "Content-Length": str(len(body))}
            sent = {"Host": self.host, "Connection": "close", **jar, **(form if method == "POST" else {}), **headers}
            lines = "".join(f"{name}: {value}\r\n" for name, value in sent.items() if value)
            writer.write(f"{method} {path} HTTP/1.1\r\n{lines}\r\n{body}".encode())
            return self._whole(await reader.read(-1))
        finally:
            writer.close()

    def _whole(self, raw: bytes) -> Answer:
        """The answer, if all of it came."""
        head, gap, rest = raw.partition(b"\r\n\r\n")
        first, *lines = head.decode("latin-1").split("\r\n")
        named = [(name.lower(), value.strip()) for name, _, value in (line.partition(":") for line in lines)]
        found = dict(named)
        if not gap or len(rest) < int(found.get("content-length", len(rest))):
            raise EOFError
        for name, value in named:
            if name == "set-cookie":
                key, _, kept = value.partition(";")[0].partition("=")
                self.cookies[key] = kept
        return Answer(int(first.split()[1]), rest.decode("utf-8", "replace"), found.get("location", ""))

    async def provider_posts(self, path: str, form: Fields, key: str) -> None:
        """What the provider posts, signed, until it is answered 200: nothing else does it take for an answer."""
        body, headers = signed(f"http://{self.host}{path}", form, key)
        while (await self.ask("POST", path, "reply", body, headers)).status != 200:
            await asyncio.sleep(AGAIN * (0.5 + self.chance.random()))
