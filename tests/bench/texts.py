"""`./run bench texts`: sending, against a bare loop of the same run, and finding what is due among very many."""

from __future__ import annotations

import importlib
import json
import multiprocessing
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.bench.table import Figure
from tests.support.databases import KINDS, ROOT, Databases
from tests.support.provider.process import running

Say = Callable[[str], None]
NAMES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}
FOREMOST = (10_000, 0.1)
"""The size and the provider's latency for which the goals F1 and F2 are set."""


@dataclass(frozen=True)
class Plan:
    """What is measured: texts due, the provider's latency in seconds, how many at once, and how often each."""

    sizes: tuple[int, ...] = (1_000, 10_000)
    latencies: tuple[float, ...] = (0.0, 0.1)
    at_once: int = 100
    runs: int = 3
    few: int = 1_000
    many: int = 1_000_000
    looks: int = 200
    kinds: tuple[str, ...] = KINDS
    forked: bool = False
    """Each measurement in a process forked from this one, which has everything imported: cheap, but its memory tells
    nothing. Else in a new one."""


class Bench:
    """One run of everything, each measurement in a process of its own."""

    def __init__(self, plan: Plan, say: Say) -> None:
        self.plan, self.say = plan, say
        self.databases = Databases()
        self.folder = Path(tempfile.mkdtemp(prefix="waymark-bench-"))

    def figures(self) -> list[Figure]:
        """Everything, in the order of the table."""
        found: list[Figure] = []
        try:
            for kind in self.plan.kinds:
                found += self._sending(kind)
                found += self._finding(kind)
        finally:
            self.databases.stack.close()
        return found

    def _sending(self, kind: str) -> Iterator[Figure]:
        peaks: dict[tuple[float, int], float] = {}
        for latency in self.plan.latencies:
            for size in self.plan.sizes:
                pairs = [self._pair(kind, size, latency, run) for run in range(self.plan.runs)]
                peaks[latency, size] = max(sent["mib"] for _, sent in pairs)
                yield from _of(kind, size, latency, self.plan.at_once, pairs)
            if len(self.plan.sizes) > 1:
                least, most = min(self.plan.sizes), max(self.plan.sizes)
                grows = peaks[latency, most] / peaks[latency, least]
                name = f"{NAMES[kind]}, {latency * 1000:.0f} ms: memory at {most:,} against {least:,}"
                yield Figure(name, "x", (grows,), 1.1, "F2")

    def _pair(self, kind: str, size: int, latency: float, run: int) -> tuple[dict[str, float], dict[str, float]]:
        """The bare loop and the sender, one after the other against the same provider."""
        self.say(f"{NAMES[kind]}: {size:,} texts at {latency * 1000:.0f} ms, {run + 1} of {self.plan.runs}")
        with ExitStack() as stack:
            here = self._filled(stack, kind, due=size)
            place = Path(stack.enter_context(tempfile.TemporaryDirectory(dir=self.folder)))
            provider = stack.enter_context(running(place, latency=latency, most_at_once=self.plan.at_once))
            asked = {"origin": provider.origin, "at_once": self.plan.at_once}
            bare = self._child("bare", asked | {"texts": size})
            sent = self._child("send", here | asked)
        if sent["sent"] != size:
            raise RuntimeError(f"{sent['sent']:.0f} texts of {size} were handed over")
        return bare, sent

    def _finding(self, kind: str) -> list[Figure]:
        """Both sites are filled first and then looked at in turn: the machine is not the same minutes later."""
        plan = self.plan
        with ExitStack() as stack:
            sites = []
            for future in (plan.few, plan.many):
                self.say(f"{NAMES[kind]}: finding what is due among {future:,} future texts")
                sites.append(self._filled(stack, kind, due=min(500, plan.few), future=future, people=1_000))
            asked = {"looks": plan.looks}
            looks = [[self._child("send", here | asked) for here in sites] for _ in range(plan.runs)]
        name = f"{NAMES[kind]}: finding what is due among {plan.many:,}"
        found = tuple(many["find"] / few["find"] for few, many in looks)
        return [
            Figure(f"{name}", "ms", tuple(many["find"] for _, many in looks)),
            Figure(f"{name}, against {plan.few:,}", "x", found, 1.2, "F4"),
            Figure(
                f"{NAMES[kind]}: empty wake among {plan.many:,}",
                "ms",
                tuple(many["empty"] for _, many in looks),
                1.0,
                "F4",
            ),
        ]

    def _child(self, module: str, asked: dict[str, Any]) -> dict[str, float]:
        return (_forked if self.plan.forked else _new)(module, asked)

    def _filled(self, stack: ExitStack, kind: str, **wanted: int) -> dict[str, Any]:
        home = stack.enter_context(tempfile.TemporaryDirectory(dir=self.folder))
        url = self.databases.migrated(kind)
        stack.callback(self.databases.drop, url)
        here = {"url": url, "home": home}
        self._child("fill", here | wanted)
        return here


def _of(kind: str, size: int, latency: float, at_once: int, pairs: list[Any]) -> Iterator[Figure]:
    name = f"{NAMES[kind]}, {size:,} texts, {latency * 1000:.0f} ms, {at_once} at once"
    foremost = (size, latency) == FOREMOST
    yield Figure(f"{name}: time", "s", tuple(sent["wall"] for _, sent in pairs))
    ratios = tuple(sent["wall"] / bare["wall"] for bare, sent in pairs)
    yield Figure(f"{name}: against the bare loop", "x", ratios, 1.1 if foremost else None, "F1")
    cpu = tuple(sent["cpu"] / size * 1000 for _, sent in pairs)
    yield Figure(f"{name}: CPU for each text", "ms", cpu, 1.0, "F2")
    yield Figure(f"{name}: peak memory", "MiB", tuple(sent["mib"] for _, sent in pairs), 120, "F2")


def _forked(module: str, asked: dict[str, Any]) -> dict[str, float]:
    context = multiprocessing.get_context("fork")
    here, there = context.Pipe(duplex=False)
    importlib.import_module("web.app")
    work = importlib.import_module(f"tests.bench.{module}").main
    child = context.Process(target=lambda: there.send("".join(work(asked))))
    child.start()
    there.close()
    with suppress(EOFError):
        found: dict[str, float] = json.loads(here.recv())
        child.join()
        return found
    child.join()
    raise RuntimeError(f"tests.bench.{module} failed")


def _new(module: str, asked: dict[str, Any]) -> dict[str, float]:
    command = [sys.executable, "-m", f"tests.bench.{module}", json.dumps(asked)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"tests.bench.{module} failed:\n{done.stderr[-2000:]}")
    found: dict[str, float] = json.loads(done.stdout)
    return found
