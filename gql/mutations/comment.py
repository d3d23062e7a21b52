"""Answering, and changing or deleting what one has answered."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

import strawberry

from gql import engine
from gql.auth.comment_receipt import comment_of, receipt
from gql.content.comments.create import Answer, write_answer
from gql.content.comments.edit import delete_comment as delete
from gql.content.comments.edit import edit_comment
from gql.content.comments.spam import Form
from gql.content.draft import CommentDraft, EntryKind, Format
from gql.engine.global_id import decode_id
from gql.errors import NotThere, ReceiptInvalid, Refused
from gql.mutations.mutation_context import WritingContext
from gql.mutations.user_error import Info, Input, InputProblem, problem
from gql.types.comment import Comment

KINDS = {"Post": EntryKind.POST, "Page": EntryKind.PAGE}
_RECEIPT = (
    "Of a guest: what createComment answered. Not needed where the header Quire-Receipt has it, "
    "nor by who is signed in."
)


@strawberry.input(
    description="What somebody answers. Who is signed in answers under their profile."
)
class CreateCommentInput:
    on: strawberry.ID = strawberry.field(description="The global id of a post or a page.")
    parent: strawberry.ID | None = strawberry.field(
        default=None, description="The comment on the same thing that it replies to, if it does."
    )
    content: str = strawberry.field(
        description="Markdown, 64 KiB at most. HTML in it is shown as it is written."
    )
    name: str | None = strawberry.field(
        default=None, description="Of a guest: a name to be shown. Without one they stay nameless."
    )
    email: str | None = strawberry.field(
        default=None,
        description="Of a guest: only moderators see it. With the receipt of an earlier comment "
        "under the same address, the avatar is the same.",
    )
    url: str | None = strawberry.field(
        default=None, description="Of a guest: a site of theirs, with https:// or http://."
    )
    idempotency_key: str | None = strawberry.field(
        default=None,
        description="Any text, the same when the same is sent again: for 24 hours, the answer is "
        "the first comment then. Among guests only the same comment counts as the same.",
    )
    website: str | None = strawberry.field(
        default=None,
        description="Must be empty. Put it into the form where people do not see it: programs "
        "fill it in, and what they send is taken for spam.",
    )
    started_at: datetime | None = strawberry.field(
        default=None,
        description="When the form was opened. What was written faster than people write is held.",
    )


@strawberry.input(description="What a comment says now.")
class UpdateCommentInput:
    id: strawberry.ID = strawberry.field(description="The global id of the comment.")
    content: str = strawberry.field(description="Markdown, all of it.")
    receipt: str | None = strawberry.field(default=None, description=_RECEIPT)


@strawberry.input(description="A comment that its writer takes back.")
class DeleteCommentInput:
    id: strawberry.ID = strawberry.field(description="The global id of the comment.")
    receipt: str | None = strawberry.field(default=None, description=_RECEIPT)


@strawberry.type(description="The comment as its writer sees it, or what kept it from being.")
class CommentPayload:
    comment: Comment | None = engine.to_one(
        "comment_id",
        "The comment, also while it waits for a moderator: then its status is HELD. Of one that "
        "was deleted, its empty place if there are replies, and null if not.",
    )
    receipt: str | None = strawberry.field(
        description="For guests: keep it. In the header Quire-Receipt, several with commas between "
        "them, it shows them their comment while it waits, and with it they change or delete it."
    )
    user_errors: list[InputProblem] = strawberry.field(
        description="NOT_FOUND, BAD_USER_INPUT, LIMIT_EXCEEDED, COMMENTS_CLOSED, TOO_DEEP, "
        "DUPLICATE, RATE_LIMITED, FORBIDDEN, RECEIPT_INVALID or TOO_LATE; empty where it worked."
    )


async def create_comment(info: Info, input: Annotated[CreateCommentInput, Input]) -> CommentPayload:
    context = info.context
    try:
        answer = _answer(input)
        made = await write_answer(context.database, context.comments, context.sender(), answer)
    except Refused as refused:
        return _payload(None, None, problem(refused, *_field(refused)))
    return _shown(context, made, is_guests=context.viewer.role is None)


async def update_comment(info: Info, input: Annotated[UpdateCommentInput, Input]) -> CommentPayload:
    context = info.context
    try:
        key, held = _own(context, input.id, input.receipt)
        sender = context.sender(*held)
        await edit_comment(context.database, context.comments, sender, key, input.content)
    except Refused as refused:
        return _payload(None, None, problem(refused, *_field(refused)))
    return _shown(context, key, is_guests=bool(held))


async def delete_comment(info: Info, input: Annotated[DeleteCommentInput, Input]) -> CommentPayload:
    context = info.context
    try:
        key, held = _own(context, input.id, input.receipt)
        async with context.database.transaction() as connection:
            await delete(connection, context.sender(*held), key)
    except Refused as refused:
        return _payload(None, None, problem(refused, *_field(refused)))
    context.show()
    return _payload(key, None)


def _answer(input: CreateCommentInput) -> Answer:
    found = decode_id(input.on)
    if not found or found[0] not in KINDS:
        raise NotThere(field=["on"])
    draft = CommentDraft(
        source_id="",
        content=input.content,
        published_at=datetime.now(UTC),
        name=input.name,
        email=input.email,
        url=input.url,
        format=Format.MARKDOWN,
    )
    parent = None if input.parent is None else _comment(input.parent, "parent")
    form = Form(trap=input.website, opened_at=input.started_at)
    return Answer((KINDS[found[0]], found[1]), draft, parent, form, input.idempotency_key)


def _comment(id: str, field: str) -> int:
    found = decode_id(id)
    if not found or found[0] != "Comment":
        raise NotThere(field=[field])
    return found[1]


def _own(context: WritingContext, id: str, given: str | None) -> tuple[int, tuple[int, ...]]:
    """The comment, and again where a receipt of it is given. Raises ReceiptInvalid and NotThere."""
    key = _comment(id, "id")
    if given is None:
        return key, ()
    if comment_of(context.sessions.tokens, given) != key:
        raise ReceiptInvalid(field=["receipt"])
    return key, (key,)


def _field(refused: Refused) -> tuple[str, ...]:
    """Where it is not named by what was refused."""
    match refused.code:
        case ReceiptInvalid.code:
            return ("receipt",)
        case "LIMIT_EXCEEDED":
            return ("content",)
    return ()


def _shown(context: WritingContext, key: int, *, is_guests: bool) -> CommentPayload:
    """Its writer sees it at once."""
    context.show(receipt=key if is_guests else None)
    return _payload(key, receipt(context.sessions.tokens, key) if is_guests else None)


def _payload(comment_id: int | None, shown: str | None, *problems: InputProblem) -> CommentPayload:
    values = {"comment_id": comment_id, "receipt": shown, "user_errors": list(problems)}
    return engine.instance(CommentPayload, values)
