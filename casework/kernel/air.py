"""The messages on their way: so many at once, by threads or by one event loop, and what came of them."""

from __future__ import annotations

import asyncio
import queue
import threading
import time
import weakref
from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Callable, Coroutine, Sequence
from typing import Any, TypeVar

from casework.kernel.handover import Handed

Result = TypeVar("Result")
Landed = tuple[Handed[Any], Any]
"""A message with its answer; None for a fault of ours: what became of it is not known, and nothing is recorded."""


class Air(ABC):
    """Sends at most so many at once. One thread posts and collects; how they travel is its own matter."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._back: queue.SimpleQueue[Landed] = queue.SimpleQueue()
        self.flying = 0

    @abstractmethod
    def post(self, ready: Sequence[Handed[Any]]) -> None:
        """Send them as soon as there is room, in this order."""

    def landed(self, wait: float, enough: int = 1) -> list[Landed]:
        """What has been answered: waits up to so many seconds until that is `enough`, or all that were on their way."""
        found: list[Landed] = []
        until, enough = time.monotonic() + wait, min(enough, self.flying)
        try:
            while len(found) < enough:
                found.append(self._back.get(timeout=max(0.0, until - time.monotonic())))
            while True:
                found.append(self._back.get_nowait())
        except queue.Empty:
            self.flying -= len(found)
            return found

    def close(self) -> None:  # noqa: B027 (a loop is not ours to end)
        """Rest, once all has landed."""


class Threads(Air):
    """So many threads, each sending one after the other."""

    def __init__(self, send: Callable[[Any], Any], most: int) -> None:
        super().__init__(most)
        self._send = send
        self._out: queue.SimpleQueue[Handed[Any] | None] = queue.SimpleQueue()
        self._threads: list[threading.Thread] = []

    def post(self, ready: Sequence[Handed[Any]]) -> None:
        self.flying += len(ready)
        while len(self._threads) < min(self._most, self.flying):
            self._threads.append(threading.Thread(target=self._work, daemon=True))
            self._threads[-1].start()
        for one in ready:
            self._out.put(one)

    def close(self) -> None:
        for _ in self._threads:
            self._out.put(None)
        for thread in self._threads:
            thread.join()

    def _work(self) -> None:
        while (one := self._out.get()) is not None:
            try:
                answer = self._send(one.message)
            except Exception:
                answer = None
            self._back.put((one, answer))


class Loop:
    """One thread with one event loop. Both end when nobody holds this any more; `last` is called on it then."""

    def __init__(self, last: Callable[[], None] = lambda: None) -> None:
        self.loop = asyncio.new_event_loop()
        thread = threading.Thread(target=_turn, args=(self.loop, last), daemon=True)
        thread.start()
        weakref.finalize(self, _end, self.loop, thread)

    def run(self, work: Coroutine[Any, Any, Result]) -> Result:
        """Do it on the loop, and wait for what comes of it."""
        return asyncio.run_coroutine_threadsafe(work, self.loop).result()


def _turn(loop: asyncio.AbstractEventLoop, last: Callable[[], None]) -> None:
    loop.run_forever()
    last()
    loop.run_until_complete(asyncio.sleep(0))
    loop.close()


def _end(loop: asyncio.AbstractEventLoop, thread: threading.Thread) -> None:
    loop.call_soon_threadsafe(loop.stop)
    if thread is not threading.current_thread():
        thread.join(2)


class OneLoop(Air):
    """All of them on one event loop: one thread, however many are on their way."""

    def __init__(self, send: Callable[[Any], Coroutine[Any, Any, Any]], most: int, loop: Loop) -> None:
        super().__init__(most)
        self._send, self._loop = send, loop
        self._ready: deque[Handed[Any]] = deque()
        self._out: set[asyncio.Task[None]] = set()

    def post(self, ready: Sequence[Handed[Any]]) -> None:
        self.flying += len(ready)
        self._ready.extend(ready)
        self._loop.loop.call_soon_threadsafe(self._start)

    def _start(self) -> None:
        while self._ready and len(self._out) < self._most:
            task = self._loop.loop.create_task(self._fly(self._ready.popleft()))
            self._out.add(task)
            task.add_done_callback(self._down)

    def _down(self, task: asyncio.Task[None]) -> None:
        self._out.discard(task)
        self._start()

    async def _fly(self, one: Handed[Any]) -> None:
        try:
            answer = await self._send(one.message)
        except Exception:
            answer = None
        self._back.put((one, answer))
