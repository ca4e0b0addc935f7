"""Rubbish that points at itself is gone after the page that left it, and none is looked for where there is little."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Iterator

import pytest

from web import rubbish


class _Circle:
    def __init__(self) -> None:
        self.itself = self


@pytest.fixture(autouse=True)
def _by_hand() -> Iterator[None]:
    before = gc.get_threshold()
    gc.disable()
    yield
    gc.set_threshold(*before)
    gc.enable()


def test_a_page_takes_its_own_rubbish_along() -> None:
    gc.collect()
    seen = weakref.ref(_Circle())
    rubbish.after_a_page()
    assert seen() is not None  # so little is left lying
    kept = [_Circle() for _ in range(rubbish.FEW)]
    rubbish.after_a_page()
    assert seen() is None
    assert kept


def test_what_outlived_pages_is_looked_through_now_and_then() -> None:
    gc.collect()
    rubbish.begin()
    held = [_Circle() for _ in range(rubbish.FEW)]
    rubbish.after_a_page()
    seen = weakref.ref(held[0])
    del held
    for _ in range(rubbish.OFTEN[1] + 1):
        kept = [_Circle() for _ in range(rubbish.FEW)]
        rubbish.after_a_page()
    assert seen() is None
    assert kept
