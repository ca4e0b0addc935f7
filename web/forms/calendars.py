"""The buttons of calendars: each only carries its key."""

from __future__ import annotations

from casework.kernel.formkit import Form


class ButtonForm(Form):
    """One button."""
