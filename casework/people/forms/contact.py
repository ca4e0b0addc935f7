"""What is asked about being reached safely: one page, every answer kept as it was said (ux 2.5, 4.2)."""

from __future__ import annotations

from typing import Any

from casework.kernel import clock
from casework.kernel.formkit import (
    Checkboxes,
    Choice,
    DateBox,
    Form,
    HiddenNumber,
    Mobile,
    Radios,
    Select,
    Text,
    TextArea,
    Tick,
    TimeBox,
    needed,
    not_future,
)
from casework.kernel.words import DAYS
from casework.people.models import SafeContact
from casework.people.rules.agreements import HowAgreed
from casework.people.rules.contact import (
    LANGUAGES,
    LONGEST_NAME,
    LONGEST_WHAT,
    Answer,
    Confirmed,
    ContactAnswers,
    Replies,
)
from casework.people.services.phones import mobile_of

ANSWERS = [Choice(one.value, one.words) for one in (Answer.YES, Answer.NO, Answer.NOT_ASKED)]
NOT_CONFIRMED = "not_yet"
WAYS = ("call", "voicemail", "letters", "email")
AS_THEY_ARE = (
    "mobile",
    "texts_from",
    "texts_until",
    "words_who",
    "words_what",
    "use_name",
    "shared_phone",
    "note",
    "both_languages",
    "plain_letters",
)


def _way(label: str) -> Radios:
    return Radios(label, choices=ANSWERS, inline=True, default=Answer.NOT_ASKED.value)


class ContactForm(Form):
    """Everything she says about being reached. Blank is "not asked", and not asked is not a yes."""

    safe_to_text = Radios(
        "Are texts safe?",
        choices=[
            Choice("yes", "Yes, they said texts are safe"),
            Choice("no", "No"),
            Choice("not_asked", "Not asked yet", "No texts are sent until somebody asks"),
        ],
        default=Answer.NOT_ASKED.value,
    )
    mobile = Mobile("Mobile that is safe to text", parse=mobile_of, hint="For example, 07700 900123", called="Mobile")
    number_confirmed = Radios(
        "Is this number confirmed as theirs?",
        choices=[
            Choice(Confirmed.IN_PERSON.value, "Yes, in person"),
            Choice(Confirmed.CALL.value, "Yes, by calling it"),
            Choice(Confirmed.REPLY.value, "Yes, by a reply from it"),
            Choice(NOT_CONFIRMED, "Not yet"),
        ],
        default=NOT_CONFIRMED,
    )
    shared_phone = Tick("Someone else may see this phone")
    texts_from = TimeBox("Texts are safe from", hint="Leave blank for 9am")
    texts_until = TimeBox("Texts are safe until", hint="Leave blank for 7:30pm")
    text_days = Checkboxes(
        "Days", choices=[Choice(str(n), day) for n, day in enumerate(DAYS, 1)], default=list("1234567")
    )
    use_name = Tick("Texts may use the name they are known by", default=True)
    words_who = Text(
        "Who texts are from", hint="A first name they chose, such as Sam. Leave blank for none", max_length=LONGEST_NAME
    )
    words_what = Text("What to call an appointment", hint="Such as catch-up, class or coffee", max_length=LONGEST_WHAT)
    level = Radios(
        "How much may a text say?",
        choices=[
            Choice("1", "Nothing that gives anything away", "No court, police, service or charity is named"),
            Choice("2", "The name of the service"),
            Choice("3", "Plain words", "The court and the reason may be named"),
        ],
        default="1",
    )
    replies = Radios(
        "What happens with their replies?",
        choices=[
            Choice(Replies.LISTEN.value, "They are read, and nothing is sent back"),
            Choice(Replies.TWO_WAY.value, "Short answers are sent back", "Only if nobody else sees the phone"),
        ],
        default=Replies.LISTEN.value,
    )
    language = Select(
        "Language of texts",
        choices=[Choice(code, name) for code, name in LANGUAGES.items()],
        default="en",
        blank_label=None,
        hint="English is sent until words in this language are approved",
    )
    both_languages = Tick("Send English as well, under it", hint="One message with both, which costs more")
    plain_letters = Tick("Leave out accents", hint="Only if they say it reads fine: accents make a text dearer")
    call = _way("May we call?")
    voicemail = _way("May we leave a voicemail?")
    letters = _way("May we send letters?")
    email = _way("May we send emails?")
    note = TextArea(
        "Anything else to know", hint="Such as who may answer. Never sent to anybody", max_length=500, rows=3
    )
    how = Radios(
        "How did they tell you?",
        [needed("Choose how they told you")],
        choices=[Choice(one.value, one.words) for one in HowAgreed if one is not HowAgreed.ON_PAPER],
    )
    asked_on = DateBox(
        "When did they tell you?",
        [needed("Enter the day they told you"), not_future("The day they told you cannot be after today")],
    )
    seen_id = HiddenNumber()

    def start(self, kept: SafeContact | None) -> None:
        """Fill the page with what was last said; how and when are always asked again."""
        self.seen_id.process_data(kept.id if kept else 0)
        self.asked_on.process_data(clock.today())
        if kept is None:
            return
        for name in AS_THEY_ARE:
            self[name].process_data(getattr(kept, name))
        for name in ("safe_to_text", "replies", "language", *WAYS):
            self[name].process_data(getattr(kept, name))
        self.level.process_data(str(kept.level))
        self.text_days.process_data(list(kept.text_days))
        self.number_confirmed.process_data(kept.number_confirmed_how or NOT_CONFIRMED)

    def only_tried(self) -> bool:
        """Whether the answers were only tried out on the phone card: how and when are not asked for that."""
        self.how.errors, self.asked_on.errors = [], []
        return not self.errors

    def answers(self) -> ContactAnswers:
        """What was said, as the service takes it."""
        confirmed = self.number_confirmed.data
        said: dict[str, Any] = {name: self[name].data for name in AS_THEY_ARE}
        said |= {name: Answer(self[name].data or Answer.NOT_ASKED) for name in ("safe_to_text", *WAYS)}
        return ContactAnswers(
            **said,
            text_days="".join(self.text_days.data),
            level=int(self.level.data or 1),
            replies=Replies(self.replies.data or Replies.LISTEN),
            language=self.language.data or "en",
            number_confirmed=Confirmed(confirmed) if confirmed not in ("", NOT_CONFIRMED) else None,
            how=HowAgreed(self.how.data or HowAgreed.IN_PERSON),
            asked_on=self.asked_on.data,
        )
