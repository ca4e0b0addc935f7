"""Notices nobody has acknowledged, as rows of Today: those of one court day together, since one call settles them."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict

import notices.services
from casework.kernel import clock, words
from casework.kernel.worklists import Asked, Rank, Task, most_rows
from notices.services.chasing import Chase

MOST_NAMED = 3
MOST = 1_000
"""How many notices are looked at: the soonest court days first."""
NEAR = dt.timedelta(days=1)
"""Of court days this near, what is told now is put together for this page anyway: so each notice is looked into."""


def unseen(rank: Rank, *, agency_id: int, now: dt.datetime) -> Asked:
    """One row for each court and day with notices that nobody has acknowledged at a moment (UTC), the soonest first.

    The row of one notice opens it; that of several opens the court list, which names them. Where the court day is near,
    it says how many of the several may no longer be repeated as they stand. A fixed number of queries.
    """
    together: dict[tuple[str, dt.date | None, str], list[Chase]] = defaultdict(list)
    for one in notices.services.chase(agency_id, now, most=MOST):
        together[one.court_code, one.day, "" if one.day else one.reference].append(one)
    rows = sorted(together.values(), key=lambda of: of[0].day or dt.date.max)
    shown = rows[: most_rows()]
    near = clock.local_day(now) + NEAR
    looked_into = [one for of in shown if len(of) == 1 or (of[0].day or near) <= near for one in of]
    known = {one.reference: one for one in notices.services.looked_at(looked_into, agency_id=agency_id, at=now)}
    whole = [[known.get(one.reference, one) for one in of] for of in shown]
    tasks = [_one(rank, of[0]) if len(of) == 1 else _several(rank, of) for of in whole]
    return Asked(tasks, {rank: len(rows) - len(shown)} if len(rows) > len(shown) else {})


def _one(rank: Rank, one: Chase) -> Task:
    return Task(rank, 0, one.words, one.url, "Open" if one.no_reminder else "Chase", due=one.day)


def _several(rank: Rank, of: list[Chase]) -> Task:
    """In words: "Thames Magistrates’ Court, Tue 3 Nov: 9 notices sent and not acknowledged, 6 to CPS London North and 3
    to List office. The first went Mon 26 Oct, 3:01pm"."""
    first, went = of[0], words.short_moment(min(one.sent_at for one in of))
    about = f"{first.court_name}, {words.short_day(first.day)}" if first.day else first.court_name
    said = f"{words.counted(len(of), 'notice')} sent and not acknowledged, {_to_whom(of)}"
    why = f"{about}: {said}. The first went {went}{_not_again(of)}"
    return Task(rank, 0, why, f"/court/{first.court_code}/{first.day}", "Chase", due=first.day)


def _not_again(of: list[Chase]) -> str:
    """That something changed since some of them went, which chasing them would leave unsaid."""
    changed = sum(bool(one.no_reminder) for one in of)
    stand = "it stands" if changed == 1 else "they stand"
    return f". {changed} of them must not be repeated as {stand}: something changed since" if changed else ""


def _to_whom(of: list[Chase]) -> str:
    """How many went to each, the most first; the names of three at most."""
    counts = Counter(one.recipient for one in of).most_common()
    if len(counts) == 1:
        return f"to {counts[0][0]}"
    if len(counts) > MOST_NAMED:
        return f"to {len(counts)} contacts"
    return words.joined([f"{count} to {name}" for name, count in counts])
