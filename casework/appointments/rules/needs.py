"""What has to be there for her to come and take part (domain rule 30)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class NeedKind(StrEnum):
    """What is booked with an appointment."""

    INTERPRETER = "interpreter"
    ESCORT = "escort"
    TRANSPORT = "transport"
    CHILDCARE = "childcare"

    @property
    def words(self) -> str:
        """As shown to staff."""
        return self.value.capitalize()


@dataclass(frozen=True)
class Needs:
    """What goes with an appointment: the language of the interpreter, "" for none, and whether the others do."""

    interpreter: str = ""
    escort: bool = False
    transport: bool = False
    childcare: bool = False

    @property
    def wanted(self) -> dict[NeedKind, str]:
        """Each kind that is needed, with its detail."""
        found = {NeedKind.INTERPRETER: self.interpreter.strip()} if self.interpreter.strip() else {}
        flags = {NeedKind.ESCORT: self.escort, NeedKind.TRANSPORT: self.transport, NeedKind.CHILDCARE: self.childcare}
        return found | {kind: "" for kind, needed in flags.items() if needed}
