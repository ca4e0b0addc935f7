"""How the sender fares in one run: what the answers say of its key, its line and its clock, and when it must stop."""

from __future__ import annotations

import datetime as dt
import threading

from reminders.rules.answers import Answer, Heard
from reminders.rules.troubles import STOP_AFTER, Trouble, clocks_differ


class Going:
    """Listens to each answer as it comes, from any thread. Nothing is proved until one was heard that is no trouble.

    `unreached` is how many connections failed in a row before this run: after five, one more failure is enough.
    """

    def __init__(self, unreached: int = 0) -> None:
        self.proved = False
        self.trouble: Trouble | None = None
        self.asked: dt.timedelta | None = None
        self.before = self.unreached = unreached
        self.at_most = 2**31
        self._slowed = 0
        self._lock = threading.Lock()

    @property
    def must_stop(self) -> bool:
        """Whether the fault is ours or the line's, not a text's: then no more are tried in this run."""
        return self.trouble is not None

    def hear(self, answer: Answer, now: dt.datetime) -> None:
        """Take note of one answer, heard at a moment (UTC) of our clock."""
        with self._lock:
            self._judge(answer)
            if clocks_differ(now, [answer.their_clock]):
                self.trouble = Trouble.CLOCK

    def _judge(self, answer: Answer) -> None:
        if answer.heard is Heard.SENDER_REFUSED:
            self.trouble = Trouble.KEY
        elif answer.heard is Heard.NEVER_CONNECTED:
            self.unreached += 1
            self.trouble = self.trouble or (Trouble.LINE if self.unreached >= STOP_AFTER else None)
        elif answer.heard is Heard.TOO_MANY:
            self._slow_down(answer)
        elif answer.heard is not Heard.NOT_POSTED:
            self.proved, self.unreached, self._slowed = True, 0, 0

    def _slow_down(self, answer: Answer) -> None:
        """Half as many at once from now on; nothing more where it asks again and again."""
        self.at_most = max(1, min(self.at_most, 64) // 2)
        self._slowed += 1
        self.asked = answer.wait or self.asked
        if self._slowed >= STOP_AFTER:
            self.trouble = self.trouble or Trouble.SLOW
