"""The inputs, the payloads and the mutations of previews: create and revoke."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from urllib.parse import urlencode

import strawberry

from gql import engine
from gql.auth.secret import new_secret, secret_digest
from gql.content.draft import EntryKind
from gql.content.entries import previews
from gql.engine.global_id import decode_id
from gql.errors import BadInput, LimitExceeded, RecordNotFound, Refused
from gql.mutations.declare import INPUT, Info, mutation
from gql.mutations.entry_input import GRAPHQL_TYPES
from gql.mutations.payload import Payload, payload
from gql.mutations.text_bounds import check_bounds
from gql.mutations.user_error import InputProblem, error_type, input_problem
from gql.sql.statements import statements
from gql.types.node import Node
from gql.types.preview import Preview
from gql.types.scalars import URL

SITE = statements("entry")["site"]
MAX_MINUTES = 60 * 24 * 30
KINDS = {name: kind for kind, name in GRAPHQL_TYPES.items()}


@strawberry.input(description="What to preview, and for how long.")
class CreatePreviewInput:
    id: strawberry.ID = strawberry.field(description="The global id of the post, or of a page.")
    minutes: int = strawberry.field(default=60, description="For how long: 1 to 43,200 minutes.")


@strawberry.input(description="The preview to revoke.")
class RevokePreviewInput:
    """Which preview ends."""

    id: strawberry.ID = strawberry.field(
        description="The global id of the preview, from `createPreview` or `previews`."
    )


RevokePreviewError = error_type("RevokePreview", previews.REVOKE_REFUSALS)
PreviewError = error_type("Preview", (BadInput, *previews.CREATE_REFUSALS))


@payload(description="The end of a preview, or why it was refused.", errors=RevokePreviewError)
class RevokePreviewPayload(Payload):
    deleted_id: strawberry.ID | None = strawberry.field(
        default=None, description="The global id of the preview."
    )


@payload(description="A preview, or why it was refused.", errors=PreviewError)
class PreviewPayload(Payload):
    node: Node | None = engine.to_one(
        "target_id", "The post or page, with all of its previews.", kind="target_kind"
    )
    preview: Preview | None = engine.to_one("preview_id", "The preview, without its token.")
    token: str | None = strawberry.field(
        default=None, description="Give it as `previewToken` to `post`, `page` or `route`."
    )
    url: URL | None = strawberry.field(
        default=None,
        description="The address of its page on the site, with the token in ?preview=.",
    )
    expires_at: datetime | None = strawberry.field(
        default=None,
        description="When the token expires. It ends before where you may not preview it any more.",
    )


@mutation
async def create_preview(info: Info, input: Annotated[CreatePreviewInput, INPUT]) -> PreviewPayload:
    """Makes a token that shows readers of one post or page its newest text for a while."""
    context, token = info.context, new_secret()
    try:
        check_bounds(input)
        kind, entry_id = _target(input)
        async with context.database.transaction() as connection:
            entry, preview = await previews.create_preview(
                connection,
                context.viewer,
                kind,
                entry_id,
                digest=secret_digest(token),
                minutes=input.minutes,
            )
            # the site of readers, not this service: a front end renders the preview
            site = await connection.fetchrow(SITE.text)
    except (RecordNotFound, LimitExceeded) as refused:
        return _refused(input_problem(refused, "id"))
    except Refused as refused:
        return _refused(input_problem(refused))
    url = f"{site['url']}{entry['uri']}?{urlencode({'preview': token})}"
    context.read_own_changes()
    values = {
        "target_id": entry_id,
        "target_kind": kind.upper(),
        "preview_id": preview["id"],
        "token": token,
        "url": url,
        "expires_at": preview["expires_at"],
        "user_errors": [],
    }
    return engine.instance(PreviewPayload, values)


@mutation
async def revoke_preview(
    info: Info, input: Annotated[RevokePreviewInput, INPUT]
) -> RevokePreviewPayload:
    """Revokes a preview: its token shows nothing any more. For those who may preview the post or
    page.
    """
    context, decoded = info.context, decode_id(input.id)
    preview_id = decoded[1] if decoded and decoded[0] == "Preview" else 0
    try:
        async with context.database.transaction() as connection:
            await previews.revoke_preview(connection, context.viewer, preview_id)
    except Refused as refused:
        return RevokePreviewPayload(user_errors=[input_problem(refused, "id")])
    context.read_own_changes()
    return RevokePreviewPayload(deleted_id=input.id)


def _refused(problem: InputProblem) -> PreviewPayload:
    names = ("target_id", "target_kind", "preview_id", "token", "url", "expires_at")
    return engine.instance(PreviewPayload, dict.fromkeys(names) | {"user_errors": [problem]})


def _target(input: CreatePreviewInput) -> tuple[EntryKind, int]:
    if not 1 <= input.minutes <= MAX_MINUTES:
        raise BadInput(f"A preview lasts 1 to {MAX_MINUTES:,} minutes.", field=["minutes"])
    decoded = decode_id(input.id)
    if not decoded or decoded[0] not in KINDS:
        raise RecordNotFound
    return KINDS[decoded[0]], decoded[1]
