"""Showing a draft to somebody without an account."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from urllib.parse import urlencode

import strawberry

from gql.auth.preview_token import preview_token
from gql.content.draft import EntryKind
from gql.content.entries.lock_and_authorise import PREVIEW, opened
from gql.engine.global_id import decode_id
from gql.errors import BadInput, NotThere, Refused
from gql.mutations.entry_change import TYPES
from gql.mutations.user_error import Info, Input, InputProblem, problem
from gql.sql.statements import statements
from gql.types.scalars import URL

SITE = statements("entry")["site"]
LONGEST = 60 * 24 * 30  # minutes
KINDS = {name: kind for kind, name in TYPES.items()}


@strawberry.input(description="What is previewed.")
class CreatePreviewInput:
    id: strawberry.ID = strawberry.field(description="The global id of the post, or of a page.")
    minutes: int = strawberry.field(default=60, description="For how long: 1 to 43,200 minutes.")


@strawberry.type(description="A preview, or what kept it from being made.")
class PreviewPayload:
    token: str | None = strawberry.field(
        default=None, description="Give it as `previewToken` to `post` or `page`."
    )
    url: URL | None = strawberry.field(
        default=None,
        description="The address of its page on the site, with the token in ?preview=.",
    )
    expires_at: datetime | None = strawberry.field(
        default=None, description="When the token is good no more."
    )
    user_errors: list[InputProblem] = strawberry.field(
        default_factory=list,
        description="UNAUTHENTICATED, FORBIDDEN, NOT_FOUND or BAD_USER_INPUT; empty where it "
        "worked.",
    )


async def create_preview(info: Info, input: Annotated[CreatePreviewInput, Input]) -> PreviewPayload:
    context = info.context
    try:
        kind, key = _entry(input)
        async with context.database.transaction() as connection:
            entry = await opened(connection, context.viewer, kind, key, PREVIEW)
            site = await connection.fetchrow(SITE.text)
    except NotThere as refused:
        return PreviewPayload(user_errors=[problem(refused, "id")])
    except Refused as refused:
        return PreviewPayload(user_errors=[problem(refused)])
    token, expires_at = preview_token(context.sessions.tokens, key, input.minutes)
    url = f"{site['url']}{entry['uri']}?{urlencode({'preview': token})}"
    return PreviewPayload(token=token, url=URL(url), expires_at=expires_at)


def _entry(input: CreatePreviewInput) -> tuple[EntryKind, int]:
    if not 1 <= input.minutes <= LONGEST:
        raise BadInput(f"A preview lasts 1 to {LONGEST:,} minutes.", field=["minutes"])
    found = decode_id(input.id)
    if not found or found[0] not in KINDS:
        raise NotThere
    return KINDS[found[0]], found[1]
