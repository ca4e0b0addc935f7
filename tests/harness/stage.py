"""The processes of a storm: forked from one parent that has everything imported, so that a restart costs little."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import sys
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

Play = Callable[[], None]
_DIE_WITH_PARENT = 1  # PR_SET_PDEATHSIG


@dataclass
class Actor:
    """One process of the product, or of the people who use it."""

    name: str
    play: Play
    pid: int = 0
    since: float = 0.0
    until: float = 0.0
    """While paused: the monotonic reading at which it goes on."""


@dataclass
class Stage:
    """Everybody on it, and the log that they share."""

    log: Path
    actors: list[Actor] = field(default_factory=list)

    def enter(self, name: str, play: Play) -> Actor:
        """Begin one process, in a group of its own."""
        actor = Actor(name, play)
        self.actors.append(actor)
        self.begin(actor)
        return actor

    def begin(self, actor: Actor) -> None:
        """Fork. The child plays its part and ends; nothing of the parent's runs in it."""
        pid = os.fork()
        if pid == 0:
            self._play(actor)
        with contextlib.suppress(OSError):
            os.setpgid(pid, pid)
        actor.pid, actor.since, actor.until = pid, time.monotonic(), 0.0

    def _play(self, actor: Actor) -> None:
        code = 1
        try:
            os.setpgid(0, 0)
            ctypes.CDLL(None).prctl(_DIE_WITH_PARENT, signal.SIGKILL)  # however the parent ends, nobody stays behind
            log = os.open(self.log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
            os.dup2(log, 1)
            os.dup2(log, 2)
            actor.play()
            code = 0
        except BaseException:
            traceback.print_exc()
        finally:
            sys.stderr.flush()
            os._exit(code)

    def kill(self, actor: Actor) -> None:
        """SIGKILL, the whole group, and begin it again."""
        self.end(actor)
        self.begin(actor)

    def end(self, actor: Actor) -> None:
        """SIGKILL, the whole group."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(actor.pid, signal.SIGKILL)
        with contextlib.suppress(ChildProcessError):
            os.waitpid(actor.pid, 0)

    def pause(self, actor: Actor, seconds: float) -> None:
        """SIGSTOP, the whole group, for so long."""
        os.killpg(actor.pid, signal.SIGSTOP)
        actor.until = time.monotonic() + seconds

    def wake(self, *, all_of_them: bool = False) -> None:
        """SIGCONT to those whose pause is over."""
        for actor in self.actors:
            if actor.until and (all_of_them or time.monotonic() >= actor.until):
                os.killpg(actor.pid, signal.SIGCONT)
                actor.until = 0.0

    def revive(self) -> list[str]:
        """Begin again whoever ended by itself, and say who did: none should."""
        ended = [actor for actor in self.actors if os.waitpid(actor.pid, os.WNOHANG)[0]]
        for actor in ended:
            self.begin(actor)
        return [actor.name for actor in ended]

    def close(self) -> None:
        """End everybody."""
        for actor in self.actors:
            self.end(actor)
        self.actors.clear()


def children_of(pid: int) -> list[int]:
    """The processes that one began: gunicorn's own, whose arbiter begins them again."""
    try:
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except (OSError, ValueError):
        return []
