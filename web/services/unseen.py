"""Notices nobody has acknowledged, as rows of Today: those of one court day together, since one call settles them."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict

import notices.services
from casework.kernel import words
from casework.kernel.worklists import MOST_ROWS, Asked, Rank, Task
from notices.services.chasing import Chase

MOST = 1_000
"""How many notices are looked at: the soonest court days first."""


def unseen(rank: Rank, *, agency_id: int, now: dt.datetime) -> Asked:
    """One row for each court and day with notices that nobody has acknowledged at a moment (UTC), the soonest first.

    The row of one notice opens it; that of several opens the court list, which names them. A fixed number of queries.
    """
    together: dict[tuple[str, dt.date], list[Chase]] = defaultdict(list)
    tasks: list[Task] = []
    for one in notices.services.chase(agency_id, now, most=MOST):
        if one.day is None:
            tasks.append(_one(rank, one))
        else:
            together[one.court_code, one.day].append(one)
    days = [_one(rank, of[0]) if len(of) == 1 else _several(rank, of) for of in together.values()]
    rows = sorted([*days, *tasks], key=lambda task: task.due or dt.date.max)
    return Asked(rows[:MOST_ROWS], {rank: len(rows) - MOST_ROWS} if len(rows) > MOST_ROWS else {})


def _one(rank: Rank, one: Chase) -> Task:
    return Task(rank, 0, one.words, one.url, "Chase", due=one.day)


def _several(rank: Rank, of: list[Chase]) -> Task:
    """In words: "Thames Magistrates’ Court, Tue 3 Nov: 9 notices, 12 people, not acknowledged"."""
    first, people = of[0], max(one.people for one in of)
    who = f"to {words.joined(sorted({one.recipient for one in of}))}" if len({o.recipient for o in of}) <= 3 else ""
    said = f"{words.counted(len(of), 'notice')} {who}".strip()
    went = words.short_moment(min(one.sent_at for one in of))
    about = f"{first.court_name}, {words.short_day(first.day)}" if first.day else first.court_name
    most = f"up to {words.counted(people, 'person', 'people')} each"
    why = f"{about}: {said}, {most}. The first went {went}, not acknowledged"
    return Task(rank, 0, why, f"/court/{first.court_code}/{first.day}", "Chase", due=first.day)
