"""Mends slugs from which an earlier version cut marks, joiners and emoji. Runs with a migration.

Lives here: what was cut, and the original where it stands elsewhere (`cut_slug`); terms and authors
(`terms_and_authors`); posts and pages (`entries`).
May import the rest of gql.content, gql.db, gql.sql. Never here: the rule itself (gql.content.slug).
"""

from __future__ import annotations

from gql.content.slug_repair.entries import repair_entries
from gql.content.slug_repair.terms_and_authors import repair_authors, repair_terms
from gql.db import Connection
from gql.sql.statements import statements

LOCK_NAMES = statements("entry")["lock_names"]


async def repair_slugs(connection: Connection) -> None:
    """Mend the slugs and paths of terms, authors and entries; their former paths redirect.

    Also computes the keys of terms' names, and stores where WordPress had what came from it.
    """
    await connection.execute(LOCK_NAMES.text)
    await repair_terms(connection)
    await repair_authors(connection)
    await repair_entries(connection)
