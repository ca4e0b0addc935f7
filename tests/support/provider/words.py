"""What Twilio says, in its own words: a message, a page of messages, an error (its public API description)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from email.utils import format_datetime
from typing import Any

ACCOUNT = "AC" + "0" * 32
TOKEN = "stand-in-token"
SENDER = "+447700900999"


def message(sid: str, form: dict[str, str], created: dt.datetime, status: str = "queued") -> dict[str, Any]:
    """One message resource; its body is not kept when it was asked to be discarded."""
    stamp = format_datetime(created.astimezone(dt.UTC))
    return {
        "sid": sid,
        "account_sid": ACCOUNT,
        "to": form["To"],
        "from": form.get("From"),
        "body": form["Body"],
        "status": status,
        "direction": "outbound-api",
        "num_segments": "1",
        "num_media": "0",
        "date_created": stamp,
        "date_updated": stamp,
        "date_sent": stamp if status in {"sent", "delivered", "undelivered"} else None,
        "price": None,
        "price_unit": "USD",
        "error_code": 30003 if status == "undelivered" else None,
        "error_message": None,
        "api_version": "2010-04-01",
        "messaging_service_sid": None,
        "uri": f"/2010-04-01/Accounts/{ACCOUNT}/Messages/{sid}.json",
        "subresource_uris": {},
    }


def page(messages: Iterable[dict[str, Any]], size: int) -> dict[str, Any]:
    """The first page of a list; there is never a second one here."""
    found = list(messages)[:size]
    # The description wants whole addresses here, although its own examples have only paths; nothing follows them.
    here = f"https://api.twilio.com/2010-04-01/Accounts/{ACCOUNT}/Messages.json?PageSize={size}&Page=0"
    return {
        "messages": found,
        "page": 0,
        "page_size": size,
        "start": 0,
        "end": max(0, len(found) - 1),
        "uri": here,
        "first_page_uri": here,
        "next_page_uri": None,
        "previous_page_uri": None,
    }


def error(status: int, code: int, words: str) -> tuple[int, dict[str, Any], dict[str, str]]:
    """An error as it is answered: status, body and headers."""
    body = {"code": code, "message": words, "more_info": "", "status": status}
    return status, body, {"Retry-After": "30"} if status == 429 else {}
