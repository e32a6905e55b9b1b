"""Tables with names for their constraints, as revisions for projects without a naming convention have them."""

from __future__ import annotations

from scaffolder.render.constraint_names import named
from scaffolder.render.migration_view import TableLines


def test_every_constraint_has_the_name_that_ours_have() -> None:
    table = TableLines(
        "books",
        (
            '"id", sa.BigInteger(), primary_key=True, autoincrement=False, nullable=False',
            '"isbn", sa.String(13), unique=True, nullable=False',
            '"lent_to", sa.Integer(), sa.ForeignKey("members.id", ondelete="SET NULL"), index=True, nullable=True',
        ),
        (
            'sa.UniqueConstraint("isbn", "lent_to")',
            'sa.CheckConstraint(sa.column("isbn").in_(["a"]), name="isbn")',
        ),
    )

    made = named(table)

    assert made.columns == (
        "'id', sa.BigInteger(), autoincrement=False, nullable=False",
        "'isbn', sa.String(13), nullable=False",
        "'lent_to', sa.Integer(), sa.ForeignKey('members.id', ondelete='SET NULL', name=op.f('fk_books_lent_to')), "
        "index=True, nullable=True",
    )
    assert made.constraints == (
        "sa.PrimaryKeyConstraint('id', name=op.f('pk_books'))",
        "sa.UniqueConstraint('isbn', name=op.f('uq_books_isbn'))",
        "sa.UniqueConstraint('isbn', 'lent_to', name=op.f('uq_books_isbn_lent_to'))",
        "sa.CheckConstraint(sa.column('isbn').in_(['a']), name=op.f('ck_books_isbn'))",
    )


def test_a_table_of_keys_alone_has_one_key() -> None:
    columns = ('"a_id", sa.Integer(), primary_key=True', '"b_id", sa.Integer(), primary_key=True, index=True')

    assert named(TableLines("links", columns, ())).constraints == (
        "sa.PrimaryKeyConstraint('a_id', 'b_id', name=op.f('pk_links'))",
    )
