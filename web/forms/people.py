"""Finding people."""

from __future__ import annotations

from casework.kernel.formkit import Form, Text, needed


class SearchForm(Form):
    """One box: names, known-as names, references, a whole phone number or police reference."""

    term = Text("Name, reference or phone", [needed("Enter a name, reference or phone number")], max_length=100)
