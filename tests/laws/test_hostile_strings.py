"""Nothing that reads what was typed takes long: 50 kB meant to confuse it within 50 ms (ASVS 1.2.9, 1.3.12)."""

from __future__ import annotations

import contextlib
import re
import time
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import pytest

from casework.accounts.rules import password_fault, pin_fault
from casework.accounts.rules.codes import read_code, read_recovery
from casework.accounts.rules.devices import device_words
from casework.kernel import typed
from casework.kernel.formkit import clean
from casework.kernel.refused import Refused
from casework.people.rules import identifiers, names, phones
from notices.rules import bounce
from reminders.rules import banned, gsm7, replies

SIZE = 50_000
MOST = 0.05
BITS = (
    "a",
    "0",
    " ",
    "-",
    "a ",
    "0 ",
    "a@",
    "1/",
    "07700 900",
    "aA0-",
    "(",
    "<",
    "\n",
    "\t",
    ".",
    ",",
    "é",
    "A'",
    "%",
    "{",
)
READERS: list[Callable[[str], Any]] = [
    typed.parse_day,
    typed.parse_time,
    names.tidy,
    names.folded,
    phones.uk_mobile,
    identifiers.recognise,
    identifiers.custody,
    gsm7.sanitise,
    gsm7.count,
    banned.found,
    replies.meaning,
    replies.tidy,
    read_code,
    read_recovery,
    password_fault,
    pin_fault,
    device_words,
    lambda text: clean.one_line(text, 100),
    lambda text: clean.many_lines(text, 2000),
    lambda text: names.matches(text, "Joanna", "O'Brien"),
    lambda text: bounce.read(text.encode()),
]


def hostile() -> Iterator[str]:
    """The same bit over and over, ending otherwise than it began, so that a pattern that gives way tries again."""
    for bit in BITS:
        yield (bit * (SIZE // len(bit)))[: SIZE - 1] + "!"


def seconds(read: Callable[[], Any]) -> float:
    """The least processor time of three tries: what else the machine does is not the pattern's fault."""
    taken = []
    for _ in range(3):
        start = time.process_time()
        with contextlib.suppress(Refused, ValueError):
            read()
        taken.append(time.process_time() - start)
        if taken[-1] < MOST / 5:
            break
    return min(taken)


def reads_in_time(read: Callable[[str], Any], text: str) -> bool:
    """Within the 50 ms; on a machine that is slow just now, at least no longer than its length asks for: a pattern that
    tries again and again takes a hundred times as long for ten times as much."""
    taken = seconds(partial(read, text))
    return taken <= MOST or taken <= 25 * seconds(partial(read, text[-len(text) // 10 :]))


@pytest.mark.parametrize("read", READERS, ids=lambda one: f"{one.__module__}.{one.__name__}")
def test_nothing_that_reads_what_was_typed_takes_long(read: Callable[[str], Any]) -> None:
    for text in hostile():
        assert reads_in_time(read, text), text[:8]


def test_a_pattern_that_tries_again_and_again_is_found() -> None:
    assert not reads_in_time(re.compile(r"a*!0").search, "a" * 16_000 + "!")
