"""What the field of a subscription sees of what happens, and what it asks about it.

Who may see what is asked anew for each event, under the role that the viewer has at that moment.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from typing import Any, Protocol

from gql import engine
from gql.db import Reader, Record, Statement
from gql.sql.statements import statements
from gql.viewer import EDITORS, Viewer

SQL = statements("live")


class Change(Protocol):
    """A row of the change log (schema/README.md): `kind` and `id` are those of its node."""

    kind: str
    id: int | None
    tags: list[str]
    action: str | None
    discussion: str | None
    shows_at: datetime | None
    is_instant: bool

    @property
    def is_shown(self) -> bool:
        """Whether it shows by now."""

    @property
    def was_visible(self) -> bool:
        """Of a comment: whether readers saw it before, or see it now."""

    @property
    def position_text(self) -> str:
        """Where it stands among all that happens."""


class Asking(Protocol):
    """Who asks, at the moment of an event."""

    viewer: Viewer
    db: Reader
    receipts: tuple[int, ...]


class Watch(Protocol):
    """`info.context` of the field of a subscription. `context` is that of the event at hand."""

    context: Asking

    def changes(self, *topics: str) -> AsyncIterator[Change]:
        """What happens under any of these topics, in its order, each change once."""

    async def read(self, change: Change, statement: Statement, *values: object) -> list[Record]:
        """Read for the event at hand; once for all strangers."""


async def sees_entry(watch: Watch, change: Change, node: str) -> bool:
    """Whether the viewer sees a post or a page, as post:12."""
    kind, _, id = node.partition(":")
    return bool(await watch.read(change, SQL[f"seen_{kind}"], int(id)))


async def seen_nodes(watch: Watch, change: Change, nodes: Sequence[tuple[str, str]]) -> list[str]:
    """Those of some nodes that the viewer sees: each the name of its type, and as post:12."""
    ids = defaultdict(list)
    for type_name, node in nodes:
        ids[type_name].append(int(node.partition(":")[2]))
    seen: set[tuple[str, int]] = set()
    for type_name, wanted in ids.items():
        view = engine.source_of(engine.node_types[type_name]).view
        text = f"select t.id\nfrom {view} t\nwhere t.id = any($1::bigint[])"
        rows = await watch.read(change, Statement(f"seen_{view}", text), wanted)
        seen |= {(type_name, row["id"]) for row in rows}
    return [node for name, node in nodes if (name, int(node.partition(":")[2])) in seen]


async def seen_comment(watch: Watch, change: Change) -> Record | None:
    """Status and author of the comment that a change is of, if the viewer sees it."""
    found = await watch.read(change, SQL["seen_comment"], change.id)
    return found[0] if found else None


def saw_while_held(watch: Watch, change: Change, comment: Record) -> bool:
    """Whether the viewer saw a comment before it was approved."""
    viewer, author_id = watch.context.viewer, comment["author_id"]
    is_own = author_id is not None and author_id == viewer.author_id
    return viewer.role in EDITORS or is_own or change.id in watch.context.receipts


async def matches_post(watch: Watch, change: Change, where: Any) -> bool:
    """Whether the post that a change is of is listed for the viewer, and meets these conditions."""
    found = engine.matching(Post, where, "id", "published_at")
    place = len(found.values) + 1
    statement = Statement(
        "published_post",
        f"select m.published_at\nfrom (\n{found.text}\n) m\nwhere m.id = ${place}::bigint",
    )
    rows = await watch.read(change, statement, *found.values, change.id)
    # of what was scheduled, only the time counts that it has now
    return bool(rows) and (not change.is_instant or rows[0]["published_at"] == change.shows_at)


# at the foot: the graph of types is cyclic (see __init__.py)
from gql.types.post import Post
