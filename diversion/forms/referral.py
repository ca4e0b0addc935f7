"""What is written down about a referral: its ending, agreement, sharing, closing, a new court date."""

from __future__ import annotations

import datetime as dt

from casework.courts.reference import result
from casework.kernel import clock
from casework.kernel.formkit import (
    Checkboxes,
    Choice,
    DateBox,
    Form,
    Hidden,
    HiddenNumber,
    Radios,
    Select,
    Text,
    TextArea,
    Tick,
    TimeBox,
    needed,
    not_future,
    not_past,
)
from casework.people.rules.agreements import HowAgreed, Recipient
from diversion.rules.endings import ending_faults
from diversion.rules.words import METHOD_WORDS, RESULT_CODES, Closing, Method
from diversion.services.closing import HOW_TRIED

ENDINGS = (
    Method.DISCONTINUED,
    Method.WITHDRAWN,
    Method.NO_EVIDENCE,
    Method.EXCUSED,
    Method.WENT_AHEAD,
    Method.NOT_KNOWN,
)
HOW = [Choice(how.value, how.words) for how in HowAgreed if how is not HowAgreed.ON_PAPER]
NOT_AFTER_TODAY = "The day cannot be after today"


def _codes() -> list[Choice]:
    found = ((code, result(code)) for codes in RESULT_CODES.values() for code in codes)
    return [Choice(code, f"{row.title if row else 'Result'} ({code})") for code, row in found]


class EndingForm(Form):
    """How the case ended: decided by the prosecutor or the court, never by the scheme (rule 6)."""

    method = Radios(
        "What was decided?",
        [needed("Choose what was decided")],
        choices=[Choice(method.value, METHOD_WORDS[method]) for method in ENDINGS],
    )
    result_code = Select("Result code", blank_label="None", choices=_codes())
    charges = Checkboxes("Charges it covers")
    decided_by = Text("Who decided?", hint="For example, CPS London North, with a name if you have one")
    decided_on = DateBox("On which day?", [needed("Enter the day of the decision")])
    reference = Text("Reference", hint="Of the letter, e-mail or court register", max_length=60)
    served_on = DateBox(
        "Day the notice of discontinuance was served on them",
        hint="Only for a notice. From this day they have 35 days to ask for the case to go on",
        called="Day the notice was served",
    )
    arrested_on = dt.date.min

    def check(self) -> None:
        """Everything that is missing at once, each at its own box."""
        if not self.method.data or self.decided_on.data is None:
            return
        for field, message in self._faults(Method(self.method.data), self.decided_on.data).items():
            if not self[field].errors:
                self.fail(message, field)

    def _faults(self, method: Method, decided_on: dt.date) -> dict[str, str]:
        """The court's leave to stay away needs who, when and reference, as an ending does."""
        return ending_faults(
            Method.DISCONTINUED if method is Method.EXCUSED else method,
            result_code="2053" if method is Method.EXCUSED else self.result_code.data,
            decided_by=self.decided_by.data,
            decided_on=decided_on,
            reference=self.reference.data,
            served_on=None if method is Method.EXCUSED else self.served_on.data,
            arrested_on=self.arrested_on,
            today=clock.today(),
        )


class EndingErrorForm(Form):
    """Which endings were recorded in error, and what was wrong."""

    endings = Checkboxes("What was recorded in error?")
    why = Text(
        "What was wrong?",
        [needed("Say what was wrong, such as “the letter was about somebody else”")],
        hint="Kept with your name and the time. It never leaves in a notice or a text",
        max_length=200,
    )
    seen = Hidden()


class TellForm(Form):
    """A last look before a notice goes: two identifiers, the sentence, and one note of service-side facts."""

    service_note = Text(
        "Service note",
        max_length=140,
        hint="Only facts about the service, such as “no interpreter came”. 140 characters",
    )
    unchecked = Tick("Send to an address that nobody has checked", hint="It may not reach them, or reach somebody else")
    shown = Hidden()


class SharingForm(Form):
    """With whom, and how it was agreed (rule 3)."""

    recipients = Checkboxes(
        "Who may be told?",
        choices=[Choice(one.value, one.words) for one in (Recipient.CPS, Recipient.COURT)],
    )
    how = Radios("How did they agree?", [needed("Choose how they agreed")], choices=HOW, inline=True)
    given_on = DateBox("On which day?", [needed("Enter the day they agreed"), not_future(NOT_AFTER_TODAY)])
    seen_id = HiddenNumber()


class AgreementForm(Form):
    """That she agreed to be referred."""

    how = Radios("How did they agree?", [needed("Choose how they agreed")], choices=HOW, inline=True)
    given_on = DateBox("On which day?", [needed("Enter the day they agreed"), not_future(NOT_AFTER_TODAY)])


class CloseForm(Form):
    """That a referral goes no further, and why in one of five words."""

    kind = Radios(
        "Why does it go no further?",
        [needed("Choose why it goes no further")],
        choices=[
            Choice(Closing.DECLINED.value, "Declined", "They did not want to take part"),
            Choice(Closing.NOT_SUITABLE.value, "Not suitable", "The scheme cannot help, for example because of risk"),
            Choice(Closing.WITHDRAWN.value, "Withdrawn", "They began and no longer want to take part"),
            Choice(Closing.MOVED_AWAY.value, "Moved away"),
            Choice(Closing.DIED.value, "Died"),
        ],
    )
    closed_on = DateBox("On which day?", [needed("Enter the day"), not_future(NOT_AFTER_TODAY)])
    note = TextArea("Note", rows=2, max_length=500, hint="Stays here: it is in no notice")


class ClosingErrorForm(Form):
    """What was wrong with closing a referral."""

    why = Text(
        "What was wrong?",
        [needed("Say what was wrong, such as “it was another referral of theirs”")],
        hint="Kept with your name and the time. It never leaves in a notice or a text",
        max_length=200,
    )
    seen_id = HiddenNumber()


class HearingForm(Form):
    """The court moved the date: everything that depends on it follows (rule 5)."""

    day = DateBox(
        "New court date", [needed("Enter the new court date"), not_past("The new date cannot be in the past")]
    )
    time = TimeBox("Time", [needed("Enter the time")], default=dt.time(10))
    court = Select("Court", [needed("Choose the court")], blank_label=None)
    seen_id = HiddenNumber()


class AttemptForm(Form):
    """A try at reaching her."""

    how = Radios(
        "How did you try?",
        [needed("Choose how you tried")],
        choices=[Choice(value, label) for value, label in HOW_TRIED.items()],
    )
    reached = Radios(
        "Did you speak with them?",
        [needed("Choose whether you spoke with them")],
        choices=[Choice("yes", "Yes"), Choice("no", "No")],
        inline=True,
    )


class AlsoForm(Form):
    """Which other live referrals one attendance counts for, each ticked by a worker (rule 10)."""

    also = Checkboxes("Also counts for")


class ToldForm(Form):
    """How she was told of an appointment."""

    how = Hidden()


class ReleaseForm(Form):
    """The deliberate word that somebody need not go to court."""

    read = Tick(
        "I have read this, and I am releasing it",
        [needed("Tick to say that you have read it and are releasing it")],
    )
