"""Forms drawn as GOV.UK Design System components: bounded, never failing on any body, each no next to its box.

```python
class EndingForm(Form):
    decided_on = DateBox("Date of the decision", [needed("Enter the date of the decision"), not_future("...")])
    method = Radios("How did the case end?", [needed("Choose how the case ended")], choices=[Choice("nfa", "...")])
```
In the page: `{{ form_start(form) }} {{ form.method() }} {{ form.decided_on() }} {{ button("Save") }} {{ form_end() }}`.
"""

from __future__ import annotations

from casework.kernel.formkit.choices import Checkboxes, Choice, Radios, Select, Tick, Upload
from casework.kernel.formkit.fields import (
    DateBox,
    Email,
    Hidden,
    HiddenNumber,
    Mobile,
    Number,
    Password,
    Text,
    TextArea,
    TimeBox,
)
from casework.kernel.formkit.form import Form, Problem, install, new_form_key
from casework.kernel.formkit.validators import at_least, matches, needed, not_future, not_past, on_or_before

__all__ = [
    "Checkboxes",
    "Choice",
    "DateBox",
    "Email",
    "Form",
    "Hidden",
    "HiddenNumber",
    "Mobile",
    "Number",
    "Password",
    "Problem",
    "Radios",
    "Select",
    "Text",
    "TextArea",
    "Tick",
    "TimeBox",
    "Upload",
    "at_least",
    "install",
    "matches",
    "needed",
    "new_form_key",
    "not_future",
    "not_past",
    "on_or_before",
]
