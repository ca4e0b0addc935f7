"""The provider's list as a witness: which entry proves a text, and when it is read (promises C.5)."""

from __future__ import annotations

import datetime as dt

import pytest

from reminders.rules.evidence import POLLS, Listed, ours, polls_done, since

HANDED = dt.datetime(2026, 11, 23, 11, 20, tzinfo=dt.UTC)


def entry(seconds: int, sid: str = "SM1") -> Listed:
    return Listed(sid, "sent", HANDED + dt.timedelta(seconds=seconds))


@pytest.mark.parametrize(
    ("entries", "owned", "proof"),
    [
        pytest.param([], [], None, id="nothing listed proves nothing"),
        pytest.param([entry(1)], [], "SM1", id="one taken just after is ours"),
        pytest.param([entry(-120)], [], "SM1", id="a clock two minutes behind is borne with"),
        pytest.param([entry(-121)], [], None, id="an older one is not ours"),
        pytest.param([entry(1)], ["SM1"], None, id="one that another text has is not ours"),
        pytest.param([entry(1, "SM2"), entry(-3600)], [], "SM2", id="the newer of two, where the older is too old"),
        pytest.param([entry(1), entry(2, "SM2")], ["SM1"], "SM2", id="the one that nobody has"),
        pytest.param([entry(1), entry(2, "SM2")], [], None, id="two that could be ours prove neither"),
    ],
)
def test_which_entry_proves_a_text(entries: list[Listed], owned: list[str], proof: str | None) -> None:
    found = ours(HANDED, entries, owned)
    assert (found.sid if found else None) == proof


def test_the_list_is_read_eight_times_in_two_hours() -> None:
    assert [int(after.total_seconds() // 60) for after in POLLS] == [1, 2, 5, 10, 20, 40, 60, 120]
    assert since(HANDED) == HANDED - dt.timedelta(minutes=2)


@pytest.mark.parametrize(
    ("minutes", "before", "after"),
    [
        pytest.param(1, 0, 1, id="the first look"),
        pytest.param(4, 1, 2, id="in its turn"),
        pytest.param(45, 1, 6, id="one that comes late stands for those it missed"),
        pytest.param(300, 0, 8, id="after a day's outage it is the last"),
    ],
)
def test_how_many_looks_count_as_made(minutes: int, before: int, after: int) -> None:
    assert polls_done(HANDED, before, HANDED + dt.timedelta(minutes=minutes)) == after
