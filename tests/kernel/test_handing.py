"""How long a sender waits for answers: no longer than until the next texts are worth a commit (decision 0054)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from types import SimpleNamespace
from typing import Any

import pytest

from casework.kernel import handing
from casework.kernel.air import Air, Landed
from casework.kernel.handing import COLLECT_SECONDS, Pace, Run
from casework.kernel.handover import Candidate, Handed

NOW = dt.datetime(2026, 12, 7, 10, tzinfo=dt.UTC)


class Sky(Air):
    """Lands as many as the test says, one number for each look, and notes how many were waited for."""

    def __init__(self, most: int, lands: Iterator[int]) -> None:
        super().__init__(most)
        self._lands, self._up = lands, list[Handed[Any]]()
        self.waited_for: list[int] = []

    def post(self, ready: Sequence[Handed[Any]]) -> None:
        self._up += ready
        self.flying += len(ready)

    def landed(self, wait: float, enough: int = 1) -> list[Landed]:
        assert wait == COLLECT_SECONDS
        self.waited_for.append(enough)
        down, self._up = self._up[: (n := next(self._lands, 10**6))], self._up[n:]
        self.flying -= len(down)
        return [(one, "ok") for one in down]


def run(monkeypatch: pytest.MonkeyPatch, texts: int, *lands: int, pace: Pace) -> tuple[Sky, list[int], list[int]]:
    """How many answers were waited for, how many texts each claim took, how many answers each record had."""
    sky, claims, records = Sky(pace.at_once, iter(lands)), list[int](), list[int]()
    waiting = [Candidate(n) for n in range(texts)]

    def claim(_steps: object, _now: object, _most: int, keys: list[int]) -> list[int]:
        claims.append(len(keys))
        return keys

    def due(*_asked: object) -> list[Candidate]:
        found = waiting[:]
        waiting.clear()
        return found

    monkeypatch.setattr(handing, "reading", nullcontext)
    monkeypatch.setattr(handing, "gate", SimpleNamespace(why_closed=lambda: None))
    monkeypatch.setattr(handing, "candidates", due)
    monkeypatch.setattr(handing, "claim", claim)
    monkeypatch.setattr(handing, "hand_over_many", lambda _steps, keys, _clock: [Handed(k, 1, "") for k in keys])
    monkeypatch.setattr(handing, "record", lambda _steps, answered, _clock: records.append(len(answered)))
    steps = SimpleNamespace(must_stop=False, proved=True, at_most=2**31, air=lambda _most: sky)
    assert Run(steps, lambda: NOW, pace).go() == texts
    assert sum(records) == sum(claims) == texts
    return sky, claims, records


def test_answers_are_waited_for_until_the_next_texts_are_worth_a_commit(monkeypatch: pytest.MonkeyPatch) -> None:
    sky, claims, records = run(monkeypatch, 500, 60, 20, 100, 75, pace=Pace(100, 0, 60))
    assert claims == [200, 80, 100, 75, 45], "as many again as may be on their way, then three quarters of that"
    assert sky.waited_for[:5] == [75, 15, 75, 75, 75], "what came already counts, and what is lacking is waited for"
    assert records[:4] == [60, 20, 100, 75]


def test_where_nothing_more_is_due_half_of_them_make_a_commit(monkeypatch: pytest.MonkeyPatch) -> None:
    sky, claims, _ = run(monkeypatch, 200, 0, 0, pace=Pace(100, 0, 60))
    assert claims == [200]
    assert sky.waited_for[0] == 50


def test_a_sender_held_to_a_rate_rests_until_the_next_may_go(monkeypatch: pytest.MonkeyPatch) -> None:
    seconds, rests = [0.0], list[float]()

    def sleep(span: float) -> None:
        rests.append(span)
        seconds[0] += span

    monkeypatch.setattr(handing, "time", SimpleNamespace(monotonic=lambda: seconds[0], sleep=sleep))
    sky, claims, _ = run(monkeypatch, 30, pace=Pace(100, 20, 60))
    assert claims == [20, *[1] * 10]
    assert sky.waited_for[0] == 0, "what was taken leaves room, so the next are tried at once"
    assert 10 <= len(rests) <= 12, "and it does not turn in circles meanwhile"
