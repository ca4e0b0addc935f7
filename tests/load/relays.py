"""The other network: small relays on loopback between groups of processes, which can be stopped and let go on."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tests.harness.drill import free_port
from tests.harness.stage import Stage

GIVEN_UP = 11.0
"""Seconds after which a line through which nothing passes is given up, as the product asks of the kernel."""
LOOK = 0.05


@dataclass
class Relays:
    """Everybody is on 127.0.0.1; whoever is reached by `way` is reached through a relay of that pair's own."""

    folder: Path
    kind: str = "relays on loopback"
    _ways: dict[tuple[str, str, int], int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._stage = Stage(self.folder / "relays.log")

    def at(self, host: str) -> str:
        return "127.0.0.1"

    def way(self, host: str, to: str, port: int) -> tuple[str, int]:
        key = (host, to, port)
        if key not in self._ways:
            listen = self._ways[key] = free_port()
            flag = self._flag(host, to)
            self._stage.enter(f"{host} to {to}", lambda: asyncio.run(relay(listen, port, flag)))
        return "127.0.0.1", self._ways[key]

    def _flag(self, one: str, other: str) -> Path:
        return self.folder / "-".join(["cut", *sorted((one, other))])

    def enter(self, host: str) -> None:
        """Every host is here."""

    @contextlib.contextmanager
    def inside(self, host: str) -> Iterator[None]:
        yield

    def cut(self, one: str, other: str) -> None:
        self._flag(one, other).touch()

    def mend(self) -> None:
        for flag in self.folder.glob("cut-*"):
            flag.unlink()

    def close(self) -> None:
        self._stage.close()


async def relay(listen: int, port: int, flag: Path) -> None:
    """Pass on what comes, both ways, unless the flag stands; for ever."""

    async def joined(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError):
            await _open(flag)
            there_reader, there_writer = await asyncio.open_connection("127.0.0.1", port)
            ways = [_pass_on(reader, there_writer, flag), _pass_on(there_reader, writer, flag)]
            _, left = await asyncio.wait([*map(asyncio.ensure_future, ways)], return_when=asyncio.FIRST_COMPLETED)
            for one in left:
                one.cancel()
            there_writer.transport.abort()
        writer.transport.abort()

    server = await asyncio.start_server(joined, "127.0.0.1", listen)
    await server.serve_forever()


async def _open(flag: Path) -> None:
    """Wait until nothing is cut. Raises OSError when that takes longer than anybody waits."""
    begun = time.monotonic()
    while flag.exists():
        if time.monotonic() - begun > GIVEN_UP:
            raise OSError("given up")
        await asyncio.sleep(LOOK)


async def _pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, flag: Path) -> None:
    with contextlib.suppress(OSError):
        while True:
            waiting = asyncio.ensure_future(reader.read(65536))
            while not waiting.done():
                await asyncio.wait([waiting], timeout=1.0)
                await _open(flag)
            await _open(flag)
            if not (some := waiting.result()):
                return
            writer.write(some)
            await writer.drain()
