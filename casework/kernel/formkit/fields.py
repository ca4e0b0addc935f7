"""The boxes people type in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any, ClassVar

import email_validator

from casework.kernel import clock, typed
from casework.kernel.formkit import clean
from casework.kernel.formkit.box import Box
from casework.kernel.formkit.validators import Check
from casework.kernel.refused import Refused

LONGEST_LINE = 200
LONGEST_NOTE = 2000
LONGEST_EMAIL = 254
LONGEST_PASSWORD = 128
LONGEST_TYPED = 40
YEARS_AHEAD = 10


class Text(Box):
    """One line of text: trimmed, NFC, bounded, without hidden characters. Data is a str, "" when blank."""

    data: str
    longest = LONGEST_LINE
    kind = "text"
    plain: ClassVar[dict[str, Any]] = {}

    def __init__(
        self,
        label: str = "",
        validators: Sequence[Check] = (),
        *,
        max_length: int | None = None,
        width: int | None = None,
        autocomplete: str | None = None,
        inputmode: str | None = None,
        spellcheck: bool | None = None,
        **kwargs: Any,
    ) -> None:
        """`width` is 2, 3, 4, 5, 10, 20 or 30 characters; `autocomplete` is one of HTML's tokens, or "off"."""
        given = {"width": width, "autocomplete": autocomplete, "inputmode": inputmode, "spellcheck": spellcheck}
        look = {"width": None, "kind": self.kind, **self.plain, **{k: v for k, v in given.items() if v is not None}}
        super().__init__(label, validators, look=look, **kwargs)
        self.longest = max_length or self.longest

    def read(self, typed: str) -> Any:
        return self.fit(clean.one_line, typed)

    def fit(self, rule: Callable[[str, int], str], typed: str) -> str:
        """Cleans the text by a rule; its complaint is said with the box's own name."""
        try:
            return rule(typed, self.longest)
        except clean.Unfit as no:
            raise ValueError(f"{self.called} {no}") from None


class TextArea(Text):
    """A note of many lines. Data is a str with newlines as one character each; 2,000 characters unless told."""

    macro = "textarea"
    longest = LONGEST_NOTE

    def __init__(
        self, label: str = "", validators: Sequence[Check] = (), *, rows: int = 4, counted: bool = True, **kwargs: Any
    ) -> None:
        """`counted` shows how many characters are left."""
        super().__init__(label, validators, **kwargs)
        self.look |= {"rows": rows, "longest": self.longest if counted else None}

    def read(self, typed: str) -> str:
        return self.fit(clean.many_lines, typed)


class Password(Text):
    """A password: never trimmed, never shown again. Give `autocomplete="new-password"` where one is chosen."""

    longest = LONGEST_PASSWORD
    kind = "password"
    plain: ClassVar[dict[str, Any]] = {"autocomplete": "current-password", "spellcheck": False}

    def process_formdata(self, valuelist: list[Any]) -> None:
        super().process_formdata(valuelist)
        self.typed = ""

    def read(self, typed: str) -> str:
        return self.fit(clean.secret, typed)

    def show(self, data: Any) -> str:
        return ""


class Email(Text):
    """An e-mail address, checked for shape only (nothing is looked up). Data is a str, "" when blank."""

    longest = LONGEST_EMAIL
    kind = "email"
    plain: ClassVar[dict[str, Any]] = {"spellcheck": False, "inputmode": "email"}

    def read(self, typed: str) -> str:
        line = super().read(typed)
        try:
            found = email_validator.validate_email(line, check_deliverability=False, allow_smtputf8=False)
        except (email_validator.EmailNotValidError, ValueError):
            raise ValueError(f"{self.called} must be an email address, like name@example.org") from None
        return str(found.normalized)


class Mobile(Text):
    """A UK mobile number. Data is E.164 ("+447700900123") or None when blank.

    `parse` turns what was typed into E.164 and raises Refused or ValueError with the reason
    (`casework.people.rules.phones.uk_mobile`); it is given because this room knows nothing of people.
    """

    data: str | None  # type: ignore[assignment]
    longest = LONGEST_TYPED
    kind = "tel"
    plain: ClassVar[dict[str, Any]] = {"width": 20, "inputmode": "tel", "spellcheck": False}

    def __init__(
        self, label: str = "", validators: Sequence[Check] = (), *, parse: Callable[[str], str], **kwargs: Any
    ) -> None:
        super().__init__(label, validators, **kwargs)
        self.parse = parse

    def blank(self) -> None:
        return None

    def read(self, typed: str) -> str:
        try:
            return self.parse(self.fit(clean.one_line, typed.translate(dict.fromkeys(map(ord, clean.BIDI)))))
        except Refused as no:
            raise ValueError(no.message) from None

    def show(self, data: Any) -> str:
        return _spaced(str(data)) if data else ""


