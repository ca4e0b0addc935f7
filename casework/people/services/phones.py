"""Which numbers this site texts: mobiles of the United Kingdom, and of the islands where a setting says so."""

from __future__ import annotations

from flask import current_app

from casework.people.rules.phones import uk_mobile


def mobile_of(text: str) -> str:
    """The one form of a mobile number that this site may text, however it was typed (promises P7).

    Jersey, Guernsey and the Isle of Man count only where the site's setting says so. Raises ValueError with the reason.
    """
    return uk_mobile(text, islands=bool(current_app.config.get("TEXT_ISLANDS", False)))
