"""Forms about texts."""

from __future__ import annotations

from casework.kernel.formkit import Form, Mobile, needed
from casework.people.rules.phones import uk_mobile


class SenderForm(Form):
    """The phone that the test text goes to."""

    number = Mobile(
        "Your own mobile number",
        [needed("Enter the mobile number for the test text")],
        parse=uk_mobile,
        hint="A test text goes to it. Answer YES to switch texts on",
    )
