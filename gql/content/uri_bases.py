"""What the paths of categories, tags and authors begin with: `category`, or as the site has it."""

from __future__ import annotations

from dataclasses import dataclass

from gql.content.draft import TermKind
from gql.db import Connection
from gql.sql.statements import statements

SQL = statements("site")
# at the root of a site these are the pages, feeds and other forms of it: no term is there
RESERVED = ("page", "feed", "rss", "rss2", "rdf", "atom", "comments", "embed", "trackback", "amp",
            "index.php")  # fmt: skip


@dataclass(frozen=True, slots=True)
class UriBases:
    """Each without slashes at its ends, as `blog/topics`; that of categories may be empty.

    The defaults are those of WordPress, and of all versions of Quire that knew no others.
    """

    category: str = "category"
    tag: str = "tag"
    author: str = "author"

    def of_terms(self, kind: TermKind) -> str:
        """The base of one of the two kinds of terms."""
        return self.category if kind is TermKind.CATEGORY else self.tag


def folder(base: str) -> str:
    """The path that a base is: /topics/; / of an empty one."""
    return f"/{base}/" if base else "/"


async def uri_bases(connection: Connection) -> UriBases:
    """Those of the site. Who has locked the names reads what stays until the transaction ends."""
    return UriBases(**dict(await connection.fetchrow(SQL["uri_bases"].text)))
