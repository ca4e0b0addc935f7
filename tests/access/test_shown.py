"""A template reaches no part of a record that its reader's roles never see, whatever view gave it the row (C.10)."""

from __future__ import annotations

import pytest
from flask import Flask, g, render_template_string

from casework.accounts.rules import Role
from casework.kernel.actors import Actor
from casework.people.models import Alias, BrokenGlass, Person, SafeContact
from web.shown import NotTheirs

ROWS = {
    "contact": SafeContact(mobile="+447700900123"),
    "person": Person(given_name="Joanna", reference="7F3KABCD"),
    "alias": Alias(name="Jo"),
    "opened": BrokenGlass(why="A call"),
}
READ = "{{ contact.mobile }}"
MAPPED = "{{ [contact] | map(attribute='mobile') | join }}"


def _shown(app: Flask, template: str, *roles: Role) -> str:
    with app.test_request_context():
        g.actor = Actor(1, 1, "Robin Hale", frozenset(roles)) if roles else None
        return render_template_string(template, **ROWS)


@pytest.mark.sqlite
def test_a_template_reads_no_part_that_its_readers_roles_never_see(app: Flask) -> None:
    """ASVS 8.2.3, 15.3.1."""
    app.template_context_processors.clear()
    for template in (READ, MAPPED, "{{ contact['mobile'] }}"):
        assert _shown(app, template, Role.WORKER) == "+447700900123"
        for roles in ([Role.LIAISON], [Role.ADMINISTRATOR], [Role.DATA_PROTECTION, Role.PARTNER], []):
            with pytest.raises(NotTheirs):
                _shown(app, template, *roles)
    assert _shown(app, "{{ person.given_name }} {{ alias.name }}", Role.LIAISON) == "Joanna Jo"
    with pytest.raises(NotTheirs):
        _shown(app, "{{ person.given_name }}", Role.DATA_PROTECTION)
    assert _shown(app, "{{ person.reference }} {{ opened.why }}", Role.DATA_PROTECTION) == "7F3KABCD A call"
