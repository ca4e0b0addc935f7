"""A throw-away PostgreSQL on a Unix socket, from Debian's package; as root it drops to an unprivileged user."""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

OPTIONS = ("listen_addresses=''", "max_connections=60", "shared_buffers=32MB")


def programs() -> Path:
    """Where initdb and pg_ctl are: PG_BIN, or the newest that Debian installed."""
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name), reverse=True)
    for folder in [Path(os.environ.get("PG_BIN", "/nowhere")), *versions]:
        if os.access(folder / "initdb", os.X_OK):
            return folder
    raise FileNotFoundError("There is no PostgreSQL server here: ./run test installs it, or set PG_BIN")


def scratch(name: str) -> Path:
    """A new folder, in memory where there is room: Waymark insists on fsync, which costs nothing there."""
    memory = Path("/dev/shm")
    roomy = memory.is_dir() and os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > 2 * 2**30
    return Path(tempfile.mkdtemp(prefix=f"waymark-{name}-", dir=memory if roomy else None))


@contextlib.contextmanager
def server(*options: str) -> Iterator[str]:
    """Start a server; the value is the address of its `postgres` database. Stopped and removed at the end."""
    folder = scratch("pg")
    run = _runner(folder)
    data, tools = folder / "data", programs()
    run(tools / "initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync")
    settings = " ".join(f"-c {option}" for option in (*OPTIONS, *options, f"unix_socket_directories={folder}"))
    run(tools / "pg_ctl", "-w", "-D", data, "-l", folder / "log", "-o", settings, "start")
    try:
        yield f"postgresql+psycopg://postgres@/postgres?host={folder}"
    finally:
        run(tools / "pg_ctl", "-w", "-m", "immediate", "-D", data, "stop")
        shutil.rmtree(folder, ignore_errors=True)


def _runner(folder: Path) -> Any:
    who: dict[str, Any] = {}
    if os.geteuid() == 0:  # PostgreSQL refuses to run as root
        user = pwd.getpwnam("postgres")
        os.chown(folder, user.pw_uid, user.pw_gid)
        who = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}

    def run(*command: object) -> None:
        words = [str(word) for word in command]
        env = {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "TZ": "UTC"}
        # Output goes to a file, not a pipe: the server that pg_ctl leaves running would hold a pipe open.
        with (folder / "output").open("w+") as output:
            done = subprocess.run(words, env=env, cwd=folder, stdout=output, stderr=output, check=False, **who)
        if done.returncode:
            raise RuntimeError(f"{words[0]} failed:\n{(folder / 'output').read_text()}")

    return run
