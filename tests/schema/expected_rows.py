"""Computes in Python what triggers keep in derived columns, and compares it with the tables.

Written as simply as possible, with no regard for speed: it is the specification of the triggers.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

import asyncpg

Rows = list[dict[str, Any]]


async def derived_column_errors(connection: asyncpg.Connection) -> list[str]:
    """Return a line for each derived column of each row that has a wrong value."""
    # one snapshot for all tables, as other connections may be writing
    async with connection.transaction(isolation="repeatable_read", readonly=True):
        entries = await _rows(connection, "entry")
        comments = await _comments(connection)
        expected = {
            "entry": _expected_entries(
                entries,
                comments,
                await _likes(connection, "entry"),
            ),
            "comment": _expected_comments(comments, entries, await _likes(connection, "comment")),
        }
        stored = {"entry": entries, "comment": comments}
        for kind in ("term", "author"):
            stored[kind] = await _rows(connection, kind)
            links = await _rows(connection, f"post_{kind}")
            stored[f"post_{kind}"] = links
            expected[f"post_{kind}"] = _expected_links(links, entries)
            expected[kind] = _post_counts(stored[kind], links, f"{kind}_id", entries)
        paths = {row["id"]: row["path"] for row in _with_paths(stored["term"])}
        for id, path in paths.items():
            expected["term"][id]["path"] = path
        filed, links = set(), []
        # not in the tables of a version before
        if await connection.fetchval("select to_regclass('quire.post_category')"):
            filed = _filed_posts(stored["term"], paths, stored["post_term"])
            for id, total in _total_post_counts(stored["term"], filed).items():
                expected["term"][id]["total_post_count"] = total
            links = await _rows(connection, "post_category")
        site = await connection.fetch("select post_count, comment_count from quire_reader.site")
    return (
        [
            f"{table} {key}: {column} is {row[column]}, should be {value}"
            for table, rows in stored.items()
            for key, row in zip(_keys(rows), rows, strict=True)
            for column, value in expected[table][key].items()
            if column in row and row[column] != value
        ]
        + [
            f"post_category: {row}"
            for row in filed ^ {tuple(link[name] for name in _POST_CATEGORY) for link in links}
        ]
        + [
            f"site: {tuple(row)}, should be {_site_counts(entries)}"
            for row in site
            if tuple(row) != _site_counts(entries)
        ]
    )


_POST_CATEGORY = ("post_id", "category_id", "is_own", "published_at")


def _filed_posts(
    terms: Rows, paths: dict[int, list[int]], links: Rows
) -> set[tuple[int, int, bool, datetime | None]]:
    """What post_category should hold: each post in its categories and in all above them."""
    categories = {term["id"] for term in terms if term["kind"] == "CATEGORY"}
    own = {(link["post_id"], link["term_id"]) for link in links}
    return {
        (link["post_id"], above, (link["post_id"], above) in own, link["published_at"])
        for link in links
        if link["term_id"] in categories
        for above in paths[link["term_id"]]
    }


def _total_post_counts(
    terms: Rows, filed: set[tuple[int, int, bool, datetime | None]]
) -> dict[int, int]:
    counts = Counter(category for _, category, _, published_at in filed if published_at)
    return {term["id"]: counts[term["id"]] for term in terms}


def reading_order(comments: Rows) -> list[int]:
    """Return ids of visible comments in reading order: by time, each with its replies below it."""
    # a stack, as a thread may be deeper than Python's recursion limit allows
    below = defaultdict(list)
    for row in sorted(comments, key=_by_time):
        below[row["parent_id"]].append(row)
    order: list[int] = []
    stack = below[None][::-1]
    while stack:
        row = stack.pop()
        order.append(row["id"])
        stack.extend(below[row["id"]][::-1])
    return order


async def _rows(connection: asyncpg.Connection, table: str) -> Rows:
    records = await connection.fetch(f"select * from quire.{table}")
    return [dict(record) for record in records]


async def _comments(connection: asyncpg.Connection) -> Rows:
    """Rows of the table with what the views make of them, which is all that anybody reads."""
    # `own_`: as stored. A comment counts what would be visible below it if it were visible itself
    # ranks, which the version before reads, are computed for each row: in short discussions only
    few = await connection.fetchval("select count(*) < 500 from comment")
    ranks = "e.place, e.widest, " if few else ""
    records = await connection.fetch(
        "select c.*, c.visible_from is not null as is_visible, c.reply_count as own_reply_count, "
        "c.descendant_count as own_descendant_count, e.reply_count, e.descendant_count, "
        f"e.number, {ranks}e.is_listed, "
        "exists (select from quire_reader.comment r where r.id = c.id) as is_public "
        "from quire.comment c join quire_editor.comment e on e.id = c.id"
    )
    return [dict(record) for record in records]  # of equal names, the last


async def _likes(connection: asyncpg.Connection, table: str) -> Rows:
    """Likes of authors and of guests."""
    own = await _rows(connection, f"{table}_like")
    return own + await _rows(connection, f"{table}_guest_like")


def _keys(rows: Rows) -> Iterable[Any]:
    # a link table has no id: its first two columns are its key
    return (row["id"] if "id" in row else tuple(row.values())[:2] for row in rows)


def _by_time(row: dict[str, Any]) -> tuple[datetime, int]:
    return row["published_at"], row["id"]


def _site_counts(entries: Rows) -> tuple[int, int]:
    """Posts that readers see, and responses to them and to pages."""
    public = _public_entries(entries)
    seen = [row for row in entries if row["id"] in public]
    posts = [row for row in seen if row["kind"] == "POST"]
    return len(posts), sum(row["response_count"] for row in seen)


def _published_entries(entries: Rows) -> dict[int, datetime]:
    return {e["id"]: e["published_at"] for e in entries if e["status"] == "PUBLISHED"}


def _public_entries(entries: Rows) -> set[int]:
    now = datetime.now(UTC)
    return {id for id, published_at in _published_entries(entries).items() if published_at <= now}


def _published_posts(entries: Rows) -> dict[int, datetime]:
    return _published_entries([e for e in entries if e["kind"] == "POST"])


def _expected_links(links: Rows, entries: Rows) -> dict[Any, dict[str, Any]]:
    posts = _published_posts(entries)
    keys = _keys(links)
    return {k: {"published_at": posts.get(v["post_id"])} for k, v in zip(keys, links, strict=True)}


def _post_counts(rows: Rows, links: Rows, key: str, entries: Rows) -> dict[int, dict[str, Any]]:
    posts = _published_posts(entries)
    counts = Counter(link[key] for link in links if link["post_id"] in posts)
    return {row["id"]: {"post_count": counts[row["id"]]} for row in rows}


def _with_paths(rows: Rows) -> Rows:
    parents = {row["id"]: row["parent_id"] for row in rows}

    def path(step: int | None) -> list[int]:
        return [] if step is None else [*path(parents[step]), step]

    return [{"id": row["id"], "path": path(row["id"])} for row in rows]


def _expected_entries(entries: Rows, comments: Rows, likes: Rows) -> dict[int, dict[str, Any]]:
    published = _published_entries(entries)
    visible_rows = [c for c in _visible_comments(comments) if c["entry_id"] in published]
    kinds = Counter((c["entry_id"], c["kind"] == "COMMENT") for c in visible_rows)
    liked = Counter(like["entry_id"] for like in likes)
    return {
        row["id"]: {
            "path": row["path"],
            "comment_count": kinds[row["id"], True],
            "mention_count": kinds[row["id"], False],
            "response_count": kinds[row["id"], True] + kinds[row["id"], False],
            "like_count": liked[row["id"]],
        }
        for row in _with_paths(entries)
    }


def _visible_comments(comments: Rows) -> Rows:
    """Those that are approved like all above them. Readers see them if they see the entry."""
    visible: dict[int, dict[str, Any]] = {}
    for row in sorted(comments, key=lambda c: c["id"]):  # a parent is older than its replies
        parent = row["parent_id"]
        if row["status"] == "APPROVED" and (parent is None or parent in visible):
            visible[row["id"]] = row
    return list(visible.values())


def _expected_comments(comments: Rows, entries: Rows, likes: Rows) -> dict[int, dict[str, Any]]:
    public = _public_entries(entries)
    liked = Counter(like["comment_id"] for like in likes)
    expected = {
        row["id"]: {
            "path": row["path"],
            "root_id": row["path"][0],
            "depth": len(row["path"]) - 1,
            "is_visible": False,
            "is_listed": False,
            "is_public": False,
            "number": None,
            "reply_count": 0,
            "descendant_count": 0,
            "like_count": liked[row["id"]],
        }
        for row in _with_paths(comments)
    }
    visible = sorted(_visible_comments(comments), key=_by_time)
    numbers: Counter[int] = Counter()
    ranks: Counter[tuple[int, int | None]] = Counter()
    rank = {}
    for row in visible:
        numbers[row["entry_id"]] += 1
        siblings = (row["entry_id"], row["parent_id"])
        ranks[siblings] += 1
        rank[row["id"]] = ranks[siblings]
        values = expected[row["id"]]
        values["is_visible"] = True
        if row["entry_id"] in public:
            values["is_listed"] = values["is_public"] = True
            values["number"] = numbers[row["entry_id"]]
    for row in visible:
        # for the version before: the largest rank on the path below its root
        values = expected[row["id"]]
        values["place"] = [rank[step] for step in values["path"]]
        values["widest"] = max(values["place"][1:], default=0)
    _expect_counts(comments, expected)
    return expected


def _expect_counts(comments: Rows, expected: dict[int, dict[str, Any]]) -> None:
    replies: Counter[int] = Counter()
    descendants: Counter[int] = Counter()
    for row in sorted(comments, key=lambda c: -c["id"]):  # replies before their parent
        values = expected[row["id"]]
        own = replies[row["id"]], descendants[row["id"]]
        values["own_reply_count"], values["own_descendant_count"] = own
        if values["is_listed"]:
            values["reply_count"], values["descendant_count"] = own
        if row["status"] == "APPROVED" and row["parent_id"] is not None:
            replies[row["parent_id"]] += 1
            descendants[row["parent_id"]] += 1 + own[1]
