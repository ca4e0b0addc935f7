"""A throw-away PostgreSQL on a Unix socket, from Debian's package; as root it drops to an unprivileged user."""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

OPTIONS = ("listen_addresses=", "max_connections=60", "shared_buffers=32MB")
FRESH = ("-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync")
TIED = ("setpriv", "--pdeathsig", "QUIT")  # of util-linux, which every Debian has


def programs() -> Path:
    """Where initdb and pg_ctl are: PG_BIN, or the newest that Debian installed."""
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name), reverse=True)
    for folder in [Path(os.environ.get("PG_BIN", "/nowhere")), *versions]:
        if os.access(folder / "initdb", os.X_OK):
            return folder
    raise FileNotFoundError("There is no PostgreSQL server here: ./run test installs it, or set PG_BIN")


def scratch(name: str, *, in_memory: bool = True) -> Path:
    """A new folder, in memory where there is room: Waymark insists on fsync, which costs nothing there."""
    memory = Path("/dev/shm")
    roomy = in_memory and memory.is_dir() and os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > 2 * 2**30
    return Path(tempfile.mkdtemp(prefix=f"waymark-{name}-", dir=memory if roomy else None))


class Server:
    """A server that is a child of this process: told to quit when this process dies, however it dies."""

    def __init__(self, *options: str, in_memory: bool = True) -> None:
        self.folder = scratch("pg", in_memory=in_memory)
        self._how = _owner_of(self.folder)
        self._tools = programs()
        data = self.folder / "data"
        _make(self._tools / "initdb", "-D", data, *FRESH, **self._how)
        settings = [f"--{option}" for option in (*OPTIONS, *options, f"unix_socket_directories={self.folder}")]
        self._command = [*TIED, str(self._tools / "postgres"), "-D", str(data), *settings]
        self.url = f"postgresql+psycopg://postgres@/postgres?host={self.folder}"

    def start(self) -> None:
        """Start it, and wait until it answers."""
        with (self.folder / "log").open("ab") as log:
            self._running: subprocess.Popen[bytes] = subprocess.Popen(
                self._command, stdout=log, stderr=log, **self._how
            )
        _wait(self._tools / "pg_isready", self.folder, self._running, self._how)

    def stop(self) -> None:
        """Stop it at once: connections are cut and nothing is written out, as in a crash."""
        self._running.send_signal(signal.SIGQUIT)
        self._running.wait(timeout=30)


@contextlib.contextmanager
def server(*options: str, in_memory: bool = True) -> Iterator[str]:
    """Start a server; the value is the address of its `postgres` database. Stopped and removed at the end."""
    made = Server(*options, in_memory=in_memory)
    try:
        made.start()
        yield made.url
    finally:
        made.stop()
        shutil.rmtree(made.folder, ignore_errors=True)


def _owner_of(folder: Path) -> dict[str, Any]:
    """How its programs are run: as root they become the user postgres, because PostgreSQL refuses to run as root."""
    how: dict[str, Any] = {"env": {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "TZ": "UTC"}, "cwd": folder}
    if os.geteuid() == 0:
        user = pwd.getpwnam("postgres")
        os.chown(folder, user.pw_uid, user.pw_gid)
        how |= {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
    return how


def _make(*command: object, **how: Any) -> None:
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True, check=False, **how)
    if done.returncode:
        raise RuntimeError(f"{command[0]} failed:\n{done.stdout}{done.stderr}")


def _wait(program: Path, folder: Path, running: subprocess.Popen[bytes], how: dict[str, Any]) -> None:
    until = time.monotonic() + 60
    while subprocess.run([program, "-q", "-h", folder], check=False, **how).returncode:
        if running.poll() is not None or time.monotonic() > until:
            raise RuntimeError(f"PostgreSQL did not start:\n{(folder / 'log').read_text()}")
        time.sleep(0.05)
