"""Who else may see a record: shares, named colleagues, a reason for opening it."""

from __future__ import annotations

from collections.abc import Sequence

from casework.accounts.models import Agency, Staff
from casework.accounts.rules import SHAREABLE, AgencyKind
from casework.kernel.formkit import (
    Checkboxes,
    Choice,
    DateBox,
    Form,
    Radios,
    Select,
    TextArea,
    Tick,
    at_least,
    needed,
    not_past,
)
from casework.people.rules.sharing import PARTS, Basis
from casework.people.services.restricting import WhoMaySee


class ShareForm(Form):
    """Which agency may look at what, until when, and on what that rests."""

    to = Select("With which agency?", [needed("Choose the agency")])
    parts = Checkboxes(
        "What may they look at?",
        [needed("Choose what they may look at")],
        choices=[Choice(part.value, words) for part, words in PARTS.items()],
    )
    basis = Radios(
        "On what does it rest?",
        [needed("Choose on what it rests")],
        choices=[Choice(one.value, one.words) for one in Basis],
    )
    why = TextArea("Why is it needed?", [needed("Say why it is needed")], max_length=500, rows=3)
    until = DateBox(
        "Last day",
        [needed("Enter the last day"), not_past("The last day cannot be before today")],
    )

    def offer(self, agencies: Sequence[Agency]) -> None:
        """The agencies there are; how they are reached is offered only where one of them can be shown it."""
        self.to.choices = [Choice(one.reference, one.name) for one in agencies]
        shown = frozenset[object]().union(*(SHAREABLE[AgencyKind(one.kind)] for one in agencies))
        self.parts.choices = [Choice(part.value, words) for part, words in PARTS.items() if part in shown]


class WhoMaySeeForm(Form):
    """A record for named colleagues only, and colleagues who are kept out of it."""

    restricted = Tick("Only the colleagues chosen below, and I, may see this record")
    listed = Checkboxes("Who may see it", hint="Counts only while the box above is ticked")
    why = TextArea("Why is it restricted?", hint="For example, they are related to a colleague", max_length=500, rows=3)
    excluded = Checkboxes("Who must never see it", hint="Counts always, whatever else is set")

    def offer(self, colleagues: Sequence[Staff], own_id: int | None) -> None:
        """Everybody of the agency but oneself."""
        others = [Choice(one.reference, one.name) for one in colleagues if one.id != own_id]
        self.listed.choices, self.excluded.choices = others, list(others)

    def start(self, found: WhoMaySee, colleagues: Sequence[Staff]) -> None:
        """Fill the page with what is set."""
        self.restricted.process_data(found.restricted)
        self.why.process_data(found.why)
        self.listed.process_data([one.reference for one in colleagues if one.id in found.listed])
        self.excluded.process_data([one.reference for one in colleagues if one.id in found.excluded])


class GlassForm(Form):
    """Why somebody must see a record that is not in their caseload."""

    why = TextArea(
        "Why must you see this record now?",
        [needed("Say why you must see this record now"), at_least(10, "Say it in a few words, ten characters or more")],
        hint="Your manager and the data protection lead read this",
        max_length=500,
        rows=3,
    )
