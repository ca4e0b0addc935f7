"""What is asked when the age stops an order: who, who was told, when (domain rule 1)."""

from __future__ import annotations

from casework.kernel import clock
from casework.kernel.formkit import DateBox, Form, Hidden, Text, TimeBox


class StoppedForm(Form):
    """The safeguarding record, begun here with what is known. The page that keeps one checks it (`KEEPS_IT`)."""

    name = Text("Who is this about?", max_length=200)
    date_of_birth = DateBox("Date of birth, if known", latest=clock.today)
    offence_on = DateBox("Day of the alleged offence, if known")
    reason = Hidden()
    told_who = Text("Who was told?", hint="Children’s services duty team, or the police")
    told_how = Text("How?", hint="For example, by phone")
    told_on = DateBox("On which day?")
    told_at = TimeBox("At what time?")
    note = Text("Anything else they need to know", max_length=500)
