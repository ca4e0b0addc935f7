"""Asking for a release after a restore, and agreeing to it."""

from __future__ import annotations

from casework.kernel.formkit import Form, Text, needed


class AskForm(Form):
    """Why this database may go on."""

    why = Text(
        "Which copy is this, and why may it go on?",
        [needed("Say which copy was restored, and why it may go on")],
        hint="For example, the backup of Tuesday night, because the disk failed. No names",
        max_length=300,
    )