def _spaced(number: str) -> str:
    """+447700900123 as people say it: 07700 900 123."""
    if not (number.startswith("+44") and len(number) == 13):
        return number
    return f"0{number[3:7]} {number[7:10]} {number[10:]}"


class Number(Text):
    """A whole number. Data is an int or None. A text box with a number keypad: never type=number."""

    data: int | None  # type: ignore[assignment]
    longest = LONGEST_TYPED
    plain: ClassVar[dict[str, Any]] = {"width": 4, "inputmode": "numeric", "spellcheck": False}

    def __init__(
        self,
        label: str = "",
        validators: Sequence[Check] = (),
        *,
        minimum: int = 0,
        maximum: int = 1_000_000,
        **kwargs: Any,
    ) -> None:
        """Both ends count."""
        super().__init__(label, validators, **kwargs)
        self.minimum, self.maximum = minimum, maximum

    def blank(self) -> None:
        return None

    def read(self, typed: str) -> int:
        line = super().read(typed).replace(",", "")
        if not (line.isascii() and line.lstrip("-").isdigit() and line.count("-") < 2):
            raise ValueError(f"{self.called} must be a whole number, like {max(self.minimum, 2)}")
        if not self.minimum <= int(line) <= self.maximum:
            raise ValueError(f"{self.called} must be between {self.minimum:,} and {self.maximum:,}")
        return int(line)


def _far_enough() -> dt.date:
    now = clock.today()
    return dt.date(now.year + YEARS_AHEAD, now.month, 1)


class DateBox(Text):
    """One box for a date, day first: 3/2/95, 3 Feb 95, 1995-02-03. Data is a date or None.

    `latest` is the last day a two-digit year may stand for: give `clock.today` for a birth date; about ten
    years ahead when not given. It bounds nothing else: add `not_future` for that.
    """

    data: dt.date | None  # type: ignore[assignment]
    longest = LONGEST_TYPED
    plain: ClassVar[dict[str, Any]] = {"width": 20, "spellcheck": False}

    def __init__(
        self,
        label: str = "",
        validators: Sequence[Check] = (),
        *,
        latest: Callable[[], dt.date] = _far_enough,
        hint: str | None = None,
        **kwargs: Any,
    ) -> None:
        example = "3 Feb 2026 or 3/2/26" if latest is _far_enough else "3 Feb 1995 or 3/2/95"
        super().__init__(label, validators, hint=f"For example, {example}" if hint is None else hint, **kwargs)
        self.latest = latest

    def blank(self) -> None:
        return None

    def read(self, typed_text: str) -> dt.date:
        return typed.parse_day(super().read(typed_text), latest=self.latest())

    def show(self, data: Any) -> str:
        return f"{data.day} {data:%B %Y}" if isinstance(data, dt.date) else ""


class TimeBox(Text):
    """One box for a time of day in London: 10, 10am, 14:30, 2.30pm. Data is a time or None."""

    data: dt.time | None  # type: ignore[assignment]
    longest = LONGEST_TYPED
    plain: ClassVar[dict[str, Any]] = {"width": 5, "spellcheck": False}

    def __init__(
        self,
        label: str = "",
        validators: Sequence[Check] = (),
        *,
        hint: str = "For example, 10am or 2:30pm",
        **kwargs: Any,
    ) -> None:
        super().__init__(label, validators, hint=hint, **kwargs)

    def blank(self) -> None:
        return None

    def read(self, typed_text: str) -> dt.time:
        return typed.parse_time(super().read(typed_text))

    def show(self, data: Any) -> str:
        return f"{data.hour % 12 or 12}:{data:%M}{'am' if data.hour < 12 else 'pm'}" if data is not None else ""


class Hidden(Text):
    """A short value carried along unseen, such as the version somebody saw. Data is a str."""

    macro = "hidden"


class HiddenNumber(Number):
    """A whole number carried along unseen. Data is an int or None."""

    macro = "hidden"
