"""The floor: each story as one hand-written statement through bare asyncpg, without GraphQL.

Other forms, median wall time and Python CPU of interleaved runs relative to the form kept:

    story             records in arrays   statement/level   flat rows    array per column   JSON
    post page            1.07  1.4         1.33  1.85       1.06  1.2      1.05  1.05     1.14  0.7
    20 newest posts      1.06  1.1         1.27  1.45       1.10  1.3      1.03  1.0
    author profile       1.06  1.15        1.38  1.55       1.23  1.3
    50 x 10 comments     1.04  2.1         1.10  1.85       1.08  1.7      1.03  1.65

Kept are rows nested as arrays of text: one round trip, in a defined order, and asyncpg decodes a
text array in one loop, where it looks up the type of each element of a record. Authors by join or
by subquery cost the same; read once for all comments (by a CTE) they cost more. Of six ways to
return a time in an array Postgres's own text is the cheapest; in JSON's format the whole post page
takes 1.03 as long.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import asyncpg

from gql.engine import Key, Order, encode_id
from gql.types.text_fields import excerpt
from tests.bench import story as stories
from tests.bench.connections import SERVICE_URL

Answer = dict[str, Any]
Rows = list[asyncpg.Record]
CURSOR_ORDER = Order("post/newest", (Key("published_at", "timestamptz"),), descending=True)

TITLE = "select p.title from post p where p.slug = $1"

COMMENT = """
array[
  {0}.id::text, {0}.number::text, {0}.content_html, {0}.published_at::text,
  coalesce(w.name, {0}.guest_name), coalesce(w.url, {0}.guest_url),
  coalesce(w.avatar_key, {0}.guest_avatar_key)::text
]
"""
POST = f"""
select p.id, p.title, p.content_html, p.published_at,
  a.name, a.uri, a.avatar_key,
  p.response_count, p.comment_count, p.mention_count,
  array(
    select array[t.kind, t.name, t.uri]
    from post_term l
    join term t on t.id = l.term_id
    where l.post_id = p.id
    order by l.position, t.id
  ) as terms,
  (select count(*)::integer from comment c where c.entry_id = p.id and c.parent_id is null) as roots,
  array(
    select row(
      {COMMENT.format("c")},
      array(
        select {COMMENT.format("r")}
        from comment r
        left join author w on w.id = r.author_id
        where r.parent_id = c.id
        order by r.published_at, r.id
        limit 3
      )
    )
    from comment c
    left join author w on w.id = c.author_id
    where c.entry_id = p.id and c.parent_id is null
    order by c.published_at, c.id
    limit 50
  ) as comments
from post p
join author a on a.id = p.author_id
where p.slug = $1
"""
NEWEST = """
select p.id, p.title, p.slug, p.excerpt, p.excerpt_is_written, p.published_at, p.response_count,
  a.name, a.uri,
  array(
    select array[t.name, t.uri]
    from post_term l
    join tag t on t.id = l.term_id
    where l.post_id = p.id
    order by l.position, t.id
  ) as tags
from post p
join author a on a.id = p.author_id
order by p.published_at desc, p.id desc
limit 21
"""
PROFILE = """
select a.name, a.bio_html, a.avatar_key, a.links, a.post_count,
  array(
    select array[
      p.title, p.uri, p.published_at::text, p.response_count::text
    ]
    from post_author l
    join post p on p.id = l.post_id
    where l.author_id = a.id
    order by l.published_at desc, l.post_id desc
    limit 10
  ) as posts
from author a
where a.slug = $1
"""
FIFTY = """
select p.title,
  array(
    select array[
      c.content_html, c.published_at::text, coalesce(a.name, c.guest_name)
    ]
    from comment c
    left join author a on a.id = c.author_id
    where c.entry_id = p.id
    order by c.published_at, c.id
    limit 10
  ) as comments
