"""What an earlier version cut from slugs, and which slugs are free for what is mended."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from unicodedata import normalize
from urllib.parse import unquote

from gql.content.slug import MAX_SLUG_LENGTH, canonical, preserved_slug, slug_of
from gql.content.unique_name import unique_names
from gql.db import Connection, Record
from gql.sql.statements import statements

IMPORT_SQL = statements("import")
_NOT_KEPT = re.compile(r"[^\w.~-]")  # by the earlier version
# what was stored where nothing was left of a title, a name or a slug
_NOTHING_LEFT = re.compile(
    r"(?:(?:draft|pending|published|private|trash|author)-.+|untitled|author|category|tag)(?:-\d+)?"
)


def mended_slug(slug: str, name: str, slug_elsewhere: str = "") -> str:
    """The slug uncut, if it was made of the slug that the thing has elsewhere, or of its name.

    `slug` itself if it was made of neither: then what was cut is stored nowhere.
    """
    for whole, cut in (
        (preserved_slug(slug_elsewhere, ""), _cut_slug(slug_elsewhere)),
        (slug_of(name, ""), _cut(name)),
    ):
        if _NOT_KEPT.search(whole) and _is_numbered(slug, cut):
            return whole
    return canonical(slug)


async def free_slugs(
    connection: Connection,
    taken: str,
    rows: Sequence[Record],
    wanted: Sequence[str],
    *extra: object,
) -> dict[int, str]:
    """The slug of each row by its id: the wanted one, numbered where it is taken.

    `taken` names a statement of import.sql, `extra` are its further arguments.
    """
    slugs = {row["id"]: row["slug"] for row in rows}
    changed = [
        (row["id"], slug) for row, slug in zip(rows, wanted, strict=True) if slug != row["slug"]
    ]
    requested = [slug for _, slug in changed]
    free = await unique_names(connection, IMPORT_SQL[taken], requested, [], *extra)
    return slugs | {id: slug for (id, _), slug in zip(changed, free, strict=True)}


def _cut(text: str) -> str:
    """The slug that the earlier version made: all but letters and digits separated the words."""
    text = normalize("NFKC", html.unescape(text)).lower()
    slug = re.sub(r"[\W_]+", "-", re.sub(r"(?<=\d),(?=\d)", "", text)).strip("-")
    if len(slug) <= MAX_SLUG_LENGTH:
        return slug
    end = slug.rfind("-", 0, MAX_SLUG_LENGTH + 1)
    return slug[: end if end > 0 else MAX_SLUG_LENGTH]


def _cut_slug(text: str) -> str:
    """The same of a slug from elsewhere, which was kept if it was well formed."""
    slug = unquote(text).strip().lower()
    return slug if re.fullmatch(r"\w[\w.~-]*", slug) else _cut(slug)


def _is_numbered(slug: str, stem: str) -> bool:
    if not stem:
        return bool(_NOTHING_LEFT.fullmatch(slug))
    return slug == stem or bool(re.fullmatch(re.escape(stem) + r"-\d+", slug))
