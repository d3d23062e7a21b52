"""The payload of post and page mutations, and the outcome from which it is filled."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import strawberry

from gql import engine
from gql.content.entries.publish import PUBLISH_REFUSALS
from gql.content.entries.save import SAVE_REFUSALS
from gql.content.idempotency import IDEMPOTENCY_REFUSALS
from gql.mutations.payload import Payload
from gql.mutations.user_error import InputProblem
from gql.types.author import Author

ENTRY_REFUSALS = (*SAVE_REFUSALS, *PUBLISH_REFUSALS, *IDEMPOTENCY_REFUSALS)


@strawberry.type(description="The save of somebody else that caused CONFLICT.")
class SaveConflict:
    version: int = strawberry.field(description="The newest version.")
    saved_by: Author | None = engine.to_one("author_id", "Who saved it.")
    saved_at: datetime = strawberry.field(description="When it was saved.")


@strawberry.type
class EntryPayload(Payload):
    """The fields that PostPayload and PagePayload share; the entry itself comes after them."""

    version: int | None = strawberry.field(
        description="The number of its newest version: give it as expectedVersion."
    )
    conflict: SaveConflict | None = strawberry.field(
        description="With CONFLICT: who saved another version, and when."
    )


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a mutation of an entry came to: its id and version, or why it was refused."""

    entry_id: int | None = None
    version: int | None = None
    conflict: SaveConflict | None = None
    problems: tuple[InputProblem, ...] = ()

    def values(self, id_field: str) -> dict[str, Any]:
        """The fields of a payload, which has the id of the entry as `id_field`."""
        return {
            id_field: self.entry_id,
            "version": self.version,
            "conflict": self.conflict,
            "user_errors": list(self.problems),
        }


def save_conflict(details: Mapping[str, object]) -> SaveConflict:
    """The conflict that the error Conflict describes in its extensions."""
    # author_id is the key of savedBy, which engine.to_one reads under the role of the viewer
    values = {
        "version": details["version"],
        "author_id": details["saved_by"],
        "saved_at": details["saved_at"],
    }
    return engine.instance(SaveConflict, values)
