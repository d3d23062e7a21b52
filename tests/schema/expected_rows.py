"""What the database should hold, computed in Python from what was written, and told apart from what it does hold."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Any

import asyncpg

Rows = list[dict[str, Any]]


async def differences(connection: asyncpg.Connection) -> list[str]:
    """One line for each derived column of each row that is not as it should be."""
    async with connection.transaction(isolation="repeatable_read", readonly=True):
        entries = await _rows(connection, "entry")
        comments = await _rows(connection, "comment")
        wanted = {
            "entry": _entries(
                entries,
                comments,
                await _likes(connection, "entry"),
            ),
            "comment": _comments(comments, entries, await _likes(connection, "comment")),
        }
        held = {"entry": entries, "comment": comments}
        for kind in ("term", "author"):
            held[kind] = await _rows(connection, kind)
            links = await _rows(connection, f"post_{kind}")
            held[f"post_{kind}"] = links
            wanted[f"post_{kind}"] = _links(links, entries)
            wanted[kind] = _counted(held[kind], links, f"{kind}_id", entries)
        for row in _trees(held["term"]):
            wanted["term"][row["id"]]["path"] = row["path"]
    return [
        f"{table} {key}: {column} is {row[column]}, should be {value}"
        for table, rows in held.items()
        for key, row in zip(_keys(rows), rows, strict=True)
        for column, value in wanted[table][key].items()
        if row[column] != value
    ]


def reading_order(comments: Rows) -> list[int]:
    """Ids of visible comments as a person walks down the threads: by time, each with its answers below it."""
    below = defaultdict(list)
    for row in sorted(comments, key=_age):
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


async def _likes(connection: asyncpg.Connection, table: str) -> Rows:
    """Those of people with a profile and of guests."""
    own = await _rows(connection, f"{table}_like")
    return own + await _rows(connection, f"{table}_guest_like")


def _keys(rows: Rows) -> Iterable[Any]:
    return (row["id"] if "id" in row else tuple(row.values())[:2] for row in rows)


def _age(row: dict[str, Any]) -> tuple[datetime, int]:
    return row["published_at"], row["id"]


def _published(entries: Rows) -> dict[int, datetime]:
    return {e["id"]: e["published_at"] for e in entries if e["status"] == "PUBLISHED"}


def _posts(entries: Rows) -> dict[int, datetime]:
    return _published([e for e in entries if e["kind"] == "POST"])


def _links(links: Rows, entries: Rows) -> dict[Any, dict[str, Any]]:
    posts = _posts(entries)
    keys = _keys(links)
    return {k: {"published_at": posts.get(v["post_id"])} for k, v in zip(keys, links, strict=True)}


def _counted(rows: Rows, links: Rows, key: str, entries: Rows) -> dict[int, dict[str, Any]]:
    posts = _posts(entries)
    counts = Counter(link[key] for link in links if link["post_id"] in posts)
    return {row["id"]: {"post_count": counts[row["id"]]} for row in rows}


def _trees(rows: Rows) -> Rows:
    parents = {row["id"]: row["parent_id"] for row in rows}

    def path(step: int | None) -> list[int]:
        return [] if step is None else [*path(parents[step]), step]

    return [{"id": row["id"], "path": path(row["id"])} for row in rows]


def _entries(entries: Rows, comments: Rows, likes: Rows) -> dict[int, dict[str, Any]]:
    seen = _visible(comments, entries)
    kinds = Counter((c["entry_id"], c["kind"] == "COMMENT") for c in seen)
    liked = Counter(like["entry_id"] for like in likes)
    return {
        row["id"]: {
            "path": row["path"],
            "comment_count": kinds[row["id"], True],
            "mention_count": kinds[row["id"], False],
            "response_count": kinds[row["id"], True] + kinds[row["id"], False],
            "like_count": liked[row["id"]],
        }
        for row in _trees(entries)
    }


def _visible(comments: Rows, entries: Rows) -> Rows:
    published = _published(entries)
    visible: dict[int, dict[str, Any]] = {}
    for row in sorted(comments, key=lambda c: c["id"]):  # a parent is older than its replies
        above = row["parent_id"]
        if (
            row["status"] == "APPROVED"
            and row["entry_id"] in published
            and (above is None or above in visible)
        ):
            visible[row["id"]] = row
    return list(visible.values())


def _comments(comments: Rows, entries: Rows, likes: Rows) -> dict[int, dict[str, Any]]:
    published = _published(entries)
    liked = Counter(like["comment_id"] for like in likes)
    wanted = {
        row["id"]: {
            "path": row["path"],
            "root_id": row["path"][0],
            "depth": len(row["path"]) - 1,
            "visible_from": None,
            "number": None,
            "place": None,
            "widest": None,
            "reply_count": 0,
            "descendant_count": 0,
            "like_count": liked[row["id"]],
        }
        for row in _trees(comments)
    }
    visible = sorted(_visible(comments, entries), key=_age)
    numbers: Counter[int] = Counter()
    ranks: Counter[tuple[int, int | None]] = Counter()
    rank = {}
    for row in visible:
        numbers[row["entry_id"]] += 1
        siblings = (row["entry_id"], row["parent_id"])
        ranks[siblings] += 1
        rank[row["id"]] = ranks[siblings]
        wanted[row["id"]]["number"] = numbers[row["entry_id"]]
        wanted[row["id"]]["visible_from"] = published[row["entry_id"]]
    for row in visible:
        own = wanted[row["id"]]
        own["place"] = [rank[step] for step in own["path"]]
        own["widest"] = max(own["place"][1:], default=0)
        for step in own["path"][:-1]:
            wanted[step]["descendant_count"] += 1
        if row["parent_id"] is not None:
            wanted[row["parent_id"]]["reply_count"] += 1
    return wanted
