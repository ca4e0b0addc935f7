"""What somebody types of an arrest, and the age stop that comes before anything is kept (domain rules 1 and 3)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time

from casework.people.models import Person
from casework.people.rules.agreements import HowAgreed
from casework.people.rules.contact import Answer
from diversion.models import Scheme
from diversion.rules.age import Safeguard, may_enter

TEN = time(10)


BAIL = {
    "unconditional": "Bail without conditions",
    "conditional": "Bail with conditions",
    "remand": "Not on bail: in custody",
}


@dataclass(frozen=True, kw_only=True)
class OptInAnswers:
    """What is written down when somebody opts in at court. No admission is asked for (domain rule 3)."""

    opted_in_on: date
    legal_advice_offered: bool
    bail: str
    bail_conditions: str = ""


@dataclass(frozen=True, kw_only=True)
class ArrestAnswers:
    """The arrest as typed. `person` is None for somebody new, whose name and date of birth then count.

    `agreed` is how she agreed to be referred, None for not yet; it is never carried over from another arrest.
    `worker_id` is the member of staff who will see her; None for whoever records the arrest. Days are London dates
    and `court_time` London wall time; `offence_on` is None where it is not known.
    """

    scheme: Scheme
    person: Person | None = None
    given_name: str = ""
    family_name: str = ""
    known_as: str = ""
    date_of_birth: date | None = None
    age_doubted: bool = False
    mobile: str | None = None
    safe_to_text: Answer = Answer.NOT_ASKED
    shared_phone: bool = False
    arrested_on: date
    arrested_at: time | None = None
    offence_on: date | None = None
    offence_codes: tuple[str, ...] = ()
    police_reference: str = ""
    court_code: str
    court_day: date
    court_time: time = TEN
    agreed: HowAgreed | None = None
    worker_id: int | None = None
    opt_in: OptInAnswers | None = None

    @property
    def births(self) -> tuple[date, ...]:
        """Every date of birth there is: as typed, and as recorded of the person."""
        recorded = self.person.date_of_birth if self.person else None
        return tuple(born for born in (self.date_of_birth, recorded) if born)

    @property
    def born(self) -> date | None:
        """The date of birth that decides: where two differ, the one that makes her younger."""
        return max(self.births, default=None)

    @property
    def offence_days(self) -> tuple[date, ...]:
        """The known offence dates."""
        return (self.offence_on,) if self.offence_on else ()


def age_stop(answers: ArrestAnswers) -> Safeguard | None:
    """Why no referral may be made because of age, or None (domain rule 1)."""
    found = may_enter(
        answers.born,
        offence_days=answers.offence_days,
        arrested_on=answers.arrested_on,
        doubted=answers.age_doubted,
    )
    return found if isinstance(found, Safeguard) else None
