"""The one door: ./run serves with two processes that live and die together, and says in one sentence why it cannot."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from tests.support import house

Starter = Callable[..., "Served"]
KEY = "k" * 32


def free_port() -> int:
    with closing(socket.create_server(("127.0.0.1", 0))) as door:
        port: int = door.getsockname()[1]
        return port


def answer(port: int) -> int:
    """The status of /healthz, or 0 where nobody answers."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5) as response:
            return int(response.status)
    except urllib.error.HTTPError as error:
        return error.code
    except OSError:
        return 0


def family(pid: int) -> dict[int, str]:
    """Every process that descends from this one, and its command."""
    found: dict[int, str] = {}
    for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
        command = Path(f"/proc/{child}/cmdline").read_bytes().replace(b"\0", b" ").decode()
        found |= {int(child): command, **family(int(child))}
    return found


def alive(members: dict[int, str]) -> dict[int, str]:
    """Those that still run; one that has ended and waits to be fetched by its parent does not."""
    return {pid: command for pid, command in members.items() if state(pid) not in "ZX"}


def gone(members: dict[int, str]) -> None:
    """None of them is left; on a busy machine the last may take a moment to end what it was doing."""
    until = time.monotonic() + 15
    while alive(members) and time.monotonic() < until:
        time.sleep(0.05)
    assert alive(members) == {}


def state(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2][0]
    except OSError:
        return "X"


class Served:
    """A running ./run and what it has said so far."""

    def __init__(self, port: int, home: Path) -> None:
        self.port = port
        self.said = home.parent / f"said-{port}"
        self.began = time.monotonic()
        environment = {k: v for k, v in os.environ.items() if k not in {"DATABASE_URL", "PUBLIC_URL", "HOST"}}
        with self.said.open("wb") as said:
            self.process = subprocess.Popen(
                # Whoever runs the tests in the background ignores Ctrl-C, and what they start would too.
                ["env", "--default-signal=INT", house.ROOT / "run"],
                env=environment | {"PORT": str(port), "WAYMARK_HOME": str(home), "METRICS_KEY": KEY},
                stdout=said,
                stderr=subprocess.STDOUT,
                stdin=subprocess.DEVNULL,
                start_new_session=True,
            )

    def text(self) -> str:
        return self.said.read_text()

    def until_it_answers(self) -> None:
        while answer(self.port) != 200:
            assert self.process.poll() is None, self.text()
            assert time.monotonic() - self.began < 120, self.text()
            time.sleep(0.05)
        while "Waymark is at" not in self.text():
            assert time.monotonic() - self.began < 120, self.text()
            time.sleep(0.05)

    def end(self, how: signal.Signals) -> int:
        """Send a signal to ./run alone; its exit code, when nothing of its family is left."""
        members = family(self.process.pid)
        self.process.send_signal(how)
        code = self.process.wait(timeout=30)
        gone(members)
        return code


@contextmanager
def cleaned(served: Served) -> Iterator[Served]:
    try:
        yield served
    finally:
        if served.process.poll() is None:
            os.killpg(served.process.pid, signal.SIGKILL)
            served.process.wait()


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    with cleaned(Served(free_port(), tmp_path / "home")) as running:
        running.until_it_answers()
        yield running


def test_one_ctrl_c_ends_both_and_what_it_wrote_is_the_owners_only(served: Served, tmp_path: Path) -> None:
    commands = " ".join(family(served.process.pid).values())
    assert "gunicorn" in commands
    assert "web.worker" in commands
    assert f"Waymark is at http://127.0.0.1:{served.port}" in served.text()
    assert "good for 30 minutes" in served.text()
    assert served.end(signal.SIGINT) == 0
    assert answer(served.port) == 0
    written = [path for path in (tmp_path / "home").rglob("*") if path.is_file()]
    assert written
    assert {oct(path.stat().st_mode & 0o077) for path in written} == {"0o0"}


def test_a_request_to_stop_ends_both(served: Served) -> None:
    assert served.end(signal.SIGTERM) == 0


def _healthz_counted(port: int) -> int:
    request = urllib.request.Request(f"http://127.0.0.1:{port}/metrics", headers={"Authorization": f"Bearer {KEY}"})
    with urllib.request.urlopen(request, timeout=20) as response:
        said = response.read().decode()
    counted = re.search(r'^waymark_requests_total\{.*route="basics.healthz".*\} (\S+)$', said, re.MULTILINE)
    return int(float(counted[1])) if counted else 0


def test_whichever_process_is_asked_it_has_counted_what_both_answered(served: Served) -> None:
    before = _healthz_counted(served.port)
    for _ in range(40):
        assert answer(served.port) == 200
    assert {_healthz_counted(served.port) for _ in range(4)} == {before + 40}


@pytest.mark.parametrize("which", ["web.worker", "gunicorn"])
def test_when_either_dies_the_other_is_ended(served: Served, which: str) -> None:
    members = family(served.process.pid)
    victim = next(pid for pid, command in members.items() if which in command)
    os.kill(victim, signal.SIGKILL)
    assert served.process.wait(timeout=30) != 0
    gone(members)
    assert "stopped by itself" in served.text()


def test_when_it_is_killed_itself_it_takes_both_along(served: Served) -> None:
    members = family(served.process.pid)
    os.kill(served.process.pid, signal.SIGKILL)
    served.process.wait(timeout=30)
    gone(members)


def test_a_port_in_use_is_named_and_nothing_is_left_running(tmp_path: Path) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as taken:
        port = taken.getsockname()[1]
        with cleaned(Served(port, tmp_path / "home")) as no:
            assert no.process.wait(timeout=30) == 1
    assert re.fullmatch(rf"Port {port} is already in use\. .* PORT=8001 \./run\n", no.text())
    assert not (tmp_path / "home").exists()


def refused(**environment: str) -> subprocess.CompletedProcess[str]:
    given = os.environ | environment
    return subprocess.run([house.ROOT / "run"], env=given, capture_output=True, text=True, timeout=60, check=False)


def test_a_port_that_is_none_is_said() -> None:
    done = subprocess.run(
        [house.ROOT / "run"],
        env=os.environ | {"PORT": "eighty"},
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr == "PORT must be a number from 1 to 65535, not “eighty”.\n"


def test_a_setting_that_cannot_work_is_named(tmp_path: Path) -> None:
    environment = os.environ | {"PORT": str(free_port()), "WAYMARK_HOME": str(tmp_path), "SMTP_SECURITY": "perhaps"}
    done = subprocess.run(
        [house.ROOT / "run"], env=environment, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 1
    assert "SMTP_SECURITY must be" in done.stderr
    assert "Traceback" not in done.stderr
