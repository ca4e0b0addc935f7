"""Law 9: no network in tests but loopback, and warnings are errors."""

from __future__ import annotations

import socket
import warnings
from contextlib import closing

import pytest

from tests.support import house
from tests.support.loopback import LeftTheMachine

FOR_DOCUMENTS_ONLY = "192.0.2.1"  # RFC 5737: nobody's address


def test_another_machine_cannot_be_reached() -> None:
    with closing(socket.socket()) as door, pytest.raises(LeftTheMachine):
        door.connect((FOR_DOCUMENTS_ONLY, 443))


def test_a_name_server_cannot_be_asked() -> None:
    with pytest.raises(LeftTheMachine):
        socket.create_connection(("waymark.example", 25), timeout=1)


def test_this_machine_can_be_reached() -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as server:
        socket.create_connection(server.getsockname(), timeout=1).close()


def test_a_warning_is_an_error() -> None:
    with pytest.raises(UserWarning):
        warnings.warn("of ours", UserWarning, stacklevel=1)
    assert house.pyproject()["tool"]["pytest"]["ini_options"]["filterwarnings"][0] == "error"
