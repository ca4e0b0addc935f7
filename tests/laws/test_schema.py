"""Law 8: models equal the migrated schema, and every migration walks up and down, on both databases."""

from __future__ import annotations

import re

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from casework.kernel.database import Base
from tests.support import house
from tests.support.databases import KINDS, Databases, alembic

REVISIONS = [script.revision for script in ScriptDirectory(str(house.ROOT / "migrations")).walk_revisions()][::-1]
both = pytest.mark.parametrize("kind", KINDS)


def tables(url: str) -> set[str]:
    engine = sa.create_engine(url, poolclass=sa.NullPool)
    return set(sa.inspect(engine).get_table_names()) - {"alembic_version"}


def differences(url: str) -> list[object]:
    engine = sa.create_engine(url, poolclass=sa.NullPool)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "render_as_batch": True})
        return list(compare_metadata(context, Base.metadata))


@both
def test_the_models_equal_the_migrated_schema(kind: str, all_databases: Databases) -> None:
    assert differences(all_databases.migrated(kind)) == []


@both
def test_each_migration_walks_up_down_and_up_again(kind: str, all_databases: Databases) -> None:
    url = all_databases.empty(kind)
    before: set[str] = set()
    for revision in REVISIONS:
        command.upgrade(alembic(url), revision)
        after = tables(url)
        command.downgrade(alembic(url), "-1")
        assert tables(url) == before, f"{revision} does not take back what it did"
        command.upgrade(alembic(url), revision)
        before = after
    command.downgrade(alembic(url), "base")
    assert tables(url) == set()


def test_the_revisions_are_one_line_numbered_and_titled_in_words() -> None:
    assert [f"{number:03}" for number in range(1, len(REVISIONS) + 1)] == REVISIONS
    for path in (house.ROOT / "migrations/versions").glob("*.py"):
        assert re.fullmatch(r"\d{3}(_[a-z0-9]+){2,}\.py", path.name), path.name


@pytest.mark.parametrize("name", sorted(path.name for path in (house.ROOT / "migrations/versions").glob("*.py")))
def test_a_migration_needs_nothing_of_ours(name: str) -> None:
    """What it did in its year it must do for ever, whatever the models have become."""
    source = (house.ROOT / "migrations/versions" / name).read_text()
    assert not re.search(rf"^\s*(from|import) ({'|'.join(house.packages())})\b", source, re.MULTILINE)
