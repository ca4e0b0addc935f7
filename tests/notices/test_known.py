"""Whether a contact is still to be told: one rule, for the court list's "Tell" and for what Today proposes."""

from __future__ import annotations

import datetime as dt

import pytest

from notices.rules import NoticeState
from notices.rules.known import Known, changed, latest, still_to_tell

DAY, NOW = dt.date(2026, 10, 13), dt.datetime(2026, 10, 12, 9, tzinfo=dt.UTC)
SAID, OTHER = b"said", b"other"


def line(state: NoticeState, *, digest: bytes = SAID, seen: bool = False, day: dt.date = DAY) -> Known:
    return Known("referral:K7Q3XWZ2", 1, "cps", digest, state, None, NOW if seen else None, day, "N")


@pytest.mark.parametrize("state", [s for s in NoticeState if s is not NoticeState.DROPPED])
@pytest.mark.parametrize("seen", [True, False], ids=["seen", "not seen"])
@pytest.mark.parametrize("agreed", [True, False], ids=["agreed", "not agreed"])
@pytest.mark.parametrize("digest", [SAID, OTHER], ids=["the same", "changed"])
def test_everybody_is_told_until_they_know_exactly_this(
    state: NoticeState, seen: bool, agreed: bool, digest: bytes
) -> None:
    last = line(state, seen=seen)
    went = seen or state in {NoticeState.SENT, NoticeState.HANDED, NoticeState.UNKNOWN}
    lost = not seen and state in {NoticeState.REFUSED, NoticeState.BOUNCED, NoticeState.UNKNOWN, NoticeState.PERSON}
    wanted = (agreed or went) and (lost or digest != SAID)
    assert still_to_tell(last, digest, agreed=agreed) is wanted
    assert changed(last, digest) is (went and digest != SAID)


def test_who_was_told_nothing_is_told_where_it_is_agreed() -> None:
    assert still_to_tell(None, SAID, agreed=True)
    assert not still_to_tell(None, SAID, agreed=False)
    assert not changed(None, SAID)


def test_what_never_left_does_not_hide_what_did() -> None:
    sent, refused = line(NoticeState.SENT), line(NoticeState.REFUSED, digest=OTHER)
    assert list(latest([sent, refused]).values()) == [sent]
    assert list(latest([refused, sent]).values()) == [sent]
    assert list(latest([refused, line(NoticeState.PERSON)]).values()) == [line(NoticeState.PERSON)]


def test_each_court_day_is_told_by_itself() -> None:
    later = line(NoticeState.SENT, day=dt.date(2026, 11, 3))
    assert list(latest([line(NoticeState.SENT), later]).values()) == [line(NoticeState.SENT), later]
