"""The input of meta: posts, pages, categories, tags, authors and comments share it."""

from __future__ import annotations

from typing import Any

import strawberry

from gql.content.meta import MAX_VALUE_LENGTH
from gql.mutations.text_bounds import at_most

NEW_META = "Fields of the site's own, 100 values at most. For editors."
META_CHANGES = (
    "Fields of the site's own: of each key that is named, the values take the place of those "
    "before; other keys stay."
)
META = f"{META_CHANGES} For editors."


@strawberry.input(description="A value of a field of the site's own.")
class MetaInput:
    key: str = strawberry.field(description="Its name, 1 to 255 characters. Several may share it.")
    value: str | None = strawberry.field(
        default=None,
        description="The value as JSON, so a text in quotes; 65,536 bytes at most. Null: no value "
        "of this key.",
        metadata=at_most(MAX_VALUE_LENGTH),
    )


def meta_changes(given: Any) -> list[tuple[str, str | None]]:
    """The pairs of key and value of an input."""
    # null or absent, a value is the same: there is none of this key
    return [(one.key, one.value) for one in given]
