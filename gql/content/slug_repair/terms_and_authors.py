"""Terms and authors: their slugs and paths, the keys of names, and where WordPress had them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from urllib.parse import urlsplit

from gql.content.draft import TermKind
from gql.content.former_uri import login_slug, nested_uri
from gql.content.site.term_record import name_key
from gql.content.slug import typed_slug
from gql.content.slug_repair.cut_slug import free_slugs, mended_slug
from gql.content.uri_bases import UriBases, folder
from gql.db import Connection, Record
from gql.sql.statements import statements

SQL, IMPORT_SQL = statements("slug_repair"), statements("import")
BASES = UriBases()  # a site of then has no others


async def repair_terms(connection: Connection) -> None:
    """Mend the slugs of terms, by their ids in the import map or by their names."""
    terms = await connection.fetch(SQL["terms"].text)
    slugs: dict[int, str] = {}
    for kind in TermKind:
        rows = [term for term in terms if term["kind"] == kind]
        # the import map has the slug of the source as its id
        wanted = [mended_slug(row["slug"], row["name"], row["source_id"] or "") for row in rows]
        slugs |= await free_slugs(connection, "taken_term_slugs", rows, wanted, kind)
    folders = {kind: folder(BASES.of_terms(kind)) for kind in TermKind}
    uris = {term["id"]: f"{folders[term['kind']]}{slugs[term['id']]}/" for term in terms}
    ids = [term["id"] for term in terms]
    await connection.execute(
        SQL["update_terms"].text,
        ids,
        [slugs[id] for id in ids],
        [uris[id] for id in ids],
        [name_key(term["name"]) for term in terms],
    )
    await _redirect(connection, "term_id", [*_moved(terms, uris), *_archives(terms)])


async def repair_authors(connection: Connection) -> None:
    """Mend the slugs of authors by their names."""
    authors = await connection.fetch(SQL["authors"].text)
    wanted = [mended_slug(author["slug"], author["name"]) for author in authors]
    slugs = await free_slugs(connection, "taken_author_slugs", authors, wanted)
    uris = {id: f"{folder(BASES.author)}{slug}/" for id, slug in slugs.items()}
    ids = list(slugs)
    await connection.execute(
        SQL["update_authors"].text, ids, [slugs[id] for id in ids], [uris[id] for id in ids]
    )
    await _redirect(connection, "author_id", [*_moved(authors, uris), *_profiles(authors)])


def _moved(rows: Sequence[Record], uris: Mapping[int, str]) -> Iterator[tuple[str, int]]:
    for row in rows:
        if row["uri"] != uris[row["id"]]:
            yield row["uri"], row["id"]


def _archives(terms: Sequence[Record]) -> Iterator[tuple[str, int]]:
    """Where WordPress had the archive of each term that came from it: below those above it."""
    branches: dict[int, list[str]] = {}
    for term in terms:  # parents first
        name = typed_slug(term["source_id"] or "") or term["slug"]
        branches[term["id"]] = [*branches.get(term["parent_id"], []), name]
        folder = _folder(term["source"])
        for branch in (branches[term["id"]], [name]) if folder is not None else ():
            if uri := nested_uri(folder or "", term["kind"].lower(), branch):
                yield uri, term["id"]


def _profiles(authors: Sequence[Record]) -> Iterator[tuple[str, int]]:
    """Where WordPress had the page of each author who came from it."""
    for author in authors:
        folder, slug = _folder(author["source"]), login_slug(author["login"] or "")
        if folder is not None and slug and (uri := nested_uri(folder, "author", [slug])):
            yield uri, author["id"]


def _folder(source: str | None) -> str | None:
    """The path of the home page of a source; None for one that was no site."""
    return urlsplit(source).path if source and source.startswith(("http://", "https://")) else None


async def _redirect(connection: Connection, column: str, former: Sequence[tuple[str, int]]) -> None:
    records = [{"uri": uri, column: id} for uri, id in former]
    await connection.execute(IMPORT_SQL["insert_former_uris"].text, records)
