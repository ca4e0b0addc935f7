"""The two forms of this room."""

from __future__ import annotations

from casework.kernel.formkit import Form, Text, needed


class HeardForm(Form):
    """Somebody said, not by the link, that they have seen a notice."""

    who = Text(
        "Who told you that they have seen it?",
        [needed("Enter who told you, such as their name and office")],
        hint="Their name and office. When you save, the time and your name are recorded too.",
        max_length=100,
    )


class SeenForm(Form):
    """The one button of the page that a notice's own link opens."""
