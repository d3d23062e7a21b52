"""Random inputs of mutations, for every field of their types, from what is in the database."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import asyncpg
from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    get_named_type,
    is_list_type,
    is_required_input_field,
)
from graphql.type import get_nullable_type

from gql.engine import encode_id

# type of a global id → ids, newest first; slugs and paths of everything beside them
RECORDS = """
select initcap(kind) as type, id, slug, uri from entry
union all select 'Author', id, slug, uri from author
union all select initcap(kind), id, slug, uri from term
union all select 'Menu', id, slug, null from menu
union all select 'Series', id, slug, null from series
union all select 'Redirect', id, null, uri from redirect
union all select 'Media', id, null, null from media
union all select 'Preview', id, null, null from preview
union all select 'Comment', id, null, null from comment
order by 2 desc
"""
COMMENTS = """
select c.id, c.entry_id, initcap(e.kind) as type from comment c join entry e on e.id = c.entry_id
where c.visible_from is not null and c.depth < 4 and e.comments_open order by c.id desc limit 25
"""
# what readers see, what is in the trash, and versions that can be restored
STATES = """
select initcap(kind) as type, id, status = 'TRASH' as is_trash,
  status = 'PUBLISHED' and published_at <= now() as is_public, version
from entry
"""
# field of an input → the types whose ids it takes; `id` is of what the mutation is named after
NODES: Mapping[str, Sequence[str]] = {
    "featuredImage": ("Media",),
    "image": ("Media",),
    "logo": ("Media",),
    "icon": ("Media",),
    "frontPage": ("Page",),
    "postsPage": ("Page",),
    "on": ("Post", "Post", "Page"),
    "posts": ("Post",),
    "ids": ("Comment",),
    "target": ("Post", "Page", "Category", "Tag", "Author"),
}
NOUNS = ("Comment", "Post", "Page", "Category", "Tag", "Redirect", "Series", "Menu", "Author")
WORDS = ("night", "bread", "harbour", "lamps", "rails", "coast", "letter", "ovens", "lihgt", "dawn")
LANGUAGES = ("en", "de", "fr", "de-AT", "en-US", "it")
RECENT = 12  # of a type, that are chosen most often


class Inputs:
    """Draws inputs. `records` is refreshed from the database by `look`."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        self.ids: dict[str, list[int]] = {}
        self.slugs: dict[str, list[str]] = {}
        self.uris: list[str] = ["/"]
        self.comments: list[tuple[str, str]] = []
        self.states: dict[str, list[str]] = {}
        self.now = datetime.min
        self._number = 0

    async def look(self, owner: asyncpg.Connection) -> None:
        """Read what there is."""
        self.ids, self.slugs, self.uris = {}, {}, ["/"]
        for record in await owner.fetch(RECORDS):
            self.ids.setdefault(record["type"], []).append(record["id"])
            if record["slug"]:
                self.slugs.setdefault(record["type"], []).append(record["slug"])
            if record["uri"]:
                self.uris.append(record["uri"])
        self.comments = [
            (encode_id("Comment", record["id"]), encode_id(record["type"], record["entry_id"]))
            for record in await owner.fetch(COMMENTS)
        ]
        states = await owner.fetch(STATES)
        self.states = {
            name: [encode_id(one["type"], one["id"]) for one in states if one[column]]
            for name, column in (("trash", "is_trash"), ("public", "is_public"))
        }
        self.now = await owner.fetchval("select now()")

    def input_for(self, mutation: str, type_: GraphQLInputObjectType) -> dict[str, Any]:
        """The input of a mutation: what is required, and some of what is not."""
        noun = next((one for one in NOUNS if one in mutation or f"{one[:-1]}ies" in mutation), "")
        share = self.rng.choice((0.15, 0.3, 0.6))
        drawn = self._object(mutation, noun, type_, share)
        for at, item in enumerate(drawn.get("items") or ()):
            item["depth"] = min(item.get("depth", 0), at)
            item.pop("url" if item.get("target") else "target", None)
        if self.rng.random() < 0.9:
            drawn |= self._likely(mutation, noun, drawn)
        return drawn

    def _likely(self, mutation: str, noun: str, drawn: dict[str, Any]) -> dict[str, Any]:
        """Values with which a mutation is not refused."""
        prefix = encode_id(noun, 1)[:5]
        if mutation.startswith("restore") and "version" not in drawn:
            trashed = [one for one in self.states["trash"] if one.startswith(prefix)]
            return {"id": self.rng.choice(trashed)} if trashed else {}
        if mutation == "createComment" or (mutation == "like" and self.rng.random() < 0.5):
            name = "id" if mutation == "like" else "on"
            public = [one for one in self.states["public"] if name == "on" or one[:5] == "UG9zd"]
            return {name: self.rng.choice(public)} if public else {}
        return {"version": 1} if "version" in drawn else {}

    def text(self) -> str:
        """Some words, and a number that no other text has."""
        self._number += 1
        words = self.rng.sample(WORDS, self.rng.randint(1, 4))
        return f"{' '.join(words).capitalize()} {self._number}"

    def node(self, *types: str) -> str:
        """The global id of something that is there, of what is new more often than not."""
        type_ = self.rng.choice(types)
        known = self.ids.get(type_, [])
        if not known or self.rng.random() < 0.01:
            return encode_id(type_, 1_000_000)
        chosen = known[:RECENT] if self.rng.random() < 0.6 else known
        return encode_id(type_, self.rng.choice(chosen))

    def _object(
        self, mutation: str, noun: str, type_: GraphQLInputObjectType, share: float
    ) -> dict[str, Any]:
        return {
            name: self._value(mutation, noun, type_.name, name, field.type)
            for name, field in type_.fields.items()
            if name not in NEVER
            and (is_required_input_field(field) or name in ALWAYS or self.rng.random() < share)
        }

    def _value(self, mutation: str, noun: str, owner: str, name: str, type_: Any) -> Any:
        nullable = get_nullable_type(type_) is type_
        type_ = get_nullable_type(type_)
        if nullable and self.rng.random() < 0.1:
            return None
        if is_list_type(type_):
            count = self.rng.choice((0, 1, 1, 2, 3))
            below = [
                self._value(mutation, noun, owner, name, type_.of_type) for _ in range(count or 1)
            ]
            return below if count or name in ("ids", "from") else []
        named: Any = get_named_type(type_)
        if isinstance(named, GraphQLInputObjectType):
            return self._object(mutation, noun, named, 0.4)
        if isinstance(named, GraphQLEnumType):
            return self.rng.choice(list(named.values))
        return self._scalar(noun, owner, name, named.name)

    def _scalar(self, noun: str, owner: str, name: str, type_name: str) -> Any:
        rng = self.rng
        match type_name:
            case "Boolean":
                return rng.random() < (0.05 if name == "isDisabled" else 0.5)
            case "Int":
                return rng.choice((0, 1, 1, 2, 3, 5, 60))
            case "DateTime":
                return (self.now + timedelta(seconds=rng.choice(MOMENTS))).isoformat()
            case "ID":
                types = NODES.get(name, (noun,))
                if name in ("author",):
                    types = ("Author",)
                if name == "id" and owner == "LikeInput":
                    types = ("Post", "Comment")
                if name == "id" and "Preview" in owner:
                    types = ("Preview",) if "Revoke" in owner else ("Post", "Page")
                return self.node(*types)
        return self._string(noun, name)

    def _string(self, noun: str, name: str) -> str:
        rng = self.rng
        lists = {"categories": "Category", "tags": "Tag", "authors": "Author", "author": "Author"}
        if name in lists and (slugs := self.slugs.get(lists[name])) and rng.random() < 0.85:
            return rng.choice(slugs)
        if name == "slug":
            known = self.slugs.get(noun, [])
            return rng.choice(known) if known and rng.random() < 0.4 else self.slug()
        if name in ("uri", "to"):
            return rng.choice(self.uris) if rng.random() < 0.5 else f"/{self.slug()}/"
        if name in ("url", "canonicalUrl"):
            return f"https://{self.slug()}.example"
        if name == "content":
            return f"{self.text()}. https://blog.example{rng.choice(self.uris)}"
        if name in CHOICES:
            return rng.choice(CHOICES[name])
        return self.text()

    def slug(self) -> str:
        self._number += 1
        return f"{self.rng.choice(WORDS)}-{self._number}"


CHOICES: Mapping[str, Sequence[str]] = {
    "language": LANGUAGES,
    "email": ("night@guests.example", "dawn@guests.example"),
    "key": ("mood", "secret", "colour"),
    "value": ('"calm"', '"loud"', "7"),
    "location": ("primary", "footer", "side"),
    "timeZone": ("Europe/Rome", "UTC", "Asia/Tokyo"),
}
NEVER = {"idempotencyKey", "expectedVersion", "website", "startedAt", "asOf", "guestKey", "receipt"}
ALWAYS = {"posts", "items"}
# seconds from now: past, and to come so soon that the clock passes it while the proof runs
MOMENTS = (-90_000, -3_600, -1, 1, 2, 4, 8, 15, 90_000)
