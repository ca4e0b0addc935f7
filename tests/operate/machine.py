"""A machine of its own under one folder: Debian's own is played, Waymark's commands and PostgreSQL are real."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.support import forked, house, postgres

PLACES = ("/srv/waymark", "/etc/", "/var/lib/waymark", "/usr/local/bin/", "/root/", "/run/postgresql")
"""What stands under the machine's folder instead; nothing else of a command is changed."""
SAID = os.environ
"""What the machine tells its tools; none of it is a setting."""
PLAYED = {
    "apt-get": 'echo "apt-get $*" >>"$PLAYED"',
    "useradd": 'echo "useradd $*" >>"$PLAYED"',
    "systemctl": 'for one; do case $one in *.service|*.timer) test -f "$UNITS/$one";; esac; done',
    "journalctl": "case $1 in --unit=waymark*) ;; *) exit 1;; esac",
    "curl": 'case "$*" in *" http://127.0.0.1:8000/healthz"|*" http://127.0.0.1:8000/readyz") ;; *) exit 1;; esac',
    "setpriv": 'while case $1 in --*) ;; *) false;; esac; do shift; done; exec "$@"',
    "install": 'for one; do shift; case $skip$one in -o|-g) skip=-;; -*) case $skip in "") set -- "$@" "$one";; esac; '
    'skip=;; *) case $skip in "") set -- "$@" "$one";; esac; skip=;; esac; done; exec /usr/bin/install "$@"',
    "git": 'case $1 in clone) exec "$PYTHON" -m tests.operate.machine clone "$3";; pull) ;; *) exit 1;; esac',
}


class Machine:
    """An empty machine; `moved` says where something of it stands."""

    def __init__(self, folder: Path, door: str, server: str, port: int) -> None:
        self.folder, self.server = folder, server
        self.tools = folder / "tools"
        for place in ("etc/systemd/system", "etc/nginx/sites-enabled", "usr/local/bin", "root", "srv", "tools"):
            (folder / place).mkdir(parents=True)
        for name, does in PLAYED.items():
            self._tool(name, f"skip=\n{does}")
        for name in ("createuser", "createdb"):
            self._tool(name, f'exec {postgres.programs() / name} --host={server} --username=postgres "$@"')
        self.environment = {
            "PATH": f"{self.tools}:{folder}/usr/local/bin:/usr/bin:/bin",
            "PYTHON": sys.executable,
            "PYTHONPATH": str(house.ROOT),
            "MACHINE": str(folder),
            "SOCKET": server,
            "DOOR": door,
            "UNITS": f"{folder}/etc/systemd/system",
            "PLAYED": f"{folder}/played",
            "WAYMARK_SOURCE": "waymark",
            "ALLOW_ROOT": "yes",
            "PORT": str(port),
        }

    def _tool(self, name: str, script: str) -> None:
        (self.tools / name).write_text(f"#!/bin/sh\nset -eu\n{script}\n")
        (self.tools / name).chmod(0o755)

    def run(self, script: str) -> subprocess.CompletedProcess[str]:
        """Type a whole script; the last line it says is the command that failed, if any did."""
        typed = moved(script, str(self.folder), self.server)
        whole = f"set -eEuo pipefail\ntrap 'echo \"failed: $BASH_COMMAND\" >&2' ERR\n{typed}"
        return subprocess.run(
            ["/bin/bash", "-c", whole],
            env=self.environment,
            cwd=self.folder,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )


def moved(text: str, folder: str, server: str) -> str:
    """The same with every place of the machine under its folder."""
    for place in PLACES:
        text = text.replace(place, server if place == "/run/postgresql" else folder + place)
    return text


def clone(to: Path) -> None:
    """What `git clone` and `./run setup` leave: the files that are copied from there, and the one door."""
    (to / "docs/operate").mkdir(parents=True)
    for file in (house.ROOT / "docs/operate").iterdir():
        text = moved(file.read_text(), SAID["MACHINE"], SAID["SOCKET"])
        (to / "docs/operate" / file.name).write_text(text)
    door = to / "run"
    door.write_text('#!/bin/sh\nset -eu\ncase $1 in setup) ;; *) exec "$PYTHON" -m tests.operate.machine "$@";; esac\n')
    door.chmod(0o755)


def waymark(words: list[str]) -> int:
    """One command of Waymark's, in a process that has everything imported already."""
    done = forked.run(SAID["DOOR"], words, SAID)
    sys.stdout.write(done.stdout)
    sys.stderr.write(done.stderr)
    return done.returncode


if __name__ == "__main__":
    if sys.argv[1] == "clone":
        clone(Path(sys.argv[2]))
    else:
        sys.exit(waymark(sys.argv[2:]))
