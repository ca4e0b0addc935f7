"""A mail server as a process of its own, that keeps only which e-mails it was handed."""

from __future__ import annotations

import asyncio
import os
from email.parser import BytesHeaderParser
from pathlib import Path
from typing import Any

from aiosmtpd.smtp import SMTP


class Sink:
    """Takes everything; a line for each e-mail, with its name."""

    def __init__(self, log: Path) -> None:
        self._file = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        name = BytesHeaderParser().parsebytes(envelope.content)["Message-ID"]
        os.write(self._file, f"{name}\n".encode())
        return "250 Kept"


def serve(port: int, log: Path) -> None:
    """Until ended."""

    async def run() -> None:
        made = Sink(log)
        loop = asyncio.get_running_loop()
        server = await loop.create_server(lambda: SMTP(made, loop=loop), "127.0.0.1", port)
        await server.serve_forever()

    asyncio.run(run())
