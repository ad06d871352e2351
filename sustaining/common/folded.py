"""Names and texts folded by the database: columns to sort by, vectors to search in, and a lookup for `contains`.

The functions are made by a migration (accounts, 0001) and return what `typed_text` does: an accent, an apostrophe, a
ligature or a capital never keeps a name from being found, and the order is the same on every server.
"""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Func, Lookup

from .typed_text import fold


class FoldText(Func):
    """Folds a text, see `typed_text.fold`."""

    function = "fold_text"
    output_field = models.TextField()


class SortKey(Func):
    """Returns what a name is sorted by, see `typed_text.sort_key`."""

    template = '(natural_key(fold_text(%(expressions)s)) COLLATE "C")'
    output_field = models.TextField(db_collation="C")


class FoldedVector(Func):
    """A search vector of texts that are never null. Configuration `simple`: names are not prose.

    The words with apostrophes, dashes and full stops are in it in two ways: `oneill` and `neill`, `r c` and `rc`.
    """

    arg_joiner = " || ' ' || "
    template = (
        "to_tsvector('simple'::regconfig, replace(replace(fold_text(%(expressions)s)"
        " || ' ' || fold_text(other_words(%(expressions)s)), '/', ' '), '@', ' '))"
    )
    output_field = SearchVectorField()

    def as_sql(self, *args: Any, **kwargs: Any) -> Any:
        """Return the SQL, which has every expression twice."""
        sql, params = super().as_sql(*args, **kwargs)
        return sql, [*params, *params]


def sort_key_column(name: str) -> models.GeneratedField:
    """Return a stored column by which rows are sorted by their column `name`."""
    return models.GeneratedField(
        expression=SortKey(F(name)), output_field=models.TextField(db_collation="C"), db_persist=True
    )


@models.Field.register_lookup
class ContainsFolded(Lookup):
    """`name__contains_folded="zak"`: `icontains` for which accents, apostrophes and dashes don't count either."""

    lookup_name = "contains_folded"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        """Return the comparison of both sides folded."""
        column, params = self.process_lhs(compiler, connection)
        pattern = connection.ops.prep_for_like_query(fold(str(self.rhs)))
        return f"fold_text(({column})::text) LIKE %s", [*params, f"%{pattern}%"]
