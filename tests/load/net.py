"""Hosts on a network of our own, that can be cut between any two of them: namespaces where we may, else small relays.

Namespaces: each host has a network of its own behind one router, which drops without a word what goes from one end of
a cut to the other (neither answered nor refused). Nothing leads out of it. Relays: all hosts are groups of processes on
loopback, and whoever speaks to another host speaks to a relay, which stops passing anything on while it is cut and then
gives the line up, as a kernel does; the kernel below still answers, so that is the weaker of the two.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

_NEWNET = 0x40000000
_LIBC = ctypes.CDLL(None, use_errno=True)
_HERE = Path("/proc/thread-self/ns/net")


class Network(Protocol):
    """What the drill needs of either."""

    kind: str

    def at(self, host: str) -> str:
        """The address at which a host listens."""
        ...

    def way(self, host: str, to: str, port: int) -> tuple[str, int]:
        """By which address and port one host reaches a port of another."""
        ...

    def enter(self, host: str) -> None:
        """This process, from now on, is on that host."""
        ...

    @contextlib.contextmanager
    def inside(self, host: str) -> Iterator[None]:
        """What this thread begins meanwhile is on that host."""
        ...

    def cut(self, one: str, other: str) -> None:
        """Nothing of either reaches the other any more."""
        ...

    def mend(self) -> None:
        """Everything reaches everybody again."""
        ...

    def close(self) -> None:
        """Leave nothing behind."""
        ...


def _call(what: int, name: str) -> None:
    if what:
        raise OSError(ctypes.get_errno(), f"{name}: {os.strerror(ctypes.get_errno())}")


@dataclass
class Namespaces:
    """A router and hosts around it; everything is gone with the last process and descriptor that has to do with it."""

    hosts: tuple[str, ...]
    kind: str = "network namespaces"
    _nets: dict[str, int] = field(default_factory=dict)
    _cuts: list[tuple[str, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Raises OSError or CalledProcessError where this may not be done here."""
        self._home = os.open(_HERE, os.O_RDONLY)
        try:
            for name in ("router", *self.hosts):
                self._nets[name] = self._new()
            for number, host in enumerate(self.hosts, 1):
                self._plug(number, host)
        except BaseException:
            self.close()
            raise

    def _new(self) -> int:
        try:
            _call(_LIBC.unshare(_NEWNET), "unshare")
            return os.open(_HERE, os.O_RDONLY)
        finally:
            _call(_LIBC.setns(self._home, _NEWNET), "setns")

    def _plug(self, number: int, host: str) -> None:
        """A wire from the router to a host, and the way back to everybody by the router."""
        with self.inside("router"):
            Path("/proc/sys/net/ipv4/ip_forward").write_text("1")
            _ip("link", "set", "lo", "up")
            there = f"/proc/{os.getpid()}/fd/{self._nets[host]}"
            _ip("link", "add", f"to{number}", "type", "veth", "peer", "name", "wire", "netns", there)
            _ip("addr", "add", f"10.99.{number}.1/24", "dev", f"to{number}")
            _ip("link", "set", f"to{number}", "up")
        with self.inside(host):
            _ip("link", "set", "lo", "up")
            _ip("addr", "add", f"{self.at(host)}/24", "dev", "wire")
            _ip("link", "set", "wire", "up")
            _ip("route", "add", "default", "via", f"10.99.{number}.1")

    def at(self, host: str) -> str:
        return f"10.99.{self.hosts.index(host) + 1}.2"

    def way(self, host: str, to: str, port: int) -> tuple[str, int]:
        return self.at(to), port

    def enter(self, host: str) -> None:
        _call(_LIBC.setns(self._nets[host], _NEWNET), "setns")

    @contextlib.contextmanager
    def inside(self, host: str) -> Iterator[None]:
        before = os.open(_HERE, os.O_RDONLY)
        try:
            self.enter(host)
            yield
        finally:
            _call(_LIBC.setns(before, _NEWNET), "setns")
            os.close(before)

    def cut(self, one: str, other: str) -> None:
        with self.inside("router"):
            for first, second in ((one, other), (other, one)):
                _ip("rule", "add", "from", self.at(first), "to", self.at(second), "blackhole")
                self._cuts.append((first, second))

    def mend(self) -> None:
        with self.inside("router"):
            while self._cuts:
                first, second = self._cuts.pop()
                _ip("rule", "del", "from", self.at(first), "to", self.at(second), "blackhole")

    def close(self) -> None:
        for one in self._nets.values():
            os.close(one)
        self._nets.clear()
        os.close(self._home)


def _ip(*words: str) -> None:
    path = {"PATH": "/usr/sbin:/sbin:/usr/bin:/bin"}
    subprocess.run(["ip", *words], check=True, capture_output=True, env=path)
