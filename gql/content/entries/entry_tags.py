"""The cache tags of what a change of a post or page affects, recorded in the change log.

Publishing post 7 by author 3 in category 2: post:7, posts, site:counts, authors, author:3,
categories, category:2 and those above it, comments, comments of post:7, uri:/its/path/ and the
menus that link to any of them.
`is_published`: PUBLISHED, also at a time to come; `is_public`: readers see it now; `was_public`:
they have seen it before.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from gql.content.change_log import record_change
from gql.content.draft import EntryKind, TermKind
from gql.content.entries.translations import translation_ids
from gql.db import Connection, Record
from gql.sql.statements import statements

SQL = statements("entry")
TERM_LISTS = {TermKind.CATEGORY: "categories", TermKind.TAG: "tags"}


async def record_created(connection: Connection, kind: EntryKind, entry_id: int) -> None:
    """Record a new draft: its own tag is the only one, as readers do not see it."""
    await record_change(connection, "CREATED", f"{kind.lower()}:{entry_id}")


async def record_saved(connection: Connection, entry: Record, cache_tags: Iterable[str]) -> None:
    """Record a saved version that readers do not see yet, in two rows if it is scheduled.

    `cache_tags`: of URIs that moved with it.
    """
    await record_change(connection, "UPDATED", _node_tag(entry), cache_tags)
    # A scheduled entry is not saved as a draft: the version will appear by itself, so a second row
    # tells caches when, with the authors, terms and URI that it has now.
    if entry["is_published"] and not entry["is_public"]:
        await record_published(connection, entry, (), entry["published_at"])


async def record_beside_versions(connection: Connection, entry: Record) -> None:
    """Record that meta or seo of an entry is another: they are shown with nothing but the entry."""
    await record_change(connection, "UPDATED", _node_tag(entry))


async def record_translations(connection: Connection, entry: Record, others: Iterable[int]) -> None:
    """Record that an entry is a translation of others, or ceases to be: each shows the others.

    `entry`: its record before. Readers see no difference while they do not see it.
    """
    if not entry["is_published"]:
        await record_change(connection, "UPDATED", _node_tag(entry))
        return
    kind = entry["kind"].lower()
    tags = [f"{kind}s", *(f"{kind}:{id}" for id in sorted(others))]
    at = None if entry["is_public"] else entry["published_at"]
    await record_change(connection, "UPDATED", _node_tag(entry), tags, shows_at=at)
    await record_scheduled_again(connection, entries=others)


async def record_published(
    connection: Connection, entry: Record, cache_tags: Iterable[str], published_at: datetime
) -> None:
    """Record, in one row, that readers see the newest version from `published_at` on."""
    await _record_shown(connection, entry, cache_tags, published_at)
    if entry["kind"] == EntryKind.PAGE:
        # what it stands below may be scheduled, and will be shown as above it
        await record_scheduled_again(connection, entries=[entry["id"]], but=entry["id"])


async def _record_shown(
    connection: Connection, entry: Record, cache_tags: Iterable[str], published_at: datetime
) -> None:
    all_tags = [*cache_tags, *await _affected_tags(connection, entry)]
    await record_change(
        connection,
        "UPDATED",
        _node_tag(entry),
        all_tags,
        shows_at=published_at,
        action=None if entry["is_public"] else "PUBLISHED",
    )


async def record_scheduled_again(
    connection: Connection,
    *,
    entries: Iterable[int] = (),
    terms: Iterable[int] = (),
    authors: Iterable[int] = (),
    but: int = 0,
) -> None:
    """Record anew what will read differently when a scheduled entry appears: any of these (`but`
    one) or above them, one that is filed under these terms or in categories below them, or written
    by these authors.

    To be called after a change of what leads to them, or of what they belong to.
    """
    scheduled = await connection.fetch(
        SQL["scheduled"].text, list(entries), list(terms), list(authors), but
    )
    for record in scheduled:
        entry = await connection.fetchrow(SQL["entry"].text, record["id"])
        await _record_shown(connection, entry, (), entry["published_at"])


async def record_withdrawn(
    connection: Connection, entry: Record, cache_tags: Iterable[str]
) -> None:
    """Record that readers do not see the entry any more, if they did."""
    all_tags = [*cache_tags]
    if entry["is_published"]:
        all_tags += await _affected_tags(connection, entry)
    elif entry["was_public"]:  # its URIs begin to answer 410 instead of 404, or the reverse
        all_tags += await _path_tags(connection, entry)
    await record_change(connection, "UPDATED", _node_tag(entry), all_tags)


async def record_restored(connection: Connection, entry: Record, cache_tags: Iterable[str]) -> None:
    """Record that the entry has left the trash: its URIs answer 404 instead of 410."""
    all_tags = [*cache_tags, *await _path_tags(connection, entry)]
    await record_change(connection, "UPDATED", _node_tag(entry), all_tags)


async def _affected_tags(connection: Connection, entry: Record) -> list[str]:
    """Tags of all that reads differently when an entry appears, changes or goes.

    `entry`: its record before the change; the record after it is read here.
    """
    # An author, a term, a file or a commenter is visible while something public refers to it: each
    # may appear or go with this entry, and so may its path and the menus that lead to it.
    after = await connection.fetchrow(SQL["entry"].text, entry["id"])
    commenters = await connection.fetch(SQL["commenters"].text, entry["id"])
    authors = sorted({*entry["owners"], *after["owners"], *(record["id"] for record in commenters)})
    terms = sorted({*entry["filed_under"], *after["filed_under"]})
    kinds = await connection.fetch(SQL["terms_and_above"].text, terms)
    below = await _descendant_ids(connection, entry)
    others = await translation_ids(connection, entry["id"])
    targets = await connection.fetch(
        SQL["uri_and_menu_tags"].text, [entry["id"], *below], terms, authors
    )
    return [
        f"{entry['kind'].lower()}s",
        "site:counts",
        "authors",
        "comments",
        f"comments of {_node_tag(entry)}",
        *(f"author:{id}" for id in authors),
        *(TERM_LISTS[term["kind"]] for term in kinds),
        *(f"{term['kind'].lower()}:{term['id']}" for term in kinds),
        *await _media_tags(connection, entry, after),
        *(f"uri:{uri}" for uri in sorted({entry["uri"], after["uri"]})),
        *(record["tag"] for record in targets),
        *(f"page:{id}" for id in below),
        *(f"comments of page:{id}" for id in below),  # they show its path
        *(f"{entry['kind'].lower()}:{id}" for id in others),
    ]


async def _media_tags(connection: Connection, before: Record, after: Record) -> list[str]:
    """Tags of the files that come or go with an entry, and of lists of files."""
    attached = await connection.fetch(SQL["attached_media"].text, before["id"])
    ids = {before["own_picture"], after["own_picture"], *(record["id"] for record in attached)}
    tags = [f"media:{id}" for id in sorted(id for id in ids if id is not None)]
    return ["media", *tags] if tags else []


async def _path_tags(connection: Connection, entry: Record) -> list[str]:
    targets = await connection.fetch(SQL["uri_and_menu_tags"].text, [entry["id"]], [], [])
    return [f"uri:{entry['uri']}", *(record["tag"] for record in targets)]


async def _descendant_ids(connection: Connection, entry: Record) -> list[int]:
    """The pages below a page: each shows those above it, as parent, ancestors and in its links."""
    if entry["kind"] != EntryKind.PAGE:
        return []
    return [row["id"] for row in await connection.fetch(SQL["descendant_ids"].text, entry["id"])]


def _node_tag(entry: Record) -> str:
    return f"{entry['kind'].lower()}:{entry['id']}"
