"""What a browser takes from a page: the fields of a form, and what an error page kept of what was typed."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator, Mapping
from urllib.parse import urlencode

_FORM = re.compile(r"<form\b([^>]*)>(.*?)</form>", re.S)
_INPUT = re.compile(r"<input\b([^>]*)>")
_MARK = re.compile(r'([a-z-]+)(?:="([^"]*)")?')
_SELECT = re.compile(r'<select\b[^>]*name="([^"]+)"[^>]*>(.*?)</select>', re.S)
_OPTION = re.compile(r'<option value="([^"]*)"([^>]*)>')
Fields = dict[str, str]


def marks(tag: str) -> Fields:
    """The attributes of a tag."""
    return {name: html.unescape(value) for name, value in _MARK.findall(tag)}


def forms(page: str) -> Iterator[tuple[str, str]]:
    """Each form that posts: its address ("" is the page's own), and all that stands in it."""
    for tag, inside in _FORM.findall(page):
        found = marks(tag)
        if found.get("method", "get").lower() == "post":
            yield found.get("action", ""), inside


def hidden(inside: str) -> Fields:
    """What a form carries unseen."""
    found = (marks(tag) for tag in _INPUT.findall(inside))
    return {one["name"]: one.get("value", "") for one in found if one.get("type") == "hidden" and "name" in one}


def options(page: str, name: str) -> list[str]:
    """What can be chosen in a list, the blank one left out."""
    return [
        html.unescape(value)
        for which, inside in _SELECT.findall(page)
        if which == name
        for value, _ in _OPTION.findall(inside)
        if value
    ]


def form_to(page: str, address: str, own: str = "") -> Fields | None:
    """The unseen fields of the form that posts to an address; `own` is the page's, for forms that name none."""
    for action, inside in forms(page):
        if (action or own) == address:
            return hidden(inside)
    return None


def kept_form(page: str) -> tuple[str, Fields]:
    """Where the "Try again" of an error page posts to, and what it carries; ("", {}) where there is none."""
    for action, inside in forms(page):
        if ">Try again</button>" in inside:
            return action.removesuffix("?"), hidden(inside)
    return "", {}


def keeps(page: str, address: str, typed: Mapping[str, str]) -> bool:
    """Whether a page that saved nothing holds everything that was typed, to be sent again by one press."""
    action, again = kept_form(page)
    return action == address and not missing(again, typed)


def missing(again: Mapping[str, str], typed: Mapping[str, str]) -> list[str]:
    """Which fields are not there as they were typed."""
    return [name for name, value in typed.items() if again.get(name) != value]


def links(page: str, begins_with: str) -> Iterable[str]:
    """Where a page leads to, addresses that begin so."""
    return dict.fromkeys(html.unescape(one) for one in re.findall(rf'href="({begins_with}[^"#]*)', page))


def radios(page: str, name: str) -> list[str]:
    """The values of the buttons of one question."""
    found = (marks(tag) for tag in _INPUT.findall(page))
    return [one.get("value", "") for one in found if one.get("name") == name and one.get("type") == "radio"]


def encoded(fields: Mapping[str, str]) -> str:
    """As a browser posts it."""
    return urlencode(fields)
