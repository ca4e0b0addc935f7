"""An answer is read whole or not at all, however it comes in; and nothing behind it is taken for the next one's."""

from __future__ import annotations

import asyncio
import http.client
import io
from urllib.parse import urlsplit

import pytest

from reminders.answered import LONGEST_LINE, Answered, answer
from reminders.gateway import Message, TwilioGateway
from reminders.rules.answers import Heard
from tests.reminders.conftest import PUBLIC
from tests.support.twilio_stand_in import ACCOUNT, SENDER, TOKEN

PLAIN = b"HTTP/1.1 201 Created\r\nDate: x\r\nContent-Length: 4\r\n\r\nbody"
PIECES = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nbo\r\n2;x\r\ndy\r\n0\r\nLate: x\r\n\r\n"
FIRST = b"HTTP/1.1 100 Continue\r\n\r\n"


def read(came: bytes, *, over: bool = False) -> Answered:
    return answer(io.BytesIO(came), over=over)


@pytest.mark.parametrize("whole", [PLAIN, PIECES, FIRST + PLAIN])
def test_every_beginning_of_an_answer_asks_for_more(whole: bytes) -> None:
    for so_far in range(len(whole)):
        with pytest.raises(http.client.IncompleteRead):
            read(whole[:so_far], over=True)
    assert read(whole).body == b"body"
    assert read(whole).goes_on


def test_an_answer_without_a_length_is_whole_when_the_other_side_has_closed() -> None:
    said = b"HTTP/1.1 500 Oh\r\n\r\nbody"
    with pytest.raises(http.client.IncompleteRead):
        read(said)
    assert (read(said, over=True).body, read(said, over=True).goes_on) == (b"body", False)


@pytest.mark.parametrize("last", [b"HTTP/1.1 408 Too late\r\n", b" "])
def test_a_connection_on_which_more_was_said_is_not_used_again(last: bytes) -> None:
    assert not read(PLAIN + last).goes_on
    assert not read(PLAIN.replace(b"HTTP/1.1", b"HTTP/1.0")).goes_on
    assert not read(PLAIN.replace(b"Date: x", b"Connection: Close")).goes_on


@pytest.mark.parametrize(
    "rubbish",
    [
        b"SMTP 201 hello\r\n\r\n",
        b"HTTP/1.1 abc\r\n\r\n",
        b"x" * LONGEST_LINE,
        b"HTTP/1.1 200 OK\r\n" + b"a: b\r\n" * 201,
        b"HTTP/1.1 200 OK\r\nContent-Length: 99999999\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n",
    ],
)
def test_what_is_no_answer_is_refused_at_once(rubbish: bytes) -> None:
    with pytest.raises((http.client.HTTPException, ValueError)) as refused:
        read(rubbish)
    assert not isinstance(refused.value, http.client.IncompleteRead)


@pytest.mark.parametrize(("says", "heard"), [(200, Heard.UNKNOWN), (407, Heard.NEVER_CONNECTED)])
def test_a_proxy_that_refuses_is_proof_and_one_that_dies_behind_the_post_is_not(
    monkeypatch: pytest.MonkeyPatch, says: int, heard: Heard
) -> None:
    asked: list[bytes] = []

    async def proxy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked.append(await reader.readuntil(b"\r\n\r\n"))
        writer.write(f"HTTP/1.1 {says} Well\r\n\r\n".encode())
        if says == 200:
            asked.append(await reader.readuntil(b"\r\n\r\n"))
        writer.transport.abort()

    end = TwilioGateway(ACCOUNT, TOKEN, SENDER, callback_base=PUBLIC)
    server = end.loop().run(asyncio.start_server(proxy, "127.0.0.1", 0))
    where = server.sockets[0].getsockname()[1]
    monkeypatch.setattr("reminders.wire.getproxies", lambda: {"http": f"jo:secret@127.0.0.1:{where}"})
    monkeypatch.setattr("reminders.wire.urlsplit", lambda url: urlsplit(url.replace("https:", "http:")))
    assert end.hand_over(Message("tok", "+447700900123", "Hi", 60)).heard is heard
    server.close()
    assert asked[0].startswith(b"CONNECT api.twilio.com:80 HTTP/1.1\r\n")
    assert b"Proxy-Authorization: Basic " in asked[0]
    assert len(asked) == (2 if says == 200 else 1)
