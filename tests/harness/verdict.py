"""The provider's ledger compared with our database: every promise is a count that must be nought."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from reminders.rules.life import TextState
from tests.support.provider.faults import ACCEPTS
from tests.support.provider.ledger import Taken, Truth

S = TextState
WENT = {S.ACCEPTED, S.DELIVERED, S.UNDELIVERED, S.FAILED}
FINAL = {S.DELIVERED, S.UNDELIVERED, S.FAILED}
OPEN = {S.CLAIMED, S.HANDED, S.UNKNOWN}
LONGEST_POST = 3.5
"""Seconds after a change within which a text that was handed over before it can still reach the provider: the budget
for a pause and the time-outs of connecting and reading, once each."""


@dataclass(frozen=True)
class Row:
    """One text as the database has it at the end."""

    token: str
    state: TextState
    number: str
    person: int
    appointment: int | None
    version: int | None
    kind: str
    sid: str | None
    late: bool
    overdue: bool
    """Still waiting although its moment has passed and nothing holds it."""
    asked: bool
    """On the lists of a person."""


@dataclass(frozen=True)
class Act:
    """Something a person did and was told is done: at a monotonic reading, at this place in the audit trail."""

    what: str
    at: float
    seq: int
    appointment: int | None = None
    version: int | None = None
    person: int | None = None
    number: str = ""


@dataclass
class Verdict:
    """What was found; `wrong` is empty when every promise was kept."""

    counts: dict[str, int] = field(default_factory=dict)
    wrong: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))


def judge(truth: Truth, rows: Sequence[Row], handed: Mapping[str, Sequence[int]], acts: Sequence[Act]) -> Verdict:
    """Compare. `handed` says at which events of the audit trail each text was handed over."""
    verdict = Verdict()
    taken = truth.by_token()
    _sent_once(verdict, truth, taken)
    for row in rows:
        _agrees(verdict, row, taken.get(row.token, []))
    _known(verdict, rows, taken)
    _in_time(verdict, rows, handed, acts, taken)
    _count(verdict, rows, taken, acts)
    return verdict


def _sent_once(verdict: Verdict, truth: Truth, taken: Mapping[str, list[Taken]]) -> None:
    """A text goes to the provider a second time only where the first was proved not to have been accepted."""
    verdict.wrong["doubled"] += [token for token, times in taken.items() if len(times) > 1]
    posts: dict[str, list[str]] = defaultdict(list)
    for _, token, fault in truth.posted:
        posts[token].append(fault)
    unproved = {*ACCEPTS, "fail_500"}
    verdict.wrong["sent again unproved"] += [
        token for token, faults in posts.items() if any(fault in unproved for fault in faults[:-1])
    ]


def _agrees(verdict: Verdict, row: Row, taken: list[Taken]) -> None:
    if row.state in OPEN or row.overdue:
        verdict.wrong["lost"].append(f"{row.token} {row.state}")
    if row.state is S.PERSON and not row.asked:
        verdict.wrong["lost"].append(f"{row.token} is nobody's task")
    if row.state in WENT and not taken:
        verdict.wrong["said sent, was not"].append(row.token)
    if taken and row.state not in WENT | {S.PERSON, S.UNKNOWN, S.HANDED}:
        verdict.wrong["said not sent, was"].append(f"{row.token} {row.state}")
    if row.sid and row.sid not in {one.sid for one in taken}:
        verdict.wrong["wrong SID"].append(row.token)


def _known(verdict: Verdict, rows: Sequence[Row], taken: Mapping[str, list[Taken]]) -> None:
    tokens = {row.token for row in rows}
    verdict.wrong["taken, but not ours"] += [token for token in taken if token not in tokens]


def _in_time(
    verdict: Verdict,
    rows: Sequence[Row],
    handed: Mapping[str, Sequence[int]],
    acts: Sequence[Act],
    taken: Mapping[str, list[Taken]],
) -> None:
    by_booking, by_person = _grouped(rows)
    by_number: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        for number in {one.number for one in taken.get(row.token, [])}:
            by_number[number].append(row)
    for act in acts:
        if act.what in {"cancel", "move"}:
            _booking_off(verdict, act, by_booking.get(act.appointment, []), handed, taken)
        elif act.what == "stop":
            _nothing_after(verdict, "after STOP", act, by_number.get(act.number, []), handed, taken)
        elif act.what == "die":
            _nothing_after(verdict, "after die", act, by_person.get(act.person, []), handed, taken)
        elif act.what in {"withdraw", "number"} and not _said_again(act, acts):
            old = [
                row for row in by_person.get(act.person, []) if act.what == "withdraw" or row in by_number[act.number]
            ]
            _nothing_after(verdict, f"after {act.what}", act, old, handed, taken)


def _said_again(act: Act, acts: Sequence[Act]) -> bool:
    """Whether somebody began to answer for the same person anew: that may be in force though nobody was told so."""
    return any(one.what == "try" and one.person == act.person and one.at > act.at for one in acts)


def _grouped(rows: Iterable[Row]) -> tuple[dict[int | None, list[Row]], dict[int | None, list[Row]]]:
    by_booking: dict[int | None, list[Row]] = defaultdict(list)
    by_person: dict[int | None, list[Row]] = defaultdict(list)
    for row in rows:
        by_booking[row.appointment].append(row)
        by_person[row.person].append(row)
    return by_booking, by_person


def _booking_off(
    verdict: Verdict,
    act: Act,
    rows: Iterable[Row],
    handed: Mapping[str, Sequence[int]],
    taken: Mapping[str, list[Taken]],
) -> None:
    """Nothing of the old booking is handed over after the change, and what had gone before says that it is too late."""
    old = [row for row in rows if act.what == "cancel" or (row.version or 0) < (act.version or 0)]
    _nothing_after(verdict, f"after {act.what}", act, old, handed, taken)
    for row in old:
        before = [seq for seq in handed.get(row.token, ()) if seq <= act.seq]
        if before and taken.get(row.token) and not row.late and row.state not in FINAL:
            verdict.wrong["too late, not flagged"].append(f"{row.token} {row.state}")


def _nothing_after(
    verdict: Verdict,
    promise: str,
    act: Act,
    rows: Iterable[Row],
    handed: Mapping[str, Sequence[int]],
    taken: Mapping[str, list[Taken]],
) -> None:
    """By the audit trail's order exactly, and by the ledger's own time, which owes nothing to the product."""
    for row in rows:
        if row.kind == "reply_stop":
            continue
        gone = taken.get(row.token, [])
        if gone and any(seq > act.seq for seq in handed.get(row.token, ())):
            verdict.wrong[promise].append(f"{row.token} handed over at {handed[row.token]}, {act.what} at {act.seq}")
        elif any(one.at > act.at + LONGEST_POST for one in gone):
            verdict.wrong[promise].append(f"{row.token} reached the provider after {act.what}")


def _count(verdict: Verdict, rows: Sequence[Row], taken: Mapping[str, list[Taken]], acts: Sequence[Act]) -> None:
    person = [row for row in rows if row.state is S.PERSON]
    verdict.counts = {
        "texts planned": len(rows),
        "texts taken by the provider": len(taken),
        "changes": sum(act.what not in {"book", "try", "crowded"} for act in acts),
        "bookings": sum(act.what == "book" for act in acts),
        "left for a person": len(person),
        "of these had gone": sum(bool(taken.get(row.token)) for row in person),
        "flagged as too late": sum(row.late for row in rows),
    }
    verdict.wrong = {name: found for name, found in verdict.wrong.items() if found}
