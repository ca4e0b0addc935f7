"""The two ways out of this room: a document that can be read and filed, and an e-mail."""

from __future__ import annotations
