"""The hostile provider itself: `python -m tests.support.provider.server CONFIG`, where CONFIG is JSON.

It prints its address, then serves until it is ended. `POST /control` with a JSON object changes its plan.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import gc
import json
import sys
import time
from collections import defaultdict
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.support.provider import http, words
from tests.support.provider.faults import Fault, Plan
from tests.support.provider.http import Connection, Request
from tests.support.provider.ledger import Ledger
from tests.support.provider.signing import signed
from tests.support.virtual import Virtual

_REFUSALS = {
    Fault.FAIL_500: (500, 20500, "Internal server error"),
    Fault.TOO_MANY: (429, 20429, "Too many requests"),
    Fault.OPTED_OUT: (400, 21610, "Attempt to send to unsubscribed recipient"),
    Fault.BAD_NUMBER: (400, 21211, "The 'To' number is not a valid phone number"),
}
_UNDONE = words.error(500, 20500, "Internal server error")
Form = dict[str, str]


class Provider:
    """Takes texts, keeps the ledger, lists late, reports unreliably."""

    def __init__(self, plan: Plan, ledger: Ledger, clock: Virtual | None) -> None:
        self.plan, self.ledger, self.clock = plan, ledger, clock
        self.lists: dict[str, list[tuple[dt.datetime, dict[str, Any]]]] = defaultdict(list)
        self.taken, self.at_once = 0, 0
        self.tasks: set[asyncio.Task[None]] = set()

    def now(self) -> dt.datetime:
        return self.clock.now() if self.clock else dt.datetime.now(dt.UTC)

    def ask(self, here: Connection, request: Request) -> None:
        """Decide what happens to one request."""
        if request.target == "/control":
            self.plan.change(**json.loads(request.body))
            here.answer(200, {"taken": self.taken})
        elif request.method == "GET":
            here.answer(200, self._page(request.target))
        elif request.method == "DELETE":
            here.answer(*self._forget(request.target.rpartition("/")[2].removesuffix(".json")))
        elif self.plan.most_at_once and self.at_once >= self.plan.most_at_once:
            here.answer(*words.error(*_REFUSALS[Fault.TOO_MANY]))
        else:
            self._take(here, _form(request.body))

    def _forget(self, sid: str) -> tuple[int, dict[str, Any]]:
        """Take one text off the list: 204, or 404 for what is not on it. The ledger keeps what went."""
        for kept in self.lists.values():
            for one in kept:
                if one[1]["sid"] == sid:
                    kept.remove(one)
                    return 204, {}
        status, body, _ = words.error(404, 20404, "The requested resource was not found")
        return status, body

    def _page(self, target: str) -> dict[str, Any]:
        asked = _form(urlsplit(target).query.encode())
        seen = [one for shown_at, one in reversed(self.lists[asked.get("To", "")]) if shown_at <= self.now()]
        day = asked.get("DateSent>")
        if day:
            seen = [one for one in seen if one["date_sent"] is None or _day(one["date_sent"]) >= day]
        return words.page(seen, int(asked.get("PageSize", 50)))

    def _take(self, here: Connection, form: Form) -> None:
        fault = self.plan.fault_for(form["To"])
        if fault is not Fault.RESET_BEFORE:
            self.ledger.note("posted", at=time.monotonic(), token=_token(form), fault=fault)
        if fault is Fault.RESET_BEFORE:
            here.reset()
        elif fault in _REFUSALS:
            status, body, headers = words.error(*_REFUSALS[fault])
            here.answer(status, body, headers and {"Retry-After": str(self.plan.retry_after)})
        elif fault is Fault.NONE and not (wait := self.plan.wait()):
            here.answer(201, self.accept(form))
        else:
            self._begin(self._later(here, form, fault, wait if fault is Fault.NONE else self.plan.wait()))

    async def _later(self, here: Connection, form: Form, fault: Fault, wait: float) -> None:
        self.at_once += 1
        await asyncio.sleep(wait + (self.plan.slowness() if fault is Fault.SLOW else 0))
        self.at_once -= 1
        made = self.accept(form, report=fault is not Fault.CALLBACK_FIRST)
        if fault is Fault.CALLBACK_FIRST:
            await self._report(form, made["sid"], self.plan.reports() or ["sent"])
        if fault is Fault.ACCEPT_THEN_RESET:
            here.reset()
        elif fault is Fault.ACCEPT_THEN_500:
            here.answer(*_UNDONE)
        elif fault is not Fault.NEVER_ANSWER:
            here.answer(201, made)

    def accept(self, form: Form, *, report: bool = True) -> dict[str, Any]:
        """Write a text in the ledger: from here on it goes, whatever is answered."""
        self.taken += 1
        created, sid = self.now(), f"SM{self.taken:032x}"
        said = {"token": _token(form), "to": form["To"], "sid": sid, "created": created.isoformat()}
        self.ledger.note("taken", at=time.monotonic(), **said)
        shown = {**form, "Body": ""} if form.get("ContentRetention") == "discard" else form
        made = words.message(sid, shown, created)
        late = dt.timedelta(seconds=self.plan.lag())
        self.lists[form["To"]].append((created + late, made))
        if report and form.get("StatusCallback") and (reports := self.plan.reports()):
            self._begin(self._report(form, sid, reports, after=self.plan.callback_after))
        return made

    async def _report(self, form: Form, sid: str, reports: list[str], after: float = 0.0) -> None:
        for word in reports:
            await asyncio.sleep(after)
            said = {"MessageSid": sid, "MessageStatus": word, "To": form["To"], "From": form.get("From", "")}
            if word == "undelivered":
                said["ErrorCode"] = "30003"
            body, headers = signed(form["StatusCallback"], said, words.TOKEN)
            begun = time.monotonic()
            heard = await http.post(form["StatusCallback"], body, headers)
            now = time.monotonic()
            self.ledger.note("told", sid=sid, status=word, heard=heard, at=now, ms=round(1000 * (now - begun), 1))

    def _begin(self, work: Any) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)


def _form(raw: bytes) -> Form:
    return {name: values[-1] for name, values in parse_qs(raw.decode(), keep_blank_values=True).items()}


def _token(form: Form) -> str:
    return form.get("StatusCallback", "").rpartition("/")[2]


def _day(stamp: str) -> str:
    return dt.datetime.strptime(stamp, "%a, %d %b %Y %H:%M:%S %z").date().isoformat()


async def _serve(config: dict[str, Any]) -> None:
    clock = Virtual(Path(config["clock"])) if config.get("clock") else None
    provider = Provider(Plan(**config.get("plan", {})), Ledger(Path(config["ledger"])), clock)
    host = config.get("host", "127.0.0.1")
    server = await asyncio.get_running_loop().create_server(lambda: Connection(provider.ask, provider.now), host, 0)
    sys.stdout.write(f"http://{host}:{server.sockets[0].getsockname()[1]}\n")
    sys.stdout.flush()
    await server.serve_forever()


if __name__ == "__main__":
    gc.freeze()
    asyncio.run(_serve(json.loads(sys.argv[1])))
