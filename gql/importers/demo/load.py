"""The demo publication of gql/demo, loaded once and brought up to date at every later start."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from gql.content.draft import (
    AuthorDraft,
    Draft,
    Format,
    MediaDraft,
    MenuDraft,
    MenuItemDraft,
    SiteDraft,
    TermDraft,
    TermKind,
)
from gql.db import Connection, Database
from gql.errors import StartError
from gql.importers.demo.entries import entries
from gql.importers.demo.files import FOLDER, Table, table, understood
from gql.importers.publication import Publication
from gql.importers.report import Tally
from gql.sql.statements import statements

SOURCE = "https://smallhours.example"  # under which quire.imported remembers it
SQL = statements("demo")


async def load_demo(database: Database, *, service_url: str, folder: Path = FOLDER) -> Tally:
    """Writes what is new or changed in the files, in one transaction, and nothing else.

    Raises StartError where the database holds another publication.
    """
    async with database.transaction() as connection:
        if await connection.fetchval(SQL["is_foreign"].text, SOURCE):
            raise StartError(
                "This database holds another publication, and the demo would be mixed into it. "
                "Start without --demo, or name an empty folder with --data."
            )
        async with Publication(connection, source=SOURCE) as publication:
            for draft in drafts(folder, service_url):
                await publication.add(draft)
            return await publication.finish()


async def require_no_demo(connection: Connection) -> None:
    """Raises StartError where another publication would be mixed into the demo."""
    if await connection.fetchval(SQL["is_here"].text, SOURCE):
        raise StartError(
            "This database holds the demo, and the import would be mixed into it. "
            "Name an empty folder with --data, or another database with --database-url."
        )


def drafts(folder: Path, service_url: str) -> Iterator[Draft]:
    """The whole publication. Pictures are served by this service, under /demo/."""
    whole = table(folder, "publication.toml")
    with understood("publication.toml"):
        yield SiteDraft(url=service_url, **whole["site"])
    with understood("authors.toml"):
        for author in table(folder, "authors.toml")["author"]:
            yield _author(**author)
    with understood("publication.toml"):
        for kind in TermKind:
            for term in whole[kind.lower()]:
                yield _term(kind, **term)
        for media in whole["media"]:
            yield _media(folder, service_url, **media)
    yield from entries(folder)
    with understood("publication.toml"):
        for menu in whole["menu"]:
            yield _menu(**menu)


def _author(
    *, slug: str, name: str, joined: datetime, links: Sequence[Table] = (), **more: str
) -> AuthorDraft:
    return AuthorDraft(
        source_id=slug,
        slug=slug,
        name=name,
        bio_format=Format.MARKDOWN,
        links=tuple((link["service"], link["url"]) for link in links),
        joined_at=joined,
        **_known(more, "bio", "url", "login", "email"),
    )


def _term(kind: TermKind, *, slug: str, under: str | None = None, **more: str) -> TermDraft:
    return TermDraft(slug, kind, slug=slug, parent=under, **_known(more, "name", "description"))


def _media(folder: Path, service_url: str, *, name: str, **more: Any) -> MediaDraft:
    file = f"{name}.svg"
    return MediaDraft(
        source_id=name,
        url=f"{service_url}/demo/{file}",
        mime_type="image/svg+xml",
        file_size=folder.joinpath("media", file).stat().st_size,
        **_known(more, "title", "alt", "caption", "width", "height"),
    )


def _menu(*, slug: str, name: str, location: str, items: Sequence[Table]) -> MenuDraft:
    return MenuDraft(slug, name, slug=slug, location=location, items=tuple(_items(items)))


def _items(items: Sequence[Table], parent: str | None = None) -> Iterator[MenuItemDraft]:
    """A tree as a list; an item is called by its place in the tree: 3/1."""
    for place, item in enumerate(items, 1):
        source_id = f"{parent}/{place}" if parent else str(place)
        yield _item(source_id, parent, **{k: v for k, v in item.items() if k != "items"})
        yield from _items(item.get("items", ()), source_id)


def _item(
    source_id: str,
    parent: str | None,
    *,
    label: str = "",
    url: str | None = None,
    author: str | None = None,
    post: str | None = None,
    page: str | None = None,
    category: str | None = None,
    tag: str | None = None,
) -> MenuItemDraft:
    entry = f"posts/{post}" if post else f"pages/{page}" if page else None
    term = (TermKind.CATEGORY, category) if category else (TermKind.TAG, tag) if tag else None
    return MenuItemDraft(source_id, parent, label, url, entry, term, author)


def _known(words: Table, *known: str) -> Table:
    if unknown := sorted(words.keys() - set(known)):
        raise ValueError(f"the word {unknown[0]!r} means nothing here")
    return words
