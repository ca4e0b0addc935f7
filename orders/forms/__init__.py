"""The forms of this room."""

from __future__ import annotations

from orders.forms.paper import OrderForm
from orders.forms.stopped import StoppedForm
from orders.forms.telling import TellCourtForm, ToldForm

__all__ = ["OrderForm", "StoppedForm", "TellCourtForm", "ToldForm"]