from post p
order by p.response_count desc, p.id desc
limit 50
"""


@dataclass(frozen=True, slots=True)
class Floor:
    """A statement, and the function that builds the data of the response from its rows."""

    statement: str
    answer: Callable[[Rows], Answer]

    async def fetch(self, pool: asyncpg.Pool, variables: Mapping[str, str]) -> Rows:
        async with pool.acquire() as connection:
            rows: Rows = await connection.fetch(self.statement, *variables.values())
            return rows


def title(rows: Rows) -> Answer:
    """The data of the story title-by-slug."""
    return {"post": {"title": rows[0][0]} if rows else None}


def post(rows: Rows) -> Answer:
    """The data of the story post-page."""
    return {"post": _post(rows[0]) if rows else None}


def newest(rows: Rows) -> Answer:
    """The data of the story newest-posts."""
    page = rows[:20]  # the statement reads one more, for hasNextPage
    end = CURSOR_ORDER.cursor([page[-1]["published_at"], page[-1]["id"]]) if page else None
    return {
        "posts": {
            "nodes": [_listed(row) for row in page],
            "pageInfo": {"endCursor": end, "hasNextPage": len(rows) > 20},
        }
    }


def profile(rows: Rows) -> Answer:
    """The data of the story author-profile."""
    return {"author": _author(*rows[0]) if rows else None}


def fifty(rows: Rows) -> Answer:
    """The data of the story posts-with-comments."""
    return {
        "posts": {
            "nodes": [
                {
                    "title": title,
                    "comments": {
                        "nodes": [
                            {
                                "content": content,
                                "publishedAt": _time(time),
                                "author": {"name": name or "Anonymous"},
                            }
                            for content, time, name in comments
                        ]
                    },
                }
                for title, comments in rows
            ]
        }
    }


def _post(row: asyncpg.Record) -> Answer:
    return {
        "id": encode_id("Post", row["id"]),
        "title": row["title"],
        "content": row["content_html"],
        "publishedAt": row["published_at"],
        "author": {
            "name": row["name"],
            "uri": row["uri"],
            "avatar": {"url": _avatar(row["avatar_key"])},
        },
        "categories": _terms(row["terms"], "CATEGORY"),
        "tags": _terms(row["terms"], "TAG"),
        "commentCounts": {
            "total": row["response_count"],
            "comments": row["comment_count"],
            "mentions": row["mention_count"],
        },
        "comments": {
            "totalCount": row["roots"],
            "nodes": [
                {**_comment(root), "replies": {"nodes": [_comment(reply) for reply in replies]}}
                for root, replies in row["comments"]
            ],
        },
    }


def _comment(row: list[Any]) -> Answer:
    # all texts: an array has elements of one type
    id, number, content, time, name, url, avatar_key = row
    return {
        "id": encode_id("Comment", int(id)),
        "number": int(number),
        "content": content,
        "publishedAt": _time(time),
        "author": {
            "name": name or "Anonymous",
            "homepage": url,
            "avatar": {"url": _avatar(avatar_key)},
        },
    }


def _terms(rows: Iterable[list[str]], wanted: str) -> list[Answer]:
    return [{"name": name, "uri": uri} for kind, name, uri in rows if kind == wanted]


def _listed(row: asyncpg.Record) -> Answer:
    return {
        "title": row["title"],
        "slug": row["slug"],
        "excerpt": excerpt(row["excerpt"], row["excerpt_is_written"]),
        "publishedAt": row["published_at"],
        "author": {"name": row["name"], "uri": row["uri"]},
        "tags": [{"name": name, "uri": uri} for name, uri in row["tags"]],
        "commentCounts": {"total": row["response_count"]},
    }


def _author(
    name: str, bio: str, avatar_key: object, links: list[Answer], post_count: int, posts: list[Any]
) -> Answer:
    return {
        "name": name,
        "bio": bio,
        "avatar": {"url": _avatar(avatar_key)},
        "links": [{"service": link["service"], "url": link["url"]} for link in links],
        "postCount": post_count,
        "posts": {
            "nodes": [
                {
                    "title": title,
                    "uri": uri,
                    "publishedAt": _time(time),
                    "commentCounts": {"total": int(total)},
                }
                for title, uri, time, total in posts
            ]
        },
    }


def _avatar(key: object) -> str:
    return f"{SERVICE_URL}/avatars/{key}.svg?size=96"


def _time(text: str) -> str:
    """Postgres's text of a time in ISO 8601: a T, minutes of the zone, all digits of a fraction."""
    if len(text) == 22:  # 2026-01-31 12:00:00+00: most times have no fraction
        return f"{text[:10]}T{text[11:]}:00"
    return datetime.fromisoformat(text).isoformat()


FLOORS = {
    stories.TITLE: Floor(TITLE, title),
    stories.POST: Floor(POST, post),
    stories.NEWEST: Floor(NEWEST, newest),
    stories.PROFILE: Floor(PROFILE, profile),
    stories.FIFTY: Floor(FIFTY, fifty),
}
