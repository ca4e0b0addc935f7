"""A file that is sent to Waymark is held in memory until it is sealed: never in a temporary file in clear."""

from __future__ import annotations

import io
from typing import IO

from flask import Request


class InMemory(Request):
    """A request whose files stay in memory; MAX_CONTENT_LENGTH bounds them."""

    def _get_file_stream(
        self,
        total_content_length: int | None,
        content_type: str | None,
        filename: str | None = None,
        content_length: int | None = None,
    ) -> IO[bytes]:
        return io.BytesIO()
