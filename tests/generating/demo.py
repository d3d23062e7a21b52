"""Sample values from a database: its ids, slugs, paths and cursors, of hidden rows too."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

import asyncpg
from graphql import GraphQLEnumType

from gql.engine import encode_id, node_types
from gql.operation.execute import graphql_core_schema
from gql.schema import schema
from tests.generating.sample_values import SampleValues
from tests.operation_client import OperationClient

# type, id, slug and path of all rows, whoever may see them
RECORDS = """
select initcap(kind) as type, id::text, slug, uri, title as text from entry
union all select 'Author', id::text, slug, uri, name from author
union all select initcap(kind), id::text, slug, uri, name from term
union all select 'Menu', id::text, slug, null, name from menu
union all select 'Series', id::text, slug, null, title from series
union all (select 'Comment', id::text, null, null, null from comment order by id limit 60)
union all (
  select 'Guest', replace(guest_key(guest_avatar_key, guest_name, guest_url)::text, '-', ''), null, null, null
  from comment where author_id is null and not is_deleted order by comment.id limit 20
)
union all select 'Media', id::text, null, null, null from media
union all select 'MenuItem', id::text, null, null, null from menu_item
"""
OTHER_URIS = """
select distinct uri from entry_old_uri
union all select e.uri || '#comment-' || c.id from comment c join entry e on e.id = c.entry_id where c.id % 30 = 1
"""
LISTS = {
    "PostOrder": "posts",
    "AuthorOrder": "authors",
    "CommentOrder": "comments",
    "PageOrder": "pages",
    "TermOrder": "categories",
    "MenuOrder": "menus",
    "SeriesOrder": "seriesList",
    "MediaOrder": "mediaItems",
    "RedirectOrder": "redirects",
}
ORDERED = "{ %s(first: 100, orderBy: %s) { edges { cursor } } }"
WORDS = ', where: { search: "night or coast or page or rail or an" }'
OTHER_LISTS = {
    "Query.search": '{ search(query: "night", first: 30) { edges { cursor } } }',
    "Series.posts": "{ seriesList { nodes { posts { edges { cursor } } } } }",
    "Post.related": "{ posts(first: 9) { nodes { related { edges { cursor } } } } }",
    "Post.likers": "{ posts(first: 30) { nodes { likers { edges { cursor } } } } }",
}
THREADS = """{
  posts(orderBy: MOST_DISCUSSED, first: 3) {
    nodes { discussion(orderBy: %s) { edges { cursor repliesCursor } } }
  }
}"""


async def sample_values_of(url: str, client: OperationClient) -> SampleValues:
    """The sample values of a database: rows as its owner sees them, cursors as anonymous viewers do."""
    connection = await asyncpg.connect(url, server_settings={"search_path": "quire"})
    try:
        records = await connection.fetch(RECORDS)
        other = [record["uri"] for record in await connection.fetch(OTHER_URIS)]
        other += ["/feed/", "/category/letters/feed/", "/?feed=rss2"]
    finally:
        await connection.close()
    return SampleValues(
        _texts(records, other), {key: found async for key, found in _cursors(client)}
    )


def _texts(records: list[Any], other: list[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {"slug": [], "uri": [*other], "ID": []}
    for record in records:
        type_, id_ = record["type"], encode_id(record["type"], record["id"])
        assert type_ in node_types
        by = f"{'Term' if type_ in ('Category', 'Tag') else type_}By"
        _add(found, id_, "ID", f"{by}.id", f"Query.{type_.lower()}.id")
        _add(found, record["slug"], "slug", f"{by}.slug", f"{type_.lower()}.slugs")
        _add(found, id_, f"{type_.lower()}.ids")
        _add(found, record["uri"], "uri", f"{by}.uri")
        _add(found, id_ if type_ == "Comment" else None, "around")
    _also_for_filters(found, records)
    return found


def _also_for_filters(found: dict[str, list[str]], records: list[Any]) -> None:
    found["on.ids"] = [*found["PostBy.id"], *found["PageBy.id"]]
    found["parent.ids"] = [*found["page.ids"], *found["comment.ids"], *found["category.ids"]]
    found["parent.slugs"] = [*found["page.slugs"], *found["category.slugs"]]
    found["slugs"] = found["slug"]
    found["allTags"] = found["notTag"] = found["tag.slugs"]
    found["Query.node.id"] = found["Query.nodes.ids"] = found["ID"]
    titles = [word for one in records for word in re.findall(r"\w{4,}", one["text"] or "")]
    found["query"] = found["search"] = sorted(set(titles))


def _add(found: dict[str, list[str]], text: str | None, *keys: str) -> None:
    for key in keys if text else ():
        assert text
        found.setdefault(key, []).append(text)


async def _cursors(client: OperationClient) -> Any:
    """Key of SampleValues.cursors → cursors, for every order of every connection."""
    for name, root in LISTS.items():
        enum = graphql_core_schema(schema).type_map[name]
        assert isinstance(enum, GraphQLEnumType)
        for order in enum.values:
            # the order by relevance needs words
            by = f"{order}{WORDS if order == 'RELEVANCE' else ''}"
            found = list(_cursors_in(await client.data(ORDERED % (root, by))))
            if name == "CommentOrder":
                found += _cursors_in(await client.data(THREADS % by))
            yield f"{name}.{order}", _sample(found)
            if name == "PostOrder":
                sticky = await client.data(ORDERED % (root, f"{by}, stickyFirst: true"))
                yield f"{name}.{order}.stickyFirst", _sample(list(_cursors_in(sticky)))
    for field, query in OTHER_LISTS.items():
        yield field, _sample(list(_cursors_in(await client.data(query))))


def _cursors_in(answer: Any) -> Iterator[str]:
    """Every text in `data`, which contains nothing but cursors."""
    below: Iterable[Any] = answer.values() if isinstance(answer, dict) else answer
    for one in below:
        if isinstance(one, str):
            yield one
        elif isinstance(one, dict | list):
            yield from _cursors_in(one)


def _sample(cursors: list[str]) -> list[str]:
    """About 25 of a list, evenly spread."""
    cursors = list(dict.fromkeys(cursors))
    return cursors[:: 1 + len(cursors) // 25]
