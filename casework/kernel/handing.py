"""Many hand-overs at once: batches under one commit, a bounded pool that sends, answers recorded in batches.

One thread speaks to the database; the others only speak to the outside, so no transaction is ever held over the
network. No more than `at_once` messages are ever on their way, and about as many rows are claimed.
"""

from __future__ import annotations

import datetime as dt
import time
from collections import Counter, deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from casework.kernel import gate
from casework.kernel.air import Air
from casework.kernel.database import reading
from casework.kernel.handover import Candidate, Handed, Steps, candidates, claim, hand_over_many, record

AHEAD = 2_000
READY_FROM = 16
"""From so many at once on, texts are made ready beside those on their way."""
READ_AGAIN_SECONDS = 0.25
TRIES = 3
COLLECT_SECONDS = 0.05
"""How long an answer waits at most for others to be recorded with it."""
FRESH_SECONDS = 5.0
"""What is due is read anew after so long, so that a sooner meeting booked meanwhile goes first."""


@dataclass(frozen=True)
class Pace:
    """How much at once, how many a second (0: as many as it can), and for how long one run goes on, in seconds."""

    at_once: int = 8
    per_second: float = 0.0
    seconds: float = 60.0


class Stoppable(Protocol):
    """Steps that know when the fault is the sender's and not one row's."""

    @property
    def must_stop(self) -> bool:
        """Whether nothing more may be handed over in this run. A message still waiting for its turn is not sent."""
        ...

    @property
    def proved(self) -> bool:
        """Whether key and line are known to be good: until then one goes at a time."""
        ...

    @property
    def at_most(self) -> int:
        """How many may be on their way now, where the other side asked for fewer."""
        ...

    def air(self, most: int) -> Air:
        """How they travel, so many at once."""
        ...


class _Bucket:
    """How many may leave now: a second's worth at most, by the monotonic clock."""

    def __init__(self, per_second: float) -> None:
        self._rate = per_second
        self._full = max(1.0, per_second)
        self._holds, self._at = self._full, time.monotonic()

    def take(self, wanted: int) -> int:
        """Up to `wanted` of what may leave."""
        if not self._rate:
            return wanted
        now = time.monotonic()
        self._holds = min(self._full, self._holds + (now - self._at) * self._rate)
        self._at = now
        taken = min(wanted, int(self._holds))
        self._holds -= taken
        return taken

    def give_back(self, unused: int) -> None:
        """What was taken and did not leave."""
        self._holds += unused


class Run:
    """One waking: everything that is due, in its order, at its pace. The first goes alone and proves the line."""

    def __init__(self, steps: Any, clock: Callable[[], dt.datetime], pace: Pace, *, limit: int | None = None) -> None:
        self._steps: Steps[Any, Any] = steps
        self._stops: Stoppable = steps
        self._clock, self._pace = clock, pace
        self._left = limit if limit is not None else 2**62
        self._bucket = _Bucket(pace.per_second)
        self._air = self._stops.air(pace.at_once)
        self._waiting: deque[Candidate] = deque()
        self._read_at = 0.0
        self._busy: dict[int, bytes | None] = {}
        self._stayed: Counter[int] = Counter()
        self.sent = 0

    def go(self) -> int:
        """Hand over until nothing more is due, time is up or the sender must stop. Returns how many were sent."""
        ends = time.monotonic() + self._pace.seconds
        try:
            while True:
                over = self._stops.must_stop or self._left <= 0 or time.monotonic() >= ends
                taken = 0 if over else self._take()
                if not taken and not self._air.flying:
                    if over or not self._waiting:
                        return self.sent
                    time.sleep(COLLECT_SECONDS)  # held to a rate, with no answer to wait for
                self._land(self._enough(taken))
        finally:
            while self._air.flying:
                self._land(self._half())
            self._air.close()

    def _enough(self, taken: int) -> int:
        """How many answers to wait for: as many as are lacking before a batch is worth its commit, none where it is
        already; half of those on their way where nothing more can be taken."""
        lacking = self._least() - self._free()
        if not self._waiting or (lacking <= 0 and not taken):
            return self._half()
        return max(0, lacking)

    def _half(self) -> int:
        half: int = min(self._pace.at_once, self._air.flying) // 2
        return max(1, half)

    def _land(self, enough: int) -> None:
        """Collect so many answers, for a moment at most, and record all there are in one commit; a connection
        meanwhile carries the next."""
        landed = self._air.landed(COLLECT_SECONDS, enough)
        for one, _ in landed:
            self._busy.pop(one.key, None)
        if answered := [(one, answer) for one, answer in landed if answer is not None]:
            record(self._steps, answered, self._clock)

    def _take(self) -> int:
        """Claim and hand over as many as there is room for; how many were claimed."""
        if not (room := self._room()) or not self._see():
            return 0
        if not (room := self._bucket.take(min(room, len(self._waiting)))) or gate.why_closed():
            return 0
        chosen = self._choose(room)
        keys = claim(self._steps, self._clock(), len(chosen), [one.key for one in chosen]) if chosen else []
        handed = hand_over_many(self._steps, keys, self._clock)
        places = {one.key: one.place for one in chosen}
        self._bucket.give_back(room - len(handed))
        self._left -= len(keys)
        self.sent += len(handed)
        self._stayed.update({one.key for one in chosen} - {one.key for one in handed})
        self._post(handed, places)
        return len(chosen)

    def _post(self, handed: Sequence[Handed[Any]], places: Mapping[int, bytes | None]) -> None:
        if handed and not self._stops.proved:
            record(self._steps, [(one, self._steps.send(one.message)) for one in handed], self._clock)
            return
        self._busy.update({one.key: places[one.key] for one in handed})
        self._air.post(handed)

    def _room(self) -> int:
        """How many to take now; none where so few are not worth a commit, unless nothing is on its way."""
        if not self._stops.proved:
            return 0 if self._air.flying else 1
        free = min(self._free(), self._left)
        return free if free >= self._least() or not self._air.flying else 0

    def _free(self) -> int:
        """As many again are made ready as may be on their way, so that the line does not wait for a commit."""
        most = self._most()
        free: int = (2 * most if most >= READY_FROM else most) - self._air.flying
        return free

    def _least(self) -> int:
        """How many are worth a commit."""
        most = self._most()
        return max(1, most * 3 // 4 if most >= READY_FROM else most // 2)

    def _most(self) -> int:
        return min(self._pace.at_once, self._stops.at_most)

    def _see(self) -> bool:
        """Know what is due; False when nothing is that could be taken now. One that did not go stays for the next run
        when it has been tried often enough in this one."""
        age = time.monotonic() - self._read_at
        if age > FRESH_SECONDS or (not self._waiting and (not self._air.flying or age > READ_AGAIN_SECONDS)):
            with reading():
                found = candidates(self._steps, self._clock(), AHEAD)
            self._waiting = deque(one for one in found if self._stayed[one.key] < TRIES)
            self._read_at = time.monotonic()
        return bool(self._waiting)

    def _choose(self, room: int) -> list[Candidate]:
        """The next ones, none to a place where one of ours is on its way; those stay where they are in the row."""
        busy = {place for place in self._busy.values() if place is not None}
        chosen: list[Candidate] = []
        passed: list[Candidate] = []
        while self._waiting and len(chosen) < room and len(passed) < AHEAD:
            one = self._waiting.popleft()
            if one.place is not None and one.place in busy:
                passed.append(one)
                continue
            chosen.append(one)
            if one.place is not None:
                busy.add(one.place)
        self._waiting.extendleft(reversed(passed))
        return chosen
