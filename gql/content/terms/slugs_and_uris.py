"""Slugs of categories and tags that no other has, and the paths that they make."""

from __future__ import annotations

from collections.abc import Sequence

from gql.content.draft import TermKind
from gql.content.unique_name import unique_names
from gql.content.uri_bases import RESERVED, folder, uri_bases
from gql.db import Connection
from gql.sql.statements import statements

SQL = statements("term")


async def slugs_and_uris(
    connection: Connection, kind: TermKind, requested: Sequence[str], own_ids: Sequence[int] = ()
) -> list[tuple[str, str]]:
    """Each slug as requested, or numbered where a term has it or a page is at its path, and the
    path. Those of children are flat, too.

    The caller locks the names first, or imports alone.
    """
    above = folder((await uri_bases(connection)).of_terms(kind))
    reserved = RESERVED if above == "/" else ()
    slugs = await unique_names(
        connection, SQL["taken_slugs"], requested, own_ids, kind, above, reserved
    )
    return [(slug, f"{above}{slug}/") for slug in slugs]
