"""Fields answered by choosing: radios, checkboxes, a select, one tick, a file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from werkzeug.datastructures import FileStorage
from wtforms.validators import StopValidation

from casework.kernel.formkit.box import Box
from casework.kernel.formkit.validators import Check

CHOOSE = "Choose one of the answers listed"


@dataclass(frozen=True)
class Choice:
    """One answer: what is posted, what is read, and a hint under it."""

    value: str
    label: str
    hint: str = ""


class Chooser(Box):
    """A field with answers. `choices` may be set again on the form before it is validated or drawn."""

    def __init__(
        self, label: str = "", validators: Sequence[Check] = (), *, choices: Sequence[Choice] = (), **kwargs: Any
    ) -> None:
        super().__init__(label, validators, **kwargs)
        self.choices = list(choices)

    @property
    def values(self) -> list[str]:
        """Every value that may be posted, in order."""
        return [choice.value for choice in self.choices]


class Radios(Chooser):
    """One answer of a few. Data is the value, "" when none is chosen."""

    macro = "radios"
    data: str

    def __init__(
        self, label: str = "", validators: Sequence[Check] = (), *, inline: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(label, validators, **kwargs)
        self.look["inline"] = inline

    def read(self, typed: str) -> str:
        return typed

    def pre_validate(self, form: Any) -> None:
        """An answer that is not on the list is turned away, whoever posted it."""
        if self.data not in ("", *self.values):
            self.data = ""
            raise StopValidation(CHOOSE)


class Select(Radios):
    """One answer of many, in a drop-down. `blank_label` names the empty first line; None leaves it out."""

    macro = "select"

    def __init__(
        self, label: str = "", validators: Sequence[Check] = (), *, blank_label: str | None = "Choose", **kwargs: Any
    ) -> None:
        super().__init__(label, validators, **kwargs)
        self.look["blank_label"] = blank_label


class Checkboxes(Chooser):
    """Any number of answers. Data is a list of values, in the order of the choices."""

    macro = "checkboxes"
    data: list[str]

    def blank(self) -> list[str]:
        return []

    def process_data(self, value: Any) -> None:
        self.data = [str(item) for item in value or ()]

    def process_formdata(self, valuelist: list[Any]) -> None:
        self.data = list(dict.fromkeys(item for item in valuelist[:500] if isinstance(item, str) and item))

    def pre_validate(self, form: Any) -> None:
        """Answers that are not on the list are turned away."""
        known = [value for value in self.values if value in self.data]
        strange, self.data = len(known) != len(self.data), known
        if strange:
            raise StopValidation(CHOOSE)


class Tick(Box):
    """One box to tick. Data is a bool."""

    macro = "tick"
    data: bool

    def blank(self) -> bool:
        return False

    def read(self, typed: str) -> bool:
        return True

    def process_data(self, value: Any) -> None:
        self.data = bool(value)


class Upload(Box):
    """One file. Data is a werkzeug FileStorage or None; its name is never to be trusted or used as a path."""

    macro = "upload"
    data: FileStorage | None

    def __init__(self, label: str = "", validators: Sequence[Check] = (), *, accept: str = "", **kwargs: Any) -> None:
        """`accept` is the list of endings the browser offers, such as ".csv,.xlsx"; it checks nothing."""
        super().__init__(label, validators, **kwargs)
        self.look["accept"] = accept

    def blank(self) -> None:
        return None

    def process_formdata(self, valuelist: list[Any]) -> None:
        files = [item for item in valuelist if isinstance(item, FileStorage) and item.filename]
        self.data = files[0] if files else None
