"""Loads the demo publication, and turns everything but its entries into drafts."""

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
from gql.content.draft_groups import SeriesDraft
from gql.db import Connection, Database
from gql.errors import StartError
from gql.importers.demo.entries import entries
from gql.importers.demo.files import DEMO_FOLDER, Table, file_errors, table
from gql.importers.publication import PublicationImport
from gql.importers.report import ImportReport
from gql.sql.statements import statements

DEMO_SOURCE = "https://smallhours.example"  # in the import map; .example is reserved (RFC 2606)
SQL = statements("demo")


async def load_demo(
    database: Database, *, service_url: str, folder: Path = DEMO_FOLDER
) -> ImportReport:
    """Save what is new or changed in the files since the last start, in one transaction.

    Raises StartError where the database holds another publication.
    """
    async with database.transaction() as connection:
        if await connection.fetchval(SQL["holds_other_publication"].text, DEMO_SOURCE):
            raise StartError(
                "This database holds another publication, and the demo would be mixed into it. "
                "Start without --demo, or name an empty folder with --data."
            )
        async with PublicationImport(connection, source=DEMO_SOURCE) as publication:
            for draft in drafts(folder, service_url):
                await publication.add(draft)
            return await publication.finish()


async def require_no_demo(connection: Connection) -> None:
    """Raise StartError where an import would mix another publication into the demo."""
    if await connection.fetchval(SQL["is_loaded"].text, DEMO_SOURCE):
        raise StartError(
            "This database holds the demo, and the import would be mixed into it. "
            "Name an empty folder with --data, or another database with --database-url."
        )


def drafts(folder: Path, service_url: str) -> Iterator[Draft]:
    """All drafts of the demo. Pictures are served by the service itself, below /demo/."""
    publication_file = table(folder, "publication.toml")
    with file_errors("publication.toml"):
        yield SiteDraft(url=service_url, **publication_file["site"])
    with file_errors("authors.toml"):
        for author in table(folder, "authors.toml")["author"]:
            yield _author(**author)
    with file_errors("publication.toml"):
        for kind in TermKind:
            for term in publication_file[kind.lower()]:
                yield _term(kind, **term)
        for media in publication_file["media"]:
            yield _media(folder, service_url, **media)
    yield from entries(folder)
    with file_errors("publication.toml"):
        for menu in publication_file["menu"]:
            yield _menu(**menu)
        for series in publication_file["series"]:
            yield _series(**series)


def _author(
    *, slug: str, name: str, joined: datetime, links: Sequence[Table] = (), **other_keys: str
) -> AuthorDraft:
    return AuthorDraft(
        source_id=slug,
        slug=slug,
        name=name,
        bio_format=Format.MARKDOWN,
        links=tuple((link["service"], link["url"]) for link in links),
        joined_at=joined,
        **_checked_keys(other_keys, "bio", "url", "login", "email"),
    )


def _term(kind: TermKind, *, slug: str, under: str | None = None, **other_keys: str) -> TermDraft:
    return TermDraft(
        slug, kind, slug=slug, parent=under, **_checked_keys(other_keys, "name", "description")
    )


def _media(folder: Path, service_url: str, *, name: str, **other_keys: Any) -> MediaDraft:
    file = f"{name}.svg"
    return MediaDraft(
        source_id=name,
        url=f"{service_url}/demo/{file}",
        mime_type="image/svg+xml",
        file_size=folder.joinpath("media", file).stat().st_size,
        **_checked_keys(other_keys, "title", "alt", "caption", "width", "height"),
    )


def _menu(*, slug: str, name: str, location: str, items: Sequence[Table]) -> MenuDraft:
    return MenuDraft(slug, name, slug=slug, location=location, items=tuple(_items(items)))


def _series(*, slug: str, title: str, description: str, posts: Sequence[str]) -> SeriesDraft:
    return SeriesDraft(slug, title, slug, description, tuple(f"posts/{post}" for post in posts))


def _items(items: Sequence[Table], parent: str | None = None) -> Iterator[MenuItemDraft]:
    """The items of a menu as a flat list, with their position in the tree as source id: 3/1."""
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


def _checked_keys(words: Table, *known: str) -> Table:
    # `**other_keys` accepts anything: a misspelled key must not be ignored
    if unknown := sorted(words.keys() - set(known)):
        raise ValueError(f"the key {unknown[0]!r} is unknown")
    return words
