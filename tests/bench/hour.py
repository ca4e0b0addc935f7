"""What web and worker hold after an hour of mixed work: the requests of sixty people who each open a page every
two minutes, as four roles, among the pretend people, one in ten a search."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from tests.bench.processes import ask, held
from tests.bench.table import Figure
from tests.support.seen_forms import LINK, tokens

ROLES = ("worker", "supervisor", "liaison", "manager")
BEGIN = ("/today", "/people", "/diary", "/messages", "/messages/ahead", "/notices", "/orders", "/monitoring")
LEAVES = re.compile(r"sign-out|/demo|/export|\.csv|\.ods|\.zip|/lock|/static")
SEARCHED = ("jo", "brien", "hale", "maria")
FINE = {200, 302, 303, 404}
"""What an answer may be; 404 where a role may not see a page."""


def used(kind: str, port: int, ancestor: int, requests: int, say: Callable[[str], None]) -> Iterator[Figure]:
    """Memory of each process and of all once so many pages were opened."""
    people = [_Colleague(port, role) for role in ROLES]
    for number in range(requests):
        people[number % len(people)].open(number)
        if number % 300 == 0:
            say(f"{kind}: request {number:,} of {requests:,}")
    found = held(ancestor)
    for name, mib in found.items():
        if not name.startswith("script"):
            yield Figure(f"{kind}, {name} after {requests:,} requests: memory", "MiB", (mib,))
    yield Figure(
        f"{kind}, web and worker after {requests:,} requests: memory", "MiB", (sum(found.values()),), 300, "F10"
    )


class _Colleague:
    """One pretend colleague, who opens what a page leads to."""

    def __init__(self, port: int, role: str) -> None:
        self.port, self.cookies = port, dict[str, str]()
        _, page = ask(port, "GET", "/", self.cookies)
        asked = tokens(page.decode())
        assert ask(port, "POST", "/demo", self.cookies, **asked)[0] == 303
        if role != "worker":
            _, page = ask(port, "GET", "/demo", self.cookies)
            assert ask(port, "POST", f"/demo/as/{role}", self.cookies, **tokens(page.decode()))[0] == 303, role
        self.known, self.seen = list(BEGIN), 0

    def open(self, number: int) -> None:
        if number % 10 == 9:
            self._search(SEARCHED[number % len(SEARCHED)])
            return
        path = self.known[self.seen % len(self.known)]
        self.seen += 1
        status, page = ask(self.port, "GET", path, self.cookies)
        assert status in FINE, (path, status)
        if status == 200 and len(self.known) < 200:
            links = [link for link in LINK.findall(page.decode(errors="replace")) if not LEAVES.search(link)]
            self.known += [link for link in dict.fromkeys(links) if link not in self.known][:10]

    def _search(self, term: str) -> None:
        _, page = ask(self.port, "GET", "/people", self.cookies)
        status, _ = ask(self.port, "POST", "/people", self.cookies, **tokens(page.decode()), term=term)
        assert status == 200, status
