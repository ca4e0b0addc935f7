"""What a manager enters for a quarter, how people describe themselves, and as what a quarter leaves."""

from __future__ import annotations

from typing import Any

from casework.accounts.exports import ExportForm
from casework.kernel.formkit import Choice, Form, Number, Radios, Select, needed
from monitoring.models import PersonDetail
from monitoring.rules.census import Ethnicity, Gender

_DEAREST = 100_000_000


class EnteredForm(Form):
    """Targets for a month, and what a quarter cost; each may be left blank."""

    target_contacts = Number("Target: contacts a month", hint="Stands until you enter another", maximum=100_000)
    target_individuals = Number("Target: individuals a month", hint="Stands until you enter another", maximum=100_000)
    cost_contacts = Number(
        "What contacts cost in this quarter, in pounds",
        hint="Outreach, drop-in and all that goes with them, as your accounts say. Whole pounds",
        maximum=_DEAREST,
        width=10,
    )
    cost_scheme = Number(
        "What the scheme cost in this quarter, in pounds",
        hint="The diversion scheme alone, without what is counted above. Whole pounds",
        maximum=_DEAREST,
        width=10,
    )

    @property
    def amounts(self) -> dict[str, int | None]:
        """What was entered, by kind."""
        return {name: self[name].data for name in _ENTERED if name in self}

    def start(self, stood: dict[str, int]) -> None:
        """Fill the page with what stands."""
        for name in _ENTERED:
            if name in self:
                self[name].process_data(stood.get(name))


_ENTERED = ("target_contacts", "target_individuals", "cost_contacts", "cost_scheme")


class DescribedForm(Form):
    """Ethnicity and gender in their own terms; "prefers not to say" is an answer, and so is not asking."""

    ethnicity = Select(
        "Ethnicity",
        hint="Read the groups out and let them choose, or show them this screen",
        choices=[Choice(one.value, one.words) for one in Ethnicity],
        blank_label="Not asked yet",
    )
    gender = Radios("Gender", choices=[Choice(one.value, one.words) for one in Gender] + [Choice("none", "Not asked")])

    def start(self, row: PersonDetail | None) -> None:
        """Fill the page with what they last said."""
        self.ethnicity.process_data(row.ethnicity if row else "")
        self.gender.process_data((row.gender if row else "") or "none")

    @property
    def said(self) -> dict[str, str]:
        """What they said, as kept."""
        return {"ethnicity": self.ethnicity.data, "gender": "" if self.gender.data == "none" else self.gender.data}


class LeavingForm(ExportForm):
    """A quarter leaves as a document to read, or as a sheet."""

    kind = Radios(
        "Kind of file",
        [needed("Choose a kind of file")],
        choices=[Choice("pdf", "PDF"), Choice("xlsx", "Excel (XLSX)"), Choice("csv", "CSV")],
        default="pdf",
        inline=True,
    )

    @classmethod
    def anonymous(cls) -> Any:
        """Without the question for names: there are none in it."""
        return cls.of(personal=False)
