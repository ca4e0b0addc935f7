"""Pronouns and typed reasons are sealed, and what is held of a person by the provider is taken away there too

Both are sealed in place, with the key ring that `web.schema.upgrade` is given. A line of the audit trail keeps its
hash: what somebody typed in it moves beside it, and the line says "moved" and its fingerprint. Taken back, words that
moved are put back; words given since are lost with their table, because a line cannot be written again.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from alembic import context, op

revision = "027"
down_revision = "026"
branch_labels = None
depends_on = None

_CODES = ("", "caseload", "same agency", "share", "break-glass")
_MANY = 500
_NO = "The audit trail is only added to"
_NO_RING = "There are rows to seal, and no key ring to seal them with. Put back the copy that is kept of it first"
_event = sa.table("event", sa.column("seq", sa.Integer), sa.column("reason", sa.String))
_words = sa.table("event_words", sa.column("seq", sa.Integer), sa.column("words", sa.LargeBinary))


def upgrade() -> None:
    _removals()
    op.create_table(
        "event_words",
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("words", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["seq"], ["event.seq"], name=op.f("fk_event_words_seq_event")),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_event_words")),
    )
    _move_words()
    _only_added_to()
    _seal_pronouns()


def _removals() -> None:
    op.create_table(
        "provider_removal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sid", sa.String(length=40), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("next_try_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("failed", sa.String(length=12), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_provider_removal")),
        sa.UniqueConstraint("sid", name=op.f("uq_provider_removal_sid")),
    )
    op.create_index(op.f("ix_provider_removal_next_try_at"), "provider_removal", ["next_try_at"])


def _ring() -> Any:
    found = context.config.attributes.get("ring")
    if found is None:
        raise RuntimeError(_NO_RING)
    return found


def _rows(query: sa.Select[Any]) -> Iterator[list[Any]]:
    """What a query finds, some hundreds at a time; read whole first, because the rows are changed meanwhile."""
    rows = op.get_bind().execute(query).fetchall()
    for begin in range(0, len(rows), _MANY):
        yield list(rows[begin : begin + _MANY])


def _fingerprint(ring: Any, seq: int, words: str) -> str:
    return str(ring.index("event words", f"{seq}\0{words}").hex())


def _move_words() -> None:
    typed = sa.select(_event.c.seq, _event.c.reason).where(_event.c.reason.not_in(_CODES))
    moved = False
    for rows in _rows(typed):
        if not moved:
            _guard(on=False)
        moved, ring = True, _ring()
        sealed = [{"seq": seq, "words": ring.seal(said.encode(), "event_words.words")} for seq, said in rows]
        marks = [{"row": seq, "mark": f"moved {_fingerprint(ring, seq, said)}"} for seq, said in rows]
        op.bulk_insert(_words, sealed)
        change = sa.update(_event).where(_event.c.seq == sa.bindparam("row")).values(reason=sa.bindparam("mark"))
        op.get_bind().execute(change, marks)
    if moved:
        _guard(on=True)


def _guard(*, on: bool) -> None:
    """Let the lines of the trail be changed, and no more; on PostgreSQL its file is then written anew."""
    if op.get_bind().dialect.name == "sqlite":
        refuse = f"CREATE TRIGGER event_no_update BEFORE UPDATE ON event BEGIN SELECT RAISE(ABORT, '{_NO}'); END"
        op.execute(refuse if on else "DROP TRIGGER event_no_update")
        return
    op.execute(f"ALTER TABLE event {'ENABLE' if on else 'DISABLE'} TRIGGER event_only_added_to")
    if on:
        op.execute("ALTER TABLE event ALTER COLUMN reason TYPE varchar(200) USING reason || ''")


def _only_added_to() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for name, act in (("update", "UPDATE OF seq"), ("delete", "DELETE")):
            op.execute(
                f"CREATE TRIGGER event_words_no_{name} BEFORE {act} ON event_words "
                f"BEGIN SELECT RAISE(ABORT, '{_NO}'); END"
            )
        return
    op.execute(
        "CREATE TRIGGER event_words_only_added_to BEFORE UPDATE OF seq OR DELETE OR TRUNCATE ON event_words "
        "FOR EACH STATEMENT EXECUTE FUNCTION audit_only_added_to()"
    )


def _seal_pronouns() -> None:
    if op.get_bind().dialect.name == "sqlite":
        with op.batch_alter_table("person") as batch:
            batch.alter_column("pronouns", type_=sa.LargeBinary(), existing_type=sa.String(20), existing_nullable=False)
        _change_pronouns("pronouns", sa.LargeBinary, _sealed)
        return
    op.add_column("person", sa.Column("sealed", sa.LargeBinary(), nullable=True))
    _change_pronouns("sealed", sa.LargeBinary, _sealed)
    op.execute("ALTER TABLE person ALTER COLUMN pronouns TYPE bytea USING sealed")
    op.drop_column("person", "sealed")


def _sealed(said: Any) -> bytes:
    plain = said if isinstance(said, bytes) else str(said).encode()
    return bytes(_ring().seal(plain, "person.pronouns"))


def _opened(sealed: Any) -> str:
    return str(_ring().open(bytes(sealed), "person.pronouns").decode())


def _change_pronouns(into: str, kind: type[sa.types.TypeEngine[Any]], change: Any) -> None:
    """Write what `change` makes of everybody's pronouns into a column."""
    person = sa.table("person", sa.column("id"), sa.column("pronouns"), sa.column("sealed"))
    into_it = sa.bindparam("becomes", type_=kind())
    write = sa.update(person).where(person.c.id == sa.bindparam("row")).values({into: into_it})
    for rows in _rows(sa.select(person.c.id, person.c.pronouns)):
        op.get_bind().execute(write, [{"row": key, "becomes": change(said)} for key, said in rows])


def downgrade() -> None:
    _open_pronouns()
    moved = (
        sa.select(_words.c.seq, _words.c.words)
        .join(_event, _event.c.seq == _words.c.seq)
        .where(_event.c.reason.startswith("moved "))
    )
    change = sa.update(_event).where(_event.c.seq == sa.bindparam("row")).values(reason=sa.bindparam("words"))
    for rows in _rows(moved):
        _guard(on=False)
        opened = [{"row": seq, "words": _ring().open(bytes(held), "event_words.words").decode()} for seq, held in rows]
        op.get_bind().execute(change, opened)
        _guard(on=True)
    op.drop_table("event_words")
    op.drop_table("provider_removal")


def _open_pronouns() -> None:
    if op.get_bind().dialect.name == "sqlite":
        _change_pronouns("pronouns", sa.String, _opened)
        with op.batch_alter_table("person") as batch:
            batch.alter_column("pronouns", type_=sa.String(20), existing_type=sa.LargeBinary(), existing_nullable=False)
        return
    op.add_column("person", sa.Column("sealed", sa.String(length=20), nullable=True))
    _change_pronouns("sealed", sa.String, _opened)
    op.execute("ALTER TABLE person ALTER COLUMN pronouns TYPE varchar(20) USING sealed")
    op.drop_column("person", "sealed")
