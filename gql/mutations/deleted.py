"""The payload of mutations that delete something for good."""

from __future__ import annotations

import strawberry

from gql.mutations.payload import Payload
from gql.mutations.user_error import InputProblem


@strawberry.type(description="What was deleted, or why nothing was.")
class DeletePayload(Payload):
    deleted_id: strawberry.ID | None = strawberry.field(
        default=None, description="The global id of what is gone: remove it from a cache."
    )
    user_errors: list[InputProblem] = strawberry.field(
        default_factory=list,
        description="UNAUTHENTICATED, FORBIDDEN, NOT_FOUND, BAD_USER_INPUT or LIMIT_EXCEEDED; "
        "empty where it worked.",
    )
