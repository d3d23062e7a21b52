"""The payload of mutations that delete something for good."""

from __future__ import annotations

import strawberry

from gql.content.terms import merge_and_delete
from gql.errors import BadInput
from gql.mutations.payload import Payload, payload
from gql.mutations.user_error import error_type


@payload(
    description="What was deleted, or why nothing was.",
    errors=error_type("Delete", (BadInput, *merge_and_delete.DELETE_REFUSALS)),
)
class DeletePayload(Payload):
    deleted_id: strawberry.ID | None = strawberry.field(
        default=None, description="The global id of what is gone: remove it from a cache."
    )
