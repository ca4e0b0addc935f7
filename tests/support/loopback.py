"""House law 9: a test may talk to this machine and to nothing else."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest import mock

NAMES = {"localhost", "", None}


class LeftTheMachine(AssertionError):
    """A test tried to reach another machine."""


def is_here(host: object) -> bool:
    """True for loopback addresses and their names; a test must not even ask a name server."""
    if isinstance(host, bytes):
        host = host.decode()
    if host in NAMES:
        return True
    try:
        return ipaddress.ip_address(str(host)).is_loopback or str(host) == "0.0.0.0"
    except ValueError:
        return False


@contextmanager
def only_loopback() -> Iterator[None]:
    """Refuse every connection, and every question to a name server, that would leave the machine."""
    with (
        mock.patch.object(socket.socket, "connect", _guarded(socket.socket.connect)),
        mock.patch.object(socket.socket, "connect_ex", _guarded(socket.socket.connect_ex)),
        mock.patch.object(socket, "getaddrinfo", _asked(socket.getaddrinfo)),
    ):
        yield


def _guarded(original: Any) -> Any:
    def connect(self: socket.socket, address: Any) -> Any:
        if self.family in (socket.AF_INET, socket.AF_INET6) and not is_here(address[0]):
            raise LeftTheMachine(f"A test tried to connect to {address[0]}")
        return original(self, address)

    return connect


def _asked(original: Any) -> Any:
    def getaddrinfo(host: Any, *args: Any, **kwargs: Any) -> Any:
        if not is_here(host):
            raise LeftTheMachine(f"A test tried to look up {host!r}")
        return original(host, *args, **kwargs)

    return getaddrinfo
