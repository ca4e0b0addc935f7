"""Those who write while web processes die: each posts forms over HTTP and notes what was acknowledged.

A post that got no answer is made again with the same key, as a browser's "try again" does, until there is one.
"""

from __future__ import annotations

import datetime as dt
import http.client
import json
import os
import random
import re
import secrets
import time
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

DONE = 303
REACHED = 0.003
"""Seconds: a line that is refused at once reached no process; one that was cut later had been taken."""
WORDS = re.compile(r'<h1[^>]*>([^<]*)|<a href="#[^>]*>([^<]*)')


@dataclass
class Somebody:
    """A member of staff at a desk, signed in; `moving` and `past` are references of appointments of their own,
    of the former always two of one person."""

    name: str
    port: int
    log: Path
    cookies: str
    csrf: str
    person: str
    moving: list[str]
    past: list[str]
    chance: random.Random = field(default_factory=lambda: random.Random(secrets.randbits(64)))
    versions: dict[str, int] = field(default_factory=dict)
    said: str = ""

    def work(self) -> None:
        """Go on until ended."""
        log = os.open(self.log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        while True:
            act = self.chance.choices((self.move, self.note, self.record), (5, 3, 2))[0]
            said = act()
            if said is not None:
                os.write(log, (json.dumps({**said, "at": time.monotonic()}) + "\n").encode())

    def move(self) -> dict[str, str] | None:
        """Another day and time for an appointment; never a day on which the other one of the same person may be."""
        which, token = self.chance.choice(self.moving), secrets.token_hex(8)
        ahead = self.chance.randrange(40, 300, 2) + self.moving.index(which) % 2
        day = dt.date.today() + dt.timedelta(days=ahead)
        seen = self.versions.get(which, 1)
        typed = {"day": f"{day:%d/%m/%Y}", "time": f"{self.chance.randint(12, 15)}:{self.chance.randint(10, 59)}"}
        typed |= {"asked_by": "person", "despite": token, "seen_version": str(seen)}
        if self.until_answered(f"/appointments/{which}/move", typed) == DONE:
            self.versions[which] = seen + 1
            return {"what": "move", "token": token}
        self.moving.remove(which)
        return {"what": "refused", "token": f"{which} {typed} {self.said[-600:]}"}

    def note(self) -> dict[str, str] | None:
        """Where she is, with a note."""
        token = secrets.token_hex(8)
        typed = {"kind": "hospital", "since": "01/06/2026", "until": "02/06/2026", "place": "not known", "note": token}
        status = self.until_answered(f"/people/{self.person}/circumstances", typed)
        return {"what": "note" if status == DONE else "refused", "token": token if status == DONE else self.said}

    def record(self) -> dict[str, str] | None:
        """She came."""
        if not self.past:
            return None
        which = self.past.pop()
        status = self.until_answered(f"/appointments/{which}/outcome", {"outcome": "attended"})
        return {"what": "came" if status == DONE else "refused", "token": which if status == DONE else self.said}

    def until_answered(self, path: str, typed: dict[str, str]) -> int:
        """The status of the first answer that says whether it was saved."""
        body = urlencode({**typed, "csrf_token": self.csrf, "form_key": secrets.token_urlsafe(18)})
        while True:
            begun = time.monotonic()
            status, page = post(self.port, path, body, self.cookies)
            if status and status < 500:
                self.said = f"{status} {' '.join(a or b for a, b in WORDS.findall(page))}"
                return status
            if not status and time.monotonic() - begun > REACHED:
                with self.log.with_suffix(".cut").open("ab") as cut:
                    cut.write(b"x")
            time.sleep(0.01)


def post(port: int, path: str, body: str, cookies: str) -> tuple[int, str]:
    """One post, and the page that came; 0 where the line was cut before the answer was whole."""
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    headers = {"Cookie": cookies, "Content-Type": "application/x-www-form-urlencoded"}
    try:
        line.request("POST", path, body, headers)
        answer = line.getresponse()
        page = answer.read().decode()
    except (OSError, http.client.HTTPException):
        return 0, ""
    else:
        return answer.status, page
    finally:
        line.close()
