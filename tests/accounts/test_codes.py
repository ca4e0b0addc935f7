"""Codes, PINs, passwords and standing, as pure rules (promises L7-L10, P24, P25)."""

from __future__ import annotations

import datetime as dt

import pytest
from pyotp import TOTP

from casework.accounts.rules import Stage, Standing, Unused, is_fresh, password_fault, pin_fault, standing, unused
from casework.accounts.rules.codes import is_out_of_step, read_code, read_recovery, shown, step_of
from casework.accounts.rules.devices import device_words
from tests.support.staff import SECRET

NOW = dt.datetime(2026, 11, 24, 12, 0, tzinfo=dt.UTC)
AT = NOW.timestamp()


def code(minutes: float = 0) -> str:
    return TOTP(SECRET).at(NOW + dt.timedelta(minutes=minutes))


@pytest.mark.parametrize("typed", ["123 456", "123456", " 123456 ", "1 2 3 4 5 6"])
def test_spaces_in_a_code_do_not_matter(typed: str) -> None:
    assert read_code(typed) == "123456"


@pytest.mark.parametrize("typed", ["１２３４５６", "12345", "1234567", "abcdef", "", "12345²", "123456" + " " * 30])
def test_nothing_else_is_ever_compared(typed: str) -> None:
    """L9."""
    assert read_code(typed) is None


def test_a_code_of_this_step_or_one_either_side_is_taken_and_no_other() -> None:
    this = int(AT) // 30
    assert step_of(SECRET, code(), now=AT, after=0) == this
    assert step_of(SECRET, code(-0.5), now=AT, after=0) == this - 1
    assert step_of(SECRET, code(0.5), now=AT, after=0) == this + 1
    assert step_of(SECRET, code(-1), now=AT, after=0) is None


def test_five_hundred_used_and_older_steps_are_refused() -> None:
    """L7, L8, P24: 0 of 500."""
    this = int(AT) // 30
    taken = [back for back in range(500) if step_of(SECRET, TOTP(SECRET).at((this - back) * 30), now=AT, after=this)]
    assert taken == []


def test_a_code_ten_steps_away_says_the_clock_is_wrong() -> None:
    """L10."""
    assert step_of(SECRET, code(5), now=AT, after=0) is None
    assert is_out_of_step(SECRET, code(5), now=AT)
    assert not is_out_of_step(SECRET, code(60), now=AT)


def test_a_recovery_code_is_read_however_it_was_copied() -> None:
    plain = "ABCDEFGH23456789"
    assert [read_recovery(one) for one in (shown(plain), plain.lower(), f" {shown(plain)} ")] == [plain] * 3
    assert [read_recovery(one) for one in ("", "ABCD", plain + "2", "ABCDEFGH2345678O", "x" * 999)] == [None] * 5


@pytest.mark.parametrize(
    ("password", "fine"),
    [
        ("nine green bottles", True),
        ("  spaces and Ümläute  ", True),
        ("x" * 129, False),
        ("short", False),
        ("aaaaaaaaaaaaaaaaaa", False),
        ("passwordpassword", False),
        ("qwertyuiopasdfghjkl", False),
        ("1234567890123456", False),
        ("Lantern Project 2026", False),
        ("robin.hale@example", False),
    ],
)
def test_a_password_is_long_and_not_one_that_is_guessed_first(password: str, fine: bool) -> None:
    about = ("Lantern Project", "Robin Hale", "robin.hale@example.org")
    assert (password_fault(password, about) is None) is fine


@pytest.mark.parametrize(
    ("pin", "fine"), [("2580", True), ("1234", False), ("7777", False), ("12a4", False), ("１２３４", False)]
)
def test_a_pin_is_not_the_first_one_tried(pin: str, fine: bool) -> None:
    assert (pin_fault(pin) is None) is fine


@pytest.mark.parametrize(
    ("idle", "old", "locked", "expected"),
    [
        pytest.param(14, 1, False, Standing.LIVE, id="14 minutes idle goes on"),
        pytest.param(15, 1, False, Standing.LOCKED, id="15 minutes idle locks"),
        pytest.param(0, 1, True, Standing.LOCKED, id="locked by its owner"),
        pytest.param(0, 10, False, Standing.OVER, id="10 hours end it however busy"),
        pytest.param(0, 10, True, Standing.OVER, id="10 hours end a locked one"),
    ],
)
def test_what_a_session_is_good_for(idle: int, old: int, locked: bool, expected: Standing) -> None:
    """P25."""
    ends = NOW + dt.timedelta(hours=10 - old)
    seen, lock = NOW - dt.timedelta(minutes=idle), NOW if locked else None
    assert standing(Stage.WHOLE, seen_at=seen, ends_at=ends, locked_at=lock, at=NOW) is expected


def test_proof_is_fresh_for_ten_minutes() -> None:
    assert is_fresh(NOW - dt.timedelta(minutes=9, seconds=59), at=NOW)
    assert not is_fresh(NOW - dt.timedelta(minutes=10), at=NOW)
    assert not is_fresh(None, at=NOW)


@pytest.mark.parametrize(
    ("days", "expected"), [(37, Unused.NO), (38, Unused.SOON), (44, Unused.SOON), (45, Unused.CLOSED)]
)
def test_an_unused_account_is_warned_of_then_closed(days: int, expected: Unused) -> None:
    """L20."""
    assert unused(NOW - dt.timedelta(days=days), at=NOW) is expected


def test_a_device_is_named_in_known_words_only() -> None:
    agent = "Mozilla/5.0 (Linux; Android 14; <script>) AppleWebKit/537.36 Chrome/131.0 Mobile Safari/537.36"
    assert device_words(agent) == "Chrome on Android"
    assert device_words("curl/8 <script>") == "A browser"
