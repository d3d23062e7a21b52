"""The input, the payload and the mutation of preview tokens."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from urllib.parse import urlencode

import strawberry

from gql.auth.preview_token import preview_token
from gql.content.draft import EntryKind
from gql.content.entries.lock_and_authorise import PREVIEW, lock_entry
from gql.engine.global_id import decode_id
from gql.errors import BadInput, RecordNotFound, Refused
from gql.mutations.declare import INPUT, Info, mutation
from gql.mutations.entry_input import GRAPHQL_TYPES
from gql.mutations.user_error import InputProblem, input_problem
from gql.sql.statements import statements
from gql.types.scalars import URL

SITE = statements("entry")["site"]
MAX_MINUTES = 60 * 24 * 30
KINDS = {name: kind for kind, name in GRAPHQL_TYPES.items()}


@strawberry.input(description="What to preview, and for how long.")
class CreatePreviewInput:
    id: strawberry.ID = strawberry.field(description="The global id of the post, or of a page.")
    minutes: int = strawberry.field(default=60, description="For how long: 1 to 43,200 minutes.")


@strawberry.type(description="A preview, or why it was refused.")
class PreviewPayload:
    token: str | None = strawberry.field(
        default=None, description="Give it as `previewToken` to `post` or `page`."
    )
    url: URL | None = strawberry.field(
        default=None,
        description="The address of its page on the site, with the token in ?preview=.",
    )
    expires_at: datetime | None = strawberry.field(
        default=None, description="When the token expires."
    )
    user_errors: list[InputProblem] = strawberry.field(
        default_factory=list,
        description="UNAUTHENTICATED, FORBIDDEN, NOT_FOUND or BAD_USER_INPUT; empty where it "
        "worked.",
    )


@mutation
async def create_preview(info: Info, input: Annotated[CreatePreviewInput, INPUT]) -> PreviewPayload:
    """Makes a token that shows the newest text of one post or page for a while."""
    context = info.context
    try:
        kind, entry_id = _target(input)
        async with context.database.transaction() as connection:
            entry = await lock_entry(connection, context.viewer, kind, entry_id, PREVIEW)
            # the site of readers, not this service: a front end renders the preview
            site = await connection.fetchrow(SITE.text)
    except RecordNotFound as refused:
        return PreviewPayload(user_errors=[input_problem(refused, "id")])
    except Refused as refused:
        return PreviewPayload(user_errors=[input_problem(refused)])
    token, expires_at = preview_token(context.sessions.tokens, entry_id, input.minutes)
    url = f"{site['url']}{entry['uri']}?{urlencode({'preview': token})}"
    return PreviewPayload(token=token, url=URL(url), expires_at=expires_at)


def _target(input: CreatePreviewInput) -> tuple[EntryKind, int]:
    if not 1 <= input.minutes <= MAX_MINUTES:
        raise BadInput(f"A preview lasts 1 to {MAX_MINUTES:,} minutes.", field=["minutes"])
    decoded = decode_id(input.id)
    if not decoded or decoded[0] not in KINDS:
        raise RecordNotFound
    return KINDS[decoded[0]], decoded[1]
