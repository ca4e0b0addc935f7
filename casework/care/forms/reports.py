"""A report of somebody dangerous: each part in its own box, so that what passes is settled by the choice alone."""

from __future__ import annotations

from typing import Any

from casework.care.rules.reports import LABELS, PARTS, Reach
from casework.kernel.formkit import (
    Choice,
    DateBox,
    Form,
    HiddenNumber,
    Radios,
    Select,
    Text,
    TextArea,
    needed,
    not_future,
)


class ReportForm(Form):
    """First what others may have to know, then what happened, then what only a full report says."""

    warning = TextArea(LABELS["warning"], max_length=1000, rows=2, counted=False)
    looks = TextArea(LABELS["looks"], max_length=1000, rows=2, counted=False)
    vehicle = Text(LABELS["vehicle"], hint="Make, colour, registration", max_length=100)
    area = Text(LABELS["area"], hint="Such as “near the station”. Not the exact place", max_length=100)
    happened_on = DateBox(LABELS["happened_on"], [not_future("The day cannot be after today")])
    happened_when = Text(LABELS["happened_when"], max_length=60)
    place = Text(LABELS["place"], max_length=200)
    happened = TextArea(LABELS["happened"], max_length=2000, rows=3, counted=False)
    own_words = TextArea(LABELS["own_words"], max_length=2000, rows=3, counted=False)
    reach = TextArea(LABELS["reach"], max_length=300, rows=2, counted=False)
    seen_version = HiddenNumber()

    def parts(self) -> dict[str, Any]:
        """What was typed, by box."""
        return {name: self[name].data for name in PARTS[Reach.POLICE]}


class ReachForm(Form):
    """How far it may go: their choice, and nobody else's."""

    choice = Radios(
        "How far may it go?",
        [needed("Choose how far it may go")],
        choices=[Choice(one.value, one.words) for one in Reach],
    )


class HandedForm(Form):
    """A printed form was given to somebody."""

    sheet = Select("Which form?", [needed("Choose which form")])
    to_whom = Text("Given to whom?", [needed("Enter whom you gave it to")], max_length=120)
    on_day = DateBox("On which day?", [needed("Enter the day"), not_future("The day cannot be after today")])
