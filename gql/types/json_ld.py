"""JSON-LD: what posts, pages, authors and terms are in the words of schema.org."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any

from gql.engine import Context
from gql.sql import seo as seo_sql
from gql.types.described import Described

_TYPES = {"POST": "BlogPosting", "PAGE": "WebPage", "AUTHOR": "ProfilePage"}  # others: collections
# what else is read of each kind; nothing of tags
_CREDITS: Mapping[str, Callable[..., Any]] = {
    "POST": seo_sql.credits_of_posts,
    "PAGE": seo_sql.credits_of_pages,
    "CATEGORY": seo_sql.above_categories,
    "AUTHOR": seo_sql.places_of_authors,
}
Properties = dict[str, Any]


async def json_ld_of(context: Context, nodes: list[tuple[Described]]) -> list[str]:
    """The JSON-LD of each node."""
    publisher, pictures, *credits = await asyncio.gather(
        context.read_once("publisher", lambda: seo_sql.publisher(context.db))(),
        seo_sql.pictures(context.db, [node.image_id for (node,) in nodes if node.image_id]),
        *(credit_of(context, node) for (node,) in nodes),
    )
    for (node,) in nodes:
        shown = (publisher["logo_id"], node.image_id)
        node.tags.update(["site", *(f"media:{id}" for id in shown if id is not None)])
    return [
        json_ld(node, publisher, pictures.get(node.image_id or 0), credit)
        for (node,), credit in zip(nodes, credits, strict=True)
    ]


async def credit_of(context: Context, node: Described) -> Any:
    """Who wrote a node and what is above it, as far as there is something to read."""
    if not (read := _CREDITS.get(node.kind)):
        return None
    # through the loader: Open Graph needs the same of posts
    batch = partial(read, context.db)
    credit = await context.load(("credits", node.kind), lambda: batch, node.id)
    node.tags.update(_tags(node, credit or {}))
    return credit


def credit_tags(key: tuple[Described], value: Any) -> set[str]:
    """The cache tags of what was read of a node for a field that needs its credit."""
    return key[0].tags


def _tags(node: Described, credit: Any) -> Iterator[str]:
    yield from (f"author:{id}" for _, _, id in credit.get("authors") or ())
    yield from (f"tag:{id}" for _, id in credit.get("tags") or ())
    if section := credit.get("section"):
        yield f"category:{section[1]}"
    above = "page" if node.kind == "PAGE" else "category"
    yield from (f"{above}:{id}" for _, _, id in credit.get("above") or ())


def json_ld(node: Described, publisher: Any, picture: Any, credit: Any) -> str:
    """A node as JSON, which may be written into a script element as it is.

    `publisher`, `picture`, `credit`: records of gql.sql.seo; None where there is none.
    """
    properties = {
        "@context": "https://schema.org",
        "@type": _TYPES.get(node.kind, "CollectionPage"),
        **(_page_of_author(node, credit) if node.kind == "AUTHOR" else _page(node, credit or {})),
        "url": node.url,
        "inLanguage": node.language,
        "image": picture and _picture(picture["url"], picture["width"], picture["height"]),
        "publisher": _publisher(publisher),
    }
    # "<" is escaped, so that no title can close the script element that holds the JSON
    text = json.dumps(_filled(properties), ensure_ascii=False, default=datetime.isoformat)
    return text.replace("<", "\\u003c")


def _page(node: Described, credit: Any) -> Properties:
    """What posts, pages and lists of posts have."""
    is_entry, section = node.kind in ("POST", "PAGE"), credit.get("section")
    return {
        "headline" if is_entry else "name": node.name,
        "description": node.description,
        "datePublished": node.published_at,
        "dateModified": node.updated_at,
        "wordCount": node.word_count,
        "author": [_filled(_person(name, url)) for name, url, _ in credit.get("authors") or ()],
        "articleSection": section and section[0],
        "keywords": [name for name, _ in credit.get("tags") or ()],
        "breadcrumb": _breadcrumb(node, credit.get("above") or ()),
    }


def _page_of_author(node: Described, places: Any) -> Properties:
    others = [places["url"], *(link["url"] for link in places["links"])] if places else []
    person = {
        **_person(node.name, node.url),
        "description": node.description,
        "sameAs": list(dict.fromkeys(filter(None, others))),
    }
    return {
        "name": node.name,
        "dateCreated": node.published_at,
        "dateModified": node.updated_at,
        "mainEntity": _filled(person),
    }


def _person(name: str, url: str) -> Properties:
    return {"@type": "Person", "name": name, "url": url}


def _publisher(site: Any) -> Properties:
    logo = site["logo_url"] and _picture(site["logo_url"], site["logo_width"], site["logo_height"])
    return _filled(
        {"@type": "Organization", "name": site["title"], "url": site["url"], "logo": logo}
    )


def _picture(url: str, width: int | None, height: int | None) -> Properties:
    return _filled({"@type": "ImageObject", "url": url, "width": width, "height": height})


def _breadcrumb(node: Described, above: Sequence[tuple[str, str, int]]) -> Properties | None:
    """The way from the root of a tree down to the node; None for what is below nothing."""
    if not above:
        return None
    items = [
        {"@type": "ListItem", "position": place, "name": name, "item": url}
        for place, (name, url, _) in enumerate([*above, (node.name, node.url, node.id)], 1)
    ]
    return {"@type": "BreadcrumbList", "itemListElement": items}


def _filled(properties: Properties) -> Properties:
    """The properties that have a value: schema.org knows no null."""
    return {name: value for name, value in properties.items() if value not in (None, "", [])}
