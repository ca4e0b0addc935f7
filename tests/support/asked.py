"""How often each page asks the database: one page of each kind, by whoever of the pretend colleagues meets it first."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa

from casework.accounts.rules import Role
from tests.support.rounds import Rounds, Visitor
from tests.support.seen_forms import LINK

ROLES = (Role.WORKER, Role.LIAISON, Role.SUPERVISOR, Role.MANAGER, Role.ADMINISTRATOR)


@contextmanager
def counted(engine: sa.Engine) -> Iterator[list[str]]:
    """Every statement that reads."""
    said: list[str] = []

    def note(_conn: object, _cursor: object, statement: str, *_rest: object) -> None:
        if statement.lstrip().upper().startswith(("SELECT", "WITH")):
            said.append(statement)

    sa.event.listen(engine, "before_cursor_execute", note)
    yield said
    sa.event.remove(engine, "before_cursor_execute", note)


def read(rounds: Rounds, client: Visitor, address: str) -> tuple[str, list[str]]:
    """A page and what it asked; "" where it is no page."""
    with counted(rounds.engine) as said:
        answer = client.get(address)
    return (answer.text if answer.status_code == 200 and answer.mimetype == "text/html" else ""), said


def walked(rounds: Rounds) -> dict[str, tuple[Role, str, int]]:
    """One page of each kind: who meets it first, where, and how often it asks."""
    found: dict[str, tuple[Role, str, int]] = {}
    for role in ROLES:
        client, waiting, seen = rounds.clients[role], deque(["/", "/today"]), {"/", "/today"}
        while waiting:
            address = waiting.popleft()
            kind = f"{rounds.endpoint(address)}{'?' in address}"
            if kind in found and address != "/today":
                continue
            page, said = read(rounds, client, address)
            if page:
                found[f"{role.value}: {kind}" if kind in found else kind] = (role, address, len(said))
            for link in LINK.findall(page):
                target = link.replace("&amp;", "&")
                if target not in seen and not target.startswith("/static/"):
                    seen.add(target)
                    waiting.append(target)
    return found


def more_often(rounds: Rounds, pages: dict[str, tuple[Role, str, int]]) -> dict[str, tuple[int, int]]:
    """Those that ask more often now than they did, with both figures."""
    now = {kind: len(read(rounds, rounds.clients[role], address)[1]) for kind, (role, address, _) in pages.items()}
    return {f"{kind} {pages[kind][1]}": (pages[kind][2], asks) for kind, asks in now.items() if asks > pages[kind][2]}
