"""Who dies, who is held up, and when: drawn by the storm's seed, as many times as it says, not one fewer."""

from __future__ import annotations

import os
import random
import signal
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from tests.harness.stage import Actor, Stage, children_of
from tests.harness.storm import Storm

LET_OFF = 5.0
"""Seconds for which nobody is killed while fewer texts have gone, or fewer changes been made, than by then should have:
where everybody dies before they come to do anything, nothing is tested."""
PAUSE = 1.1
"""Seconds of the shortest pause: longer than the budget within which a worker may still post what it has frozen."""
YOUNG = 0.03
"""Seconds after which a new process is worth killing."""


@dataclass
class Killer:
    """Does what the storm says, in an order of its own."""

    storm: Storm
    stage: Stage
    restart_database: Callable[[], None]
    tell: Callable[[str], None]
    seen: Callable[[], dict[str, int]]
    """How many changes were acknowledged and how many texts were taken, so far."""
    done: Counter[str] = field(default_factory=Counter)
    surprised: list[str] = field(default_factory=list)

    def rage(self) -> None:
        """Spread everything over the storm's seconds; take longer rather than do less."""
        chance = random.Random(self.storm.seed)
        acts = ["kill"] * self.storm.kills + ["pause"] * self.storm.pauses + ["restart"] * self.storm.restarts
        chance.shuffle(acts)
        begun, step = time.monotonic(), self.storm.seconds / max(1, len(acts))
        last = begun + self.storm.seconds + self.storm.longer
        for nth, act in enumerate(acts):
            self._until(begun + (nth + chance.random()) * step)
            self._let_them_work(nth / len(acts), min(last, time.monotonic() + LET_OFF))
            getattr(self, f"_{act}")(chance)
            self.done[act] += 1
            self._say()
        self._until(begun + self.storm.seconds)
        self._let_them_work(1.0, last)
        self.done.update(self.seen())
        while any(actor.until for actor in self.stage.actors):
            self._until(time.monotonic() + 0.05)

    def _let_them_work(self, share: float, until: float) -> None:
        """Wait until this share of what must be seen has been, or the moment has come."""
        while time.monotonic() < until and not self._seen(share):
            self._until(time.monotonic() + 0.1)
            self._say()

    def _seen(self, share: float) -> bool:
        seen = self.seen()
        return seen["change"] >= share * self.storm.changes and seen["text"] >= share * self.storm.texts

    def _say(self) -> None:
        found = {**self.done, **self.seen()}
        self.tell(" ".join(f"{count} {name}s" for name, count in sorted(found.items())))

    def _until(self, moment: float) -> None:
        while True:
            self.stage.wake()
            self.surprised += self.stage.revive()
            left = moment - time.monotonic()
            if left <= 0:
                return
            time.sleep(min(left, 0.02))

    def _somebody(self, chance: random.Random) -> Actor:
        """Workers most often: they stand between two commits and a post."""
        while True:
            ready = [one for one in self.stage.actors if not one.until and time.monotonic() - one.since > YOUNG]
            if ready:
                return chance.choices(ready, [4 if one.name.startswith("worker") else 1 for one in ready])[0]
            self._until(time.monotonic() + 0.01)

    def _kill(self, chance: random.Random) -> None:
        actor = self._somebody(chance)
        inner = children_of(actor.pid) if actor.name == "web" else []
        if inner and chance.random() < 0.7:
            os.kill(chance.choice(inner), signal.SIGKILL)  # gunicorn begins it again
        else:
            self.stage.kill(actor)

    def _pause(self, chance: random.Random) -> None:
        self.stage.pause(self._somebody(chance), PAUSE * (1 + chance.random() / 2))

    def _restart(self, chance: random.Random) -> None:
        self.restart_database()


def too_few(storm: Storm, done: Counter[str]) -> list[str]:
    """What was done less often than the storm says: then it proves less than it seems to."""
    asked = {"kill": storm.kills, "pause": storm.pauses, "restart": storm.restarts}
    asked |= {"change": storm.changes, "text": storm.texts}
    return [f"{done[name]} {name}s, not {count}" for name, count in asked.items() if done[name] < count]
