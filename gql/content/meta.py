"""Meta: the site's own fields of posts, pages, terms, authors and comments, and their bounds."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Literal, NoReturn

from gql.content.permission import Action, require
from gql.db import Connection
from gql.errors import BadInput
from gql.sql.statements import statements
from gql.viewer import Viewer

SQL = statements("meta")
MAX_KEYS = 100  # in one request
MAX_VALUES = 100  # of one record
MAX_KEY_LENGTH = 255  # characters, as WordPress has it
MAX_VALUE_LENGTH, MAX_LENGTH = 65_536, 262_144  # bytes: of a value, and of all of one record

Owner = Literal["entry", "term", "author", "comment"]
MetaChanges = Sequence[tuple[str, str | None]]
"""Keys with values as JSON. The keys that are named lose their values before; a value that is None
adds none."""


async def write_meta(
    connection: Connection, viewer: Viewer, owner: Owner, owner_id: int, changes: MetaChanges
) -> None:
    """Replace the values of the keys that are named. Raises NotSignedIn, Forbidden and BadInput."""
    require(viewer, Action.WRITE_META)
    for at, (key, value) in enumerate(changes):
        _check(at, key, value)
    ids = owner_ids(owner, owner_id)
    keys = list(dict.fromkeys(key for key, _ in changes))
    await connection.execute(SQL["delete_meta"].text, *ids, keys)
    added = [(key, value) for key, value in changes if value is not None]
    await connection.execute(
        SQL["insert_meta"].text, *ids, [key for key, _ in added], [value for _, value in added]
    )
    size = await connection.fetchrow(SQL["size_of_meta"].text, *ids)
    if size["count"] > MAX_VALUES or size["bytes"] > MAX_LENGTH:
        raise BadInput(
            f"It would have {size['count']} values of {size['bytes']:,} bytes; {MAX_VALUES} of "
            f"{MAX_LENGTH:,} are allowed.",
            field=["meta"],
        )


def owner_ids(owner: Owner, owner_id: int) -> tuple[int | None, ...]:
    """The ids of an entry, a term, an author and a comment: one of them, the others None."""
    kinds: tuple[Owner, ...] = ("entry", "term", "author", "comment")
    return tuple(owner_id if kind == owner else None for kind in kinds)


def _check(at: int, key: str, value: str | None) -> None:
    if not 0 < len(key.strip()) <= len(key) <= MAX_KEY_LENGTH:
        raise BadInput(
            f"A key has 1 to {MAX_KEY_LENGTH} characters.", field=["meta", str(at), "key"]
        )
    if value is None:
        return
    if len(value.encode("utf-8", "surrogatepass")) > MAX_VALUE_LENGTH:
        raise BadInput(
            f"A value has at most {MAX_VALUE_LENGTH:,} bytes.", field=["meta", str(at), "value"]
        )
    try:
        json.loads(value, parse_constant=_refuse)
    except (ValueError, RecursionError):
        raise BadInput(
            'A value is JSON, a text in quotes: "rye".', field=["meta", str(at), "value"]
        ) from None


def _refuse(constant: str) -> NoReturn:
    # NaN and infinities, which Python reads and JSON has not (RFC 8259, section 6)
    raise ValueError(constant)
