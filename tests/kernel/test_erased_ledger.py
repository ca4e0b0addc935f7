"""The ledger of erasures: it is on the disk before anything is erased, and says how each ended (promises C.7)."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask, g

from casework.kernel import clock, ledger

pytestmark = pytest.mark.sqlite


def file_of(app: Flask) -> Path:
    path: Path = app.extensions["anchor"].path
    return path.with_name("erased.log")


def erase(*references: str, then: Exception | None = None) -> None:
    with ledger.erasing(references, at=clock.now()):
        if then:
            raise then


def test_who_was_erased_is_in_the_ledger(within: Flask) -> None:
    erase("AAAA2222", "BBBB3333")
    assert ledger.erased() == ["AAAA2222", "BBBB3333"]
    assert file_of(within).stat().st_mode & 0o777 == 0o600


def test_it_is_on_the_disk_before_anything_is_erased(within: Flask) -> None:
    with ledger.erasing(["AAAA2222"], at=clock.now()):
        assert file_of(within).read_text().split()[-1] == "began"


def test_one_that_was_refused_is_not_erased_by_a_restore(within: Flask) -> None:
    with pytest.raises(LookupError):
        erase("AAAA2222", then=LookupError())
    assert ledger.erased() == []
    erase("AAAA2222")
    assert ledger.erased() == ["AAAA2222"], "asked for again, and done"


def test_one_that_was_cut_short_counts_until_it_is_settled(within: Flask) -> None:
    file_of(within).write_text(f"AAAA2222 {clock.now().isoformat()} began\nBBBB3333 {clock.now().isoformat()} beg")
    assert ledger.unsettled() == ["AAAA2222"]
    assert ledger.erased() == ["AAAA2222"]
    ledger.settle("AAAA2222", at=clock.now(), gone=False)
    assert (ledger.erased(), ledger.unsettled()) == ([], [])


def test_a_last_word_that_was_cut_short_takes_nothing_back(within: Flask) -> None:
    now = clock.now().isoformat()
    file_of(within).with_name("optout.log").write_text(f"aa {now} off\nbb {now} off\nbb {now} on\naa {now} o")
    assert ledger.last("optout", "off", "on") == {"aa": "off", "bb": "on"}
    ledger.write("optout", "bb", now, "off")
    assert ledger.last("optout", "off", "on") == {"aa": "off", "bb": "off"}


def test_nothing_is_erased_where_the_ledger_cannot_be_written(within: Flask) -> None:
    file_of(within).mkdir()
    reached = []
    with pytest.raises(OSError, match="Is a directory"), ledger.erasing(["AAAA2222"], at=clock.now()):
        reached.append(1)
    assert reached == []


def test_of_pretend_people_nothing_is_kept(within: Flask) -> None:
    g.pretend = "somewhere"
    erase("AAAA2222")
    g.pretend = None
    assert ledger.erased() == []
