"""What must be said when a case ends: the prosecutor's or the court's decision, written down by us (rule 6)."""

from __future__ import annotations

from datetime import date

from diversion.rules.words import RESULT_CODES, Method

CHARGE_METHODS = (Method.DISCONTINUED, Method.WITHDRAWN, Method.NO_EVIDENCE, Method.WENT_AHEAD, Method.NOT_KNOWN)
"""What may be recorded of a charge. That the court excused her, or put the case off, is recorded of the hearing."""


def ending_faults(
    method: Method,
    *,
    result_code: str,
    decided_by: str,
    decided_on: date,
    reference: str,
    served_on: date | None,
    arrested_on: date,
    today: date,
) -> dict[str, str]:
    """What is missing or cannot be true, by form field. Days are London dates.

    An end of a charge needs who decided, when and under what reference, because telling somebody that they need
    not go to court will rest on it (rule 4), and the CJS result code that says how (rule 6).
    """
    found: dict[str, str] = {}
    if method not in CHARGE_METHODS:
        found["method"] = "Choose how the case ended"
    if not decided_by.strip():
        found["decided_by"] = "Enter who decided, such as CPS London North or the court, with a name if you have one"
    if decided_on > today:
        found["decided_on"] = "The day of the decision cannot be after today"
    elif decided_on < arrested_on:
        found["decided_on"] = "The day of the decision cannot be before the arrest"
    if method.ends_the_charge and not reference.strip():
        found["reference"] = "Enter the reference of the decision, such as the letter, e-mail or court register"
    return found | _code_fault(method, result_code) | _served_fault(method, served_on, arrested_on, today)


def _code_fault(method: Method, code: str) -> dict[str, str]:
    codes = RESULT_CODES.get(method, ())
    if code not in codes and (code or codes):
        return {"result_code": f"Choose the result code that goes with “{method.value.replace('_', ' ')}”"}
    return {}


def _served_fault(method: Method, served_on: date | None, arrested_on: date, today: date) -> dict[str, str]:
    """A notice of discontinuance is served on a day that can be true, and only where a case was discontinued."""
    if served_on is None:
        return {}
    if method is not Method.DISCONTINUED:
        return {"served_on": "Only a notice of discontinuance is served. Leave this blank"}
    if not arrested_on <= served_on <= today:
        return {"served_on": "The day it was served must be after the arrest and not after today"}
    return {}
