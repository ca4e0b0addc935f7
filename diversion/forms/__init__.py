"""The forms of arrests, referrals and schemes. Field names are the ones services refuse on."""

from __future__ import annotations
