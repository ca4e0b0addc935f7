"""What a hostile provider does, and what it is told to do: weights drawn by a seed, or a script for one number."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from enum import StrEnum


class Fault(StrEnum):
    """One way to misbehave."""

    NONE = "none"
    SLOW = "slow"
    ACCEPT_THEN_500 = "accept_then_500"
    ACCEPT_THEN_RESET = "accept_then_reset"
    NEVER_ANSWER = "never_answer"
    CALLBACK_FIRST = "callback_first"
    FAIL_500 = "fail_500"
    TOO_MANY = "too_many"
    OPTED_OUT = "opted_out"
    BAD_NUMBER = "bad_number"
    RESET_BEFORE = "reset_before"


ACCEPTS = frozenset(
    {Fault.NONE, Fault.SLOW, Fault.ACCEPT_THEN_500, Fault.ACCEPT_THEN_RESET, Fault.NEVER_ANSWER, Fault.CALLBACK_FIRST}
)

HOSTILE: dict[str, float] = {
    Fault.NONE: 60,
    Fault.SLOW: 8,
    Fault.ACCEPT_THEN_500: 6,
    Fault.ACCEPT_THEN_RESET: 5,
    Fault.NEVER_ANSWER: 2,
    Fault.CALLBACK_FIRST: 5,
    Fault.FAIL_500: 5,
    Fault.TOO_MANY: 5,
    Fault.OPTED_OUT: 1,
    Fault.BAD_NUMBER: 1,
    Fault.RESET_BEFORE: 4,
}


@dataclass
class Plan:
    """How it behaves. Seconds are real, `list_lag` is by its own clock; shares are between 0 and 1."""

    seed: int = 0
    faults: dict[str, float] = field(default_factory=lambda: {Fault.NONE.value: 1.0})
    script: dict[str, list[str]] = field(default_factory=dict)
    latency: float = 0.0
    jitter: float = 0.0
    slow: float = 0.4
    most_at_once: int = 0
    retry_after: int = 30
    list_lag: float = 0.0
    lost: float = 0.0
    shuffled: float = 0.0
    doubled: float = 0.0
    callback_after: float = 0.05
    undelivered: float = 0.0

    def __post_init__(self) -> None:
        self._chance = random.Random(self.seed)

    def change(self, **wanted: object) -> None:
        """Behave otherwise from now on."""
        for name, value in wanted.items():
            setattr(self, name, value)

    def fault_for(self, number: str) -> Fault:
        """What happens to the next text for this number."""
        if waiting := self.script.get(number) or self.script.get("*"):
            return Fault(waiting.pop(0))
        names, weights = list(self.faults), list(self.faults.values())
        return Fault(self._chance.choices(names, weights)[0])

    def wait(self) -> float:
        """How long it thinks before it answers."""
        return self.latency + self._chance.random() * self.jitter

    def slowness(self) -> float:
        """How long a slow one takes: sometimes longer than anybody waits for it."""
        return self.slow * (0.5 + 3 * self._chance.random())

    def lag(self) -> float:
        """How far behind the list is for one text."""
        return self.list_lag * self._chance.random()

    def reports(self) -> list[str]:
        """The status words that will be posted for one text: some lost, some out of order, some twice."""
        said = ["sent", "undelivered" if self._chance.random() < self.undelivered else "delivered"]
        heard = [word for word in said if self._chance.random() >= self.lost]
        heard += [word for word in heard if self._chance.random() < self.doubled]
        if self._chance.random() < self.shuffled:
            self._chance.shuffle(heard)
        return heard
