"""The input, the payload and the mutations of likes."""

from __future__ import annotations

from typing import Annotated

import strawberry

from gql import engine
from gql.auth.guest_key import new_guest_key, signed_guest_key, verified_guest_key
from gql.content import like as rules
from gql.content.like import Liker, TargetKind
from gql.content.permission import Action, require_profile
from gql.content.rate_limit import subject_lock
from gql.engine.global_id import decode_id
from gql.errors import BadInput, Forbidden, GuestKeyInvalid, RateLimited, RecordNotFound
from gql.mutations.declare import INPUT, Info, mutation
from gql.mutations.mutation_context import MutationContext
from gql.mutations.payload import Payload, payload
from gql.mutations.text_bounds import check_bounds
from gql.mutations.user_error import InputProblem, error_type, input_problem
from gql.types.node import Node

KINDS: dict[str, TargetKind] = {"Post": "post", "Comment": "comment"}


@strawberry.input(description="What to like or unlike, and which guest does.")
class LikeInput:
    id: strawberry.ID = strawberry.field(description="The global id of a post or a comment.")
    guest_key: str | None = strawberry.field(
        default=None,
        description="For guests: the key that an earlier like answered. Not needed if the header "
        "Quire-Guest-Key has it. Without one, a new guest likes. Who is signed in needs none.",
    )


LikeError = error_type(
    "Like", (BadInput, Forbidden, GuestKeyInvalid, *rules.LIKE_REFUSALS, *rules.UNLIKE_REFUSALS)
)


@payload(description="How much something is liked now.", errors=LikeError)
class LikePayload(Payload):
    node: Node | None = engine.to_one(
        "target_id", "The post or comment. Null where the like was refused.", kind="target_kind"
    )
    like_count: int = strawberry.field(description="How many like it.")
    viewer_has_liked: bool = strawberry.field(description="Whether the viewer is among them.")
    guest_key: str | None = strawberry.field(
        description="Of a guest: store it in the client, and send it in the header Quire-Guest-Key "
        "with everything: then `viewerHasLiked` is about this guest.",
    )


@mutation
async def like(info: Info, input: Annotated[LikeInput, INPUT]) -> LikePayload:
    """Likes a post or a comment. Repeated likes count once."""
    return await _payload(info.context, input, likes=True)


@mutation
async def unlike(info: Info, input: Annotated[LikeInput, INPUT]) -> LikePayload:
    """Removes a like, if there is one."""
    return await _payload(info.context, input, likes=False)


async def _payload(context: MutationContext, input: LikeInput, *, likes: bool) -> LikePayload:
    try:
        check_bounds(input)
        kind, target_id = _target(input.id)
        liker, guest_token = _liker(context, input.guest_key)
        change = rules.like if likes else rules.unlike
        # the lock first: a flood from one network then waits without connections of the pool
        async with subject_lock(liker.lock_name), context.database.transaction() as connection:
            try:
                count = await change(connection, kind, target_id, liker)
            except RecordNotFound as refused:
                # here, where the transaction is committed: the attempt stays counted
                return _refused(input_problem(refused, "id"))
    except RecordNotFound as refused:
        return _refused(input_problem(refused, "id"))
    except GuestKeyInvalid as refused:
        return _refused(input_problem(refused, "guestKey"))
    except (Forbidden, RateLimited, BadInput) as refused:
        return _refused(input_problem(refused))
    context.guest_key = liker.guest_key  # what the payload reads is read as this guest
    context.read_own_changes()
    values = {
        "target_id": target_id,
        "target_kind": kind.upper(),
        "like_count": count,
        "viewer_has_liked": likes,
        "guest_key": guest_token,
        "user_errors": [],
    }
    return engine.instance(LikePayload, values)


def _refused(problem: InputProblem) -> LikePayload:
    nothing = {"like_count": 0, "viewer_has_liked": False, "guest_key": None}
    target = {"target_id": None, "target_kind": None}
    return engine.instance(LikePayload, {**target, **nothing, "user_errors": [problem]})


def _target(id: str) -> tuple[TargetKind, int]:
    decoded = decode_id(id)
    if not decoded or decoded[0] not in KINDS:
        raise RecordNotFound
    return KINDS[decoded[0]], decoded[1]


def _liker(context: MutationContext, guest_token: str | None) -> tuple[Liker, str | None]:
    """Who likes, and the token with which a guest likes or unlikes again."""
    viewer, tokens = context.viewer, context.sessions.tokens
    if viewer.role is not None:
        return Liker(author_id=require_profile(viewer, Action.LIKE)), None
    if guest_token is not None:
        key, text = verified_guest_key(tokens, guest_token), guest_token
    elif context.guest_key is not None:
        key, text = context.guest_key, signed_guest_key(tokens, context.guest_key)
    else:  # a new guest: the payload carries the token for the next time
        key, text = new_guest_key(tokens)
    return Liker(guest_key=key, network=context.client_network), text
