"""Faults put into the product on purpose: the harness must see each of them, or it sees nothing."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Callable
from typing import Any

from sqlalchemy import text, update

from casework.kernel import handover
from casework.kernel.database import db, transaction
from reminders.models import Text
from reminders.rules import answers
from reminders.rules.life import TextState
from reminders.services import judging
from reminders.services.reach import reach

SILENT = dt.timedelta(seconds=15)
"""By the product's clock: less than a slow answer takes."""
ROOMS = ("casework.", "reminders.", "web.")


def put_in(name: str) -> None:
    """Break the product in one way, before its processes are forked; "" breaks nothing."""
    if name:
        VARIANTS[name]()


def everywhere(old: Any, new: Any) -> None:
    """Put a function in the place of another, under every name by which the product knows it."""
    for name, module in list(sys.modules.items()):
        if name.startswith(ROOMS):
            for known, value in list(vars(module).items()):
                if value is old:
                    setattr(module, known, new)


def blind_retry() -> None:
    """What nothing proves is tried again, as after any other error."""
    sure = answers.next_state

    def next_state(answer: answers.Answer) -> TextState:
        return TextState.PLANNED if answer.heard is answers.Heard.UNKNOWN else sure(answer)

    everywhere(sure, next_state)


def no_second_look() -> None:
    """What was claimed goes, whatever has changed since it was planned."""

    def judge(row: Text, now: Any) -> Any:
        found = reach(row.person, now)
        return judging.Go(found) if found.number else judge_as_it_is(row, now)

    judge_as_it_is = judging.judge
    everywhere(judge_as_it_is, judge)


def timer_takes_back() -> None:
    """A hand-over that was silent for long goes back to waiting, as if nothing had gone; looked at with every claim."""
    sure = handover.claim

    def claim(steps: Any, now: Any, *how: Any) -> list[int]:
        silent = (steps.model.state == "handed") & (steps.model.handed_at < now - SILENT)
        with transaction():
            db.session.execute(update(steps.model).where(silent).values(state=steps.ready_state, owner=None))
        return sure(steps, now, *how)

    everywhere(sure, claim)


def no_index() -> None:
    """Nothing in the database keeps a second text to one number from being under way."""
    with transaction():
        db.session.execute(text("DROP INDEX one_open_text_per_number"))


VARIANTS: dict[str, Callable[[], None]] = {
    "blind_retry": blind_retry,
    "no_second_look": no_second_look,
    "timer_takes_back": timer_takes_back,
    "no_index": no_index,
}
