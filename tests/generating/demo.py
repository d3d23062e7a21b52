"""The words of a publication: its ids, paths and cursors, those of hidden things too."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

import asyncpg
from graphql import GraphQLEnumType

from gql.engine import encode_id, node_types
from gql.operation.execute import core
from gql.schema import schema
from tests.generating.words import Words
from tests.operation_client import Asking

# kind, key, slug and path of all that there is, whoever may see it
THINGS = """
select initcap(kind) as type, id, slug, uri, title as text from entry
union all select 'Author', id, slug, uri, name from author
union all select initcap(kind), id, slug, uri, name from term
union all select 'Menu', id, slug, null, name from menu
union all (select 'Comment', id, null, null, null from comment order by id limit 60)
union all (select 'Guest', id, null, null, null from comment where author_id is null order by id limit 20)
union all select 'Media', id, null, null, null from media
union all select 'MenuItem', id, null, null, null from menu_item
"""
OTHER = """
select distinct uri from entry_old_uri
union all select e.uri || '#comment-' || c.id from comment c join entry e on e.id = c.entry_id where c.id % 30 = 1
"""
LISTS = {"PostOrder": "posts", "AuthorOrder": "authors", "CommentOrder": "comments"}
ORDERED = "{ %s(first: 100, orderBy: %s) { edges { cursor } } }"
WHOLE = {
    "Query.pages": "{ pages { edges { cursor } } }",
    "Query.categories": "{ categories(first: 30) { edges { cursor } } }",
    "Query.tags": "{ tags(first: 30) { edges { cursor } } }",
    "Query.search": '{ search(query: "night", first: 30) { edges { cursor } } }',
    "Post.likers": "{ posts(first: 30) { nodes { likers { edges { cursor } } } } }",
    "Page.children": "{ pages { nodes { children { edges { cursor } } } } }",
}
THREADS = """{
  posts(orderBy: MOST_DISCUSSED, first: 3) {
    nodes { discussion(orderBy: %s) { edges { cursor repliesCursor } } }
  }
}"""


async def words_of(url: str, asking: Asking) -> Words:
    """What is in a database: read as its owner, and the cursors as a stranger."""
    connection = await asyncpg.connect(url, server_settings={"search_path": "quire"})
    try:
        things = await connection.fetch(THINGS)
        other = [record["uri"] for record in await connection.fetch(OTHER)]
    finally:
        await connection.close()
    return Words(_texts(things, other), {key: found async for key, found in _cursors(asking)})


def _texts(things: list[Any], other: list[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {"slug": [], "uri": [*other], "ID": []}
    for thing in things:
        type_, id_ = thing["type"], encode_id(thing["type"], thing["id"])
        assert type_ in node_types
        by = f"{'Term' if type_ in ('Category', 'Tag') else type_}By"
        _add(found, id_, "ID", f"{by}.id", f"Query.{type_.lower()}.id")
        _add(found, thing["slug"], "slug", f"{by}.slug", f"PostWhere.{type_.lower()}")
        _add(found, thing["uri"], "uri", f"{by}.uri")
    _also_for_filters(found, things)
    return found


def _also_for_filters(found: dict[str, list[str]], things: list[Any]) -> None:
    found["AuthorWhere.slug"] = found["CommentWhere.author"] = found["AuthorBy.slug"]
    found["PostWhere.allTags"] = found["PostWhere.notTag"] = found["PostWhere.tag"]
    found["CommentWhere.on"] = [*found["PostBy.id"], *found["PageBy.id"]]
    found["Query.node.id"] = found["Query.nodes.ids"] = found["ID"]
    titles = [word for one in things for word in re.findall(r"\w{4,}", one["text"] or "")]
    found["query"] = found["search"] = sorted(set(titles))


def _add(found: dict[str, list[str]], text: str | None, *keys: str) -> None:
    for key in keys if text else ():
        assert text
        found.setdefault(key, []).append(text)


async def _cursors(asking: Asking) -> Any:
    for name, root in LISTS.items():
        enum = core(schema).type_map[name]
        assert isinstance(enum, GraphQLEnumType)
        for order in enum.values:
            found = list(_found(await asking.data(ORDERED % (root, order))))
            if name == "CommentOrder":
                found += _found(await asking.data(THREADS % order))
            yield f"{name}.{order}", _some(found)
    for field, query in WHOLE.items():
        yield field, _some(list(_found(await asking.data(query))))


def _found(answer: Any) -> Iterator[str]:
    """Every cursor in an answer."""
    below: Iterable[Any] = answer.values() if isinstance(answer, dict) else answer
    for one in below:
        if isinstance(one, str):
            yield one
        elif isinstance(one, dict | list):
            yield from _found(one)


def _some(cursors: list[str]) -> list[str]:
    """From all over a list."""
    cursors = list(dict.fromkeys(cursors))
    return cursors[:: 1 + len(cursors) // 25]
