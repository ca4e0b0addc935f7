"""The forms of this room."""

from __future__ import annotations

from orders.forms.court_path import (
    ApplicationForm,
    ConfirmForm,
    CourtForm,
    DecisionForm,
    HeardForm,
    InformationForm,
    ResultForm,
    SummonsForm,
    WithdrawForm,
)
from orders.forms.paper import OrderForm
from orders.forms.stopped import StoppedForm
from orders.forms.telling import TellCourtForm, ToldForm

__all__ = [
    "ApplicationForm",
    "ConfirmForm",
    "CourtForm",
    "DecisionForm",
    "HeardForm",
    "InformationForm",
    "OrderForm",
    "ResultForm",
    "StoppedForm",
    "SummonsForm",
    "TellCourtForm",
    "ToldForm",
    "WithdrawForm",
]
