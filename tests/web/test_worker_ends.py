"""The worker ends when it is asked to, whatever its main thread was doing in that moment."""

from __future__ import annotations

import threading

from apscheduler.schedulers.blocking import BlockingScheduler

from web import worker


def test_asked_before_it_has_begun_it_ends_as_soon_as_it_has() -> None:
    scheduler = BlockingScheduler(timezone="Europe/London")
    asking = threading.Thread(target=worker._end, args=(scheduler,), daemon=True)
    asking.start()
    running = threading.Thread(target=scheduler.start, daemon=True)
    running.start()
    running.join(10)
    assert not running.is_alive()


def test_asked_twice_it_ends_once() -> None:
    scheduler = BlockingScheduler(timezone="Europe/London")
    running = threading.Thread(target=scheduler.start, daemon=True)
    asking = [threading.Thread(target=worker._end, args=(scheduler,), daemon=True) for _ in range(2)]
    for thread in (running, *asking):
        thread.start()
    running.join(10)
    assert not running.is_alive()
