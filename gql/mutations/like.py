"""Liking, and taking it back."""

from __future__ import annotations

from typing import Annotated

import strawberry

from gql.auth.guest_key import guest_key, new_guest_key
from gql.content import like as rules
from gql.content.like import Kind, Liker
from gql.content.permission import Act, require_profile
from gql.content.rate_limit import in_turn
from gql.engine.global_id import decode_id
from gql.errors import Forbidden, GuestKeyInvalid, NotThere, RateLimited
from gql.mutations.mutation_context import WritingContext
from gql.mutations.user_error import Info, Input, InputProblem, problem

KINDS: dict[str, Kind] = {"Post": "post", "Comment": "comment"}


@strawberry.input(description="What is liked.")
class LikeInput:
    id: strawberry.ID = strawberry.field(description="The global id of a post or a comment.")
    guest_key: str | None = strawberry.field(
        default=None,
        description="For guests: the key that an earlier like answered. Without one, a new guest "
        "likes. Who is signed in needs none.",
    )


@strawberry.type(description="How much something is liked now.")
class LikePayload:
    like_count: int = strawberry.field(default=0, description="How many like it.")
    viewer_has_liked: bool = strawberry.field(
        default=False, description="Whether the one who asks is among them."
    )
    guest_key: str | None = strawberry.field(
        default=None,
        description="Of a guest: to be kept by the client and given again with the next like.",
    )
    user_errors: list[InputProblem] = strawberry.field(
        default_factory=list,
        description="NOT_FOUND, GUEST_KEY_INVALID, FORBIDDEN or RATE_LIMITED; empty where it "
        "worked.",
    )


async def like(info: Info, input: Annotated[LikeInput, Input]) -> LikePayload:
    return await _payload(info.context, input, likes=True)


async def unlike(info: Info, input: Annotated[LikeInput, Input]) -> LikePayload:
    return await _payload(info.context, input, likes=False)


async def _payload(context: WritingContext, input: LikeInput, *, likes: bool) -> LikePayload:
    try:
        kind, key = _target(input.id)
        liker, shown_key = _liker(context, input.guest_key)
        change = rules.like if likes else rules.unlike
        async with in_turn(liker.turn), context.database.transaction() as connection:
            count = await change(connection, kind, key, liker)
    except NotThere as refused:
        return LikePayload(user_errors=[problem(refused, "id")])
    except GuestKeyInvalid as refused:
        return LikePayload(user_errors=[problem(refused, "guestKey")])
    except (Forbidden, RateLimited) as refused:
        return LikePayload(user_errors=[problem(refused)])
    return LikePayload(like_count=count, viewer_has_liked=likes, guest_key=shown_key)


def _target(id: str) -> tuple[Kind, int]:
    found = decode_id(id)
    if not found or found[0] not in KINDS:
        raise NotThere
    return KINDS[found[0]], found[1]


def _liker(context: WritingContext, given: str | None) -> tuple[Liker, str | None]:
    """Who likes, and the key to show to a guest."""
    viewer, tokens = context.viewer, context.sessions.tokens
    if viewer.role is not None:
        return Liker(author_id=require_profile(viewer, Act.LIKE)), None
    if given is None:
        key, text = new_guest_key(tokens)
        return Liker(guest_key=key, address=context.address), text
    return Liker(guest_key=guest_key(tokens, given), address=context.address), given
