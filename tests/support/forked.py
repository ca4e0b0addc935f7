"""`./run waymark` many times over: each command a process of its own, forked from one that has Waymark imported.

Starting Python anew and importing everything takes seconds, which is what most tests of commands would do. The one
that imported listens at a socket; for each command it forks a keeper, the keeper forks the command and says how it
ended. A command has its own arguments, environment, folder and output, and nothing that was open before it.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
SECONDS = 110


@contextmanager
def parent() -> Iterator[str]:
    """The address of a process that has Waymark imported, for as long as this lasts."""
    with tempfile.TemporaryDirectory() as folder, socket.socket(socket.AF_UNIX) as door:
        address = f"{folder}/door"
        door.bind(address)
        door.listen(8)
        with subprocess.Popen(
            [sys.executable, "-m", __name__, str(door.fileno())], cwd=ROOT, pass_fds=[door.fileno()]
        ) as running:
            try:
                yield address
            finally:
                running.terminate()


def run(address: str, words: Sequence[str], environment: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    """Run one command to its end, as `./run waymark WORDS` called from the project would."""
    with tempfile.TemporaryDirectory() as folder, socket.socket(socket.AF_UNIX) as line:
        out, err = Path(folder, "out"), Path(folder, "err")
        asked = {"words": list(words), "environment": dict(environment), "out": str(out), "err": str(err)}
        line.settimeout(SECONDS)
        line.connect(address)
        line.sendall(json.dumps(asked).encode())
        line.shutdown(socket.SHUT_WR)
        code = int(_all(line))
        return subprocess.CompletedProcess(list(words), code, out.read_text(), err.read_text())


def _all(line: socket.socket) -> bytes:
    return b"".join(iter(lambda: line.recv(65_536), b""))


def _listen(door: socket.socket) -> None:
    """Fork a keeper for each command, until told to end; the system forgets the keepers by itself."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    while True:
        line, _ = door.accept()
        if not os.fork():
            door.close()
            _keep(line)
        line.close()


def _keep(line: socket.socket) -> None:
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    asked = json.loads(_all(line))
    command = os.fork()
    if not command:
        line.close()
        _be(asked)
    _, status = os.waitpid(command, 0)
    line.sendall(str(os.waitstatus_to_exitcode(status)).encode())
    os._exit(0)


def _be(asked: dict[str, Any]) -> None:
    """Become the command. What it prints before it ends is all written, and nothing of the parent's ending is run."""
    from web.cli import waymark

    for number, name in ((1, asked["out"]), (2, asked["err"])):
        os.dup2(os.open(name, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), number)
    os.environ.clear()
    os.environ.update(asked["environment"])
    code: Any = 70
    try:
        waymark(asked["words"], prog_name="./run waymark")
    except SystemExit as end:
        code = end.code
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code if isinstance(code, int) else int(code is not None))


if __name__ == "__main__":
    import web.cli  # noqa: F401

    _listen(socket.socket(fileno=int(sys.argv[1])))
