"""The pretend people are made by a process of its own: once, whoever presses, whole or not at all (F10)."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
import threading
from contextlib import ExitStack
from pathlib import Path

import pytest
from flask import Flask

from casework.kernel.refused import Refused
from tests.support.pretend import apart
from web.demo import maker, place
from web.settings import Settings

pytestmark = pytest.mark.sqlite
MOMENT = "2026-11-24T12:00:00+00:00"
COUNTS = """
import os, pathlib, sys, time
folder = pathlib.Path(os.environ["WAYMARK_HOME"], "demo")
with (folder / "asked").open("a") as asked:
    asked.write(sys.argv[1] + "\\n")
(folder / "draft-1.db").write_text("half")
time.sleep(0.2)
sys.stdin.read() if {stays} else os.replace(folder / "draft-1.db", folder / "pretend.db") if {well} else sys.exit(3)
"""


@pytest.fixture
def folder(app: Flask) -> Path:
    found: Path = app.extensions["settings"].pretend_path.parent
    return found


def _maker(monkeypatch: pytest.MonkeyPatch, *, well: bool = True, stays: bool = False) -> None:
    monkeypatch.setattr(place, "MAKER", (sys.executable, "-S", "-c", COUNTS.format(well=well, stays=stays)))


def _press(app: Flask, moment: str = MOMENT) -> None:
    with app.app_context():
        place.see_to(now=dt.datetime.fromisoformat(moment))


def test_who_presses_meanwhile_waits_and_finds_them_made(
    app: Flask, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _maker(monkeypatch)
    with apart(), ExitStack() as over:
        for _ in range(3):
            press = threading.Thread(target=_press, args=(app,))
            press.start()
            over.callback(press.join)
    assert (folder / "asked").read_text() == f"{MOMENT}\n"
    assert (folder / "pretend.db").exists()


def test_a_making_that_fails_is_said_and_leaves_nothing(
    app: Flask, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with apart():
        _maker(monkeypatch, well=False)
        with pytest.raises(Refused, match="could not be made"):
            _press(app)
        _maker(monkeypatch, stays=True)
        with monkeypatch.context() as hasty:
            hasty.setattr(place, "PATIENCE", 0.5)
            with pytest.raises(Refused, match="could not be made"):
                _press(app)
        assert not (folder / "pretend.db").exists()
        (folder / "draft-2.db").write_text("half")  # whoever is ended cannot tidy up
        _maker(monkeypatch)
        _press(app)
    assert [one.name for one in folder.glob("*.db")] == ["pretend.db"]


def test_it_ends_with_whoever_asked_for_it() -> None:
    asked = [*place.MAKER, MOMENT]
    with subprocess.Popen(asked, cwd=place.ROOT, stdin=subprocess.PIPE, stderr=subprocess.DEVNULL) as alone:
        assert alone.stdin is not None
        alone.stdin.close()
        assert alone.wait(60) == 1


def test_the_process_makes_them_with_the_settings_that_it_is_given(
    app: Flask, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Settings, "of_this_process", lambda: app.extensions["settings"])
    maker.main(MOMENT)
    assert [one.name for one in folder.glob("*.db")] == ["pretend.db"]
