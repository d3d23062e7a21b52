"""The SQL of threads, for both paths: replies below root comments, in reading order.

A thread is read from the top down: the first replies to a root, the first replies to each of those,
and so on. Each step is a range of the index on (parent_id, order of siblings), so the work is that
of the rows that are read, however long the thread is; and no row says where it stands.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from gql.engine.connection_sql import ConnectionSelect
from gql.engine.order import Key, Order
from gql.engine.select_sql import (
    Parameters,
    conditions,
    indented,
    order_by,
    select_list,
)

# columns of the selects below: reading order, the id of a reply, its level below the root
PLACE, ID, LEVEL = "o0", "thread_id", "thread_level"


@dataclass(frozen=True, slots=True)
class ThreadSelect:
    """A select of the replies below roots; `roots` is a from item with their ids as `k (key)`.

    `depth`, `first` and `limit` are placeholders: the deepest level, the number of replies to each
    comment, and the most rows in all. Where there are more, it is not defined which are read.
    `met` are the conditions on replies, `around` the placeholder of a comment that is read even
    where others come first, with those above it.
    """

    view: str
    siblings: Order
    met: Sequence[str]
    roots: str
    depth: str
    first: str
    limit: str
    around: str | None = None

    def text(self, columns: Mapping[str, str], head: str, keys: str) -> str:
        """The rows named `h`: first the select list `head`, then the columns, sorted by `keys`."""
        names = ", ".join([head, *(f'h."{name}"' for name in columns)])
        return (
            "with recursive thread as (\n"
            f"select k.key, 1 as {LEVEL}, t.*\nfrom {self.roots} as k (key)\n"
            f"cross join lateral (\n{self._replies(columns, 'k.key', 'array[]::bigint[]')}\n) t\n"
            f"where {self.depth} >= 1\nunion all\n"
            f"select h.key, h.{LEVEL} + 1, t.*\nfrom thread h\n"
            f"cross join lateral (\n{self._replies(columns, f'h.{ID}', f'h.{PLACE}')}\n) t\n"
            f"where h.{LEVEL} < {self.depth}\n)\n"
            f"select {names}\nfrom (select * from thread limit {self.limit}) h\norder by {keys}"
        )

    def _replies(self, columns: Mapping[str, str], parent: str, above: str) -> str:
        """The first replies to `parent`, and all that wait: those come last, and do not count."""
        # the reply that a page is read around follows the first ones: whoever asks for it sees it
        own = ["t.waits::integer::bigint", *(_as_bigint(key) for key in self.siblings.keys)]
        selected = select_list(
            columns, [f"t.id as {ID}", f"{above} || array[{', '.join(own)}] as {PLACE}"]
        )
        where = f"where {' and '.join([f't.parent_id = {parent}', *self.met])}"
        sort = order_by(self.siblings.keys, None, self.siblings.descending)
        first = f"from {self.view} t\n{where} and not t.waits\norder by {sort}\nlimit {self.first}"
        arms = [
            f"select {selected}\n{first}",
            f"select {selected}\nfrom {self.view} t\n{where} and t.waits",
        ]
        if self.around:
            path = f"(select s.path from {self.view} s where s.id = {self.around})::bigint[]"
            arms.append(
                f"select {selected}\nfrom {self.view} t\n{where} and not t.waits\n"
                f"and t.id = any({path})\n"
                f"and t.id <> all(array(\n{indented(f'select t.id {first}')}\n))"
            )
        return indented("\nunion all\n".join(f"({arm})" for arm in arms))


def count_of_threads(select: ConnectionSelect, parameters: Parameters, key: str) -> str:
    """The number of comments of a list that meet its filters, like all that are above them."""
    met = conditions(select.source, select.filters, parameters)
    own, view = f"t.{select.declared.by} = {key} and t.parent_id is null", select.source.view
    return (
        f"with recursive found as (\nselect t.id from {view} t where {' and '.join([own, *met])}\n"
        "union all\nselect t.id from found f cross join lateral (\n"
        f"  select t.id from {view} t where {' and '.join(['t.parent_id = f.id', *met])}\n"
        "  offset 0\n) t\n)\nselect count(*)::integer\nfrom found"
    )


def _as_bigint(key: Key) -> str:
    if key.type == "timestamptz":
        return f"(extract(epoch from t.{key.column}) * 1000000)::bigint"
    return f"t.{key.column}"
