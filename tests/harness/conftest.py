from __future__ import annotations

from tests.reminders.conftest import at, cast, connected, provider, twilio

__all__ = ["at", "cast", "connected", "provider", "twilio"]
