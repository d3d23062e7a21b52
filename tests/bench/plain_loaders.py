"""What plain Strawberry reads: a statement and a DataLoader per relation, made per request."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, partial
from typing import Any, NamedTuple

import asyncpg
from strawberry.dataloader import DataLoader

# without the content, which a loader of its own reads if the field is selected
POST = (
    "p.id, p.slug, p.uri, p.title, p.excerpt, p.excerpt_is_written, p.published_at, p.author_id, "
    "p.response_count, p.comment_count, p.mention_count"
)
POST_BY_SLUG = f"select {POST} from post p where p.slug = $1"
NEWEST = f"select {POST} from post p order by p.published_at desc, p.id desc limit $1"
DISCUSSED = f"select {POST} from post p order by p.response_count desc, p.id desc limit $1"
CONTENTS = "select p.id as k, p.content_html from post p where p.id = any($1::bigint[])"
TERMS = """
select l.post_id as k, t.kind, t.name, t.uri
from post_term l
join term t on t.id = l.term_id
where l.post_id = any($1::bigint[])
order by l.post_id, l.position, t.id
"""
AUTHOR = "a.id, a.name, a.uri, a.bio_html, a.url, a.links, a.avatar_key"
AUTHORS = f"select a.id as k, {AUTHOR} from author a where a.id = any($1::bigint[])"
AUTHOR_BY_SLUG = f"select {AUTHOR} from author a where a.slug = $1"
POST_COUNTS = "select a.id as k, a.post_count as count from author a where a.id = any($1::bigint[])"
# a limit for each key needs a lateral join; order by is repeated, as a join promises no order
POSTS_OF_AUTHORS = f"""
select k.key as k, t.*
from unnest($1::bigint[]) as k (key)
cross join lateral (
  select {POST}
  from post_author l
  join post p on p.id = l.post_id
  where l.author_id = k.key
  order by l.published_at desc, l.post_id desc
  limit $2
) t
order by k.key, t.published_at desc, t.id desc
"""
COMMENTS = """
select k.key as k, t.*
from unnest($1::bigint[]) as k (key)
cross join lateral (
  select c.id, c.number, c.content_html, c.published_at, c.author_id, c.guest_name,
    c.guest_url, c.guest_avatar_key
  from comment c
  where {condition}
  order by c.published_at, c.id
  limit $2
) t
order by k.key, t.published_at, t.id
"""
COUNTS = """
select k.key as k, (select count(*)::integer from comment c where {condition}) as count
from unnest($1::bigint[]) as k (key)
"""


class CommentStatements(NamedTuple):
    """The statements for a page of a list of comments, and for its length."""

    page: str
    count: str

    @classmethod
    def where(cls, condition: str) -> CommentStatements:
        return cls(COMMENTS.format(condition=condition), COUNTS.format(condition=condition))


OF_POST = CommentStatements.where("c.entry_id = k.key")
ROOTS = CommentStatements.where("c.entry_id = k.key and c.parent_id is null")
REPLIES = CommentStatements.where("c.parent_id = k.key")


class Loaders:
    """The context of one request: a loader for each relation and its arguments."""

    def __init__(self, pool: asyncpg.Pool) -> None:
        self.pool = pool
        # cached by statement and arguments: fields with equal arguments share a batch
        self.list_loader = cache(self._list_loader)
        self.record_loader = cache(self._record_loader)

    def _list_loader(
        self, statement: str, *values: object
    ) -> DataLoader[int, list[asyncpg.Record]]:
        return DataLoader(load_fn=partial(self._grouped, statement, values))

    def _record_loader(self, statement: str) -> DataLoader[int, asyncpg.Record]:
        return DataLoader(load_fn=partial(self._single, statement))

    async def _grouped(
        self, statement: str, values: Sequence[object], keys: list[int]
    ) -> list[list[asyncpg.Record]]:
        groups: dict[int, list[asyncpg.Record]] = {key: [] for key in keys}
        for record in await self.pool.fetch(statement, keys, *values):
            groups[record["k"]].append(record)
        return [groups[key] for key in keys]

    async def _single(self, statement: str, keys: list[int]) -> list[Any]:
        found = {record["k"]: record for record in await self.pool.fetch(statement, keys)}
        return [found.get(key) for key in keys]
