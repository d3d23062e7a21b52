"""The inputs, the payload and the mutations of comments: create, update, delete."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

import strawberry

from gql import engine
from gql.auth.comment_receipt import receipt, verified_comment_id
from gql.content.comments.comment_record import MAX_COMMENT_BYTES, require_size
from gql.content.comments.create import CREATE_REFUSALS, NewComment, count_refused_attempt
from gql.content.comments.create import create_comment as save_comment
from gql.content.comments.edit import DELETE_REFUSALS, EDIT_REFUSALS, edit_comment
from gql.content.comments.edit import delete_comment as delete
from gql.content.comments.spam import FormSignals
from gql.content.draft import CommentDraft, EntryKind, Format
from gql.engine.global_id import decode_id, encode_id
from gql.errors import ReceiptInvalid, RecordNotFound, Refused, TooComplex
from gql.mutations.declare import INPUT, Info, mutation
from gql.mutations.meta_input import META, MetaInput, meta_changes
from gql.mutations.mutation_context import MutationContext
from gql.mutations.payload import Payload, payload
from gql.mutations.text_bounds import at_most, check_bounds
from gql.mutations.user_error import InputProblem, error_type, input_problem
from gql.types.comment import Comment

KINDS = {"Post": EntryKind.POST, "Page": EntryKind.PAGE}
_RECEIPT = (
    "Of a guest: the receipt from createComment. Not needed if the header Quire-Receipt has it, "
    "or with an account."
)


@strawberry.input(description="A new comment. Signed-in viewers comment under their profile.")
class CreateCommentInput:
    on: strawberry.ID = strawberry.field(description="The global id of a post or a page.")
    parent: strawberry.ID | None = strawberry.field(
        default=None, description="The comment on the same thing that it replies to, if it does."
    )
    content: str = strawberry.field(
        description="Markdown, 64 KiB at most. HTML in it is shown as it is written.",
        metadata=at_most(MAX_COMMENT_BYTES),
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
        "the first comment then. With another input it is refused. Guests are told apart by "
        "their network, name, email and url.",
    )
    # a honeypot: named like a field that programs like to fill in
    website: str | None = strawberry.field(
        default=None,
        description="Must be empty. Put it into the form where people do not see it: programs "
        "fill it in, and what they send is taken for spam.",
    )
    started_at: datetime | None = strawberry.field(
        default=None,
        description="When the form was opened. A comment written faster than people write is "
        "held for moderation.",
    )


@strawberry.input(description="What changes of a comment; what is left out stays as it is.")
class UpdateCommentInput:
    id: strawberry.ID = strawberry.field(description="The global id of the comment.")
    content: str | None = strawberry.field(
        default=None, description="Markdown, all of it.", metadata=at_most(MAX_COMMENT_BYTES)
    )
    meta: list[MetaInput] | None = strawberry.field(default=None, description=META)
    receipt: str | None = strawberry.field(default=None, description=_RECEIPT)


@strawberry.input(description="A comment to delete.")
class DeleteCommentInput:
    """Which comment, and for a guest the receipt that allows it."""

    id: strawberry.ID = strawberry.field(description="The global id of the comment.")
    receipt: str | None = strawberry.field(default=None, description=_RECEIPT)


CommentError = error_type(
    "Comment", (ReceiptInvalid, *CREATE_REFUSALS, *EDIT_REFUSALS, *DELETE_REFUSALS)
)


@payload(
    description="The comment as its author sees it, or why it was refused.", errors=CommentError
)
class CommentPayload(Payload):
    comment: Comment | None = engine.to_one(
        "comment_id",
        "The comment, also while it is held for moderation: then its status is HELD. Of a "
        "deleted one, its tombstone if it has replies, otherwise null.",
    )
    deleted_id: strawberry.ID | None = strawberry.field(
        description="Of deleteComment: the global id of the comment, also where a tombstone stays."
    )
    receipt: str | None = strawberry.field(
        description="For guests: keep it. In the header Quire-Receipt, several with commas between "
        "them, it shows them their comment while it waits, and with it they change or delete it."
    )


@mutation
async def create_comment(info: Info, input: Annotated[CreateCommentInput, INPUT]) -> CommentPayload:
    """Comments on a post or a page, or replies to a comment, with an account or as a guest."""
    context = info.context
    commenter = context.commenter()
    try:
        try:
            comment = _new_comment(input)
        except Refused:
            await count_refused_attempt(context.database, context.comments, commenter)
            raise
        # not in a transaction of this function: Markdown is rendered before one is opened
        comment_id = await save_comment(context.database, context.comments, commenter, comment)
    except Refused as refused:
        return _payload(None, None, input_problem(refused, *_field(refused)))
    return _read_back(context, comment_id, is_guests=context.viewer.role is None)


@mutation
async def update_comment(info: Info, input: Annotated[UpdateCommentInput, INPUT]) -> CommentPayload:
    """Edits a comment: its author for a while, by account or receipt; editors at any time. It may
    be held for moderation again.
    """
    context = info.context
    try:
        require_size(input.content or "")
        check_bounds(input)
        comment_id, receipts = _target(context, input.id, input.receipt)
        commenter, meta = context.commenter(*receipts), meta_changes(input.meta or ())
        await edit_comment(
            context.database, context.comments, commenter, comment_id, input.content, meta
        )
    except Refused as refused:
        return _payload(None, None, input_problem(refused, *_field(refused)))
    return _read_back(context, comment_id, is_guests=bool(receipts))


@mutation
async def delete_comment(info: Info, input: Annotated[DeleteCommentInput, INPUT]) -> CommentPayload:
    """Deletes a comment, by account or receipt. If it has replies, a tombstone without content
    stays.
    """
    context = info.context
    try:
        check_bounds(input)
        comment_id, receipts = _target(context, input.id, input.receipt)
        async with context.database.transaction() as connection:
            await delete(connection, context.commenter(*receipts), comment_id)
    except Refused as refused:
        return _payload(None, None, input_problem(refused, *_field(refused)))
    context.read_own_changes()  # a tombstone, if there are replies; otherwise null
    return _payload(comment_id, None, deleted_id=encode_id("Comment", comment_id))


def _new_comment(input: CreateCommentInput) -> NewComment:
    require_size(input.content)
    check_bounds(input)
    decoded = decode_id(input.on)
    if not decoded or decoded[0] not in KINDS:
        raise RecordNotFound(field=["on"])
    # as an importer's draft: both go through the same rules; source_id is of imports only
    draft = CommentDraft(
        source_id="",
        content=input.content,
        published_at=datetime.now(UTC),
        name=input.name,
        email=input.email,
        url=input.url,
        format=Format.MARKDOWN,
    )
    parent = None if input.parent is None else _comment_id(input.parent, "parent")
    form = FormSignals(honeypot=input.website, opened_at=input.started_at)
    return NewComment((KINDS[decoded[0]], decoded[1]), draft, parent, form, input.idempotency_key)


def _comment_id(id: str, field: str) -> int:
    decoded = decode_id(id)
    if not decoded or decoded[0] != "Comment":
        raise RecordNotFound(field=[field])
    return decoded[1]


def _target(
    context: MutationContext, id: str, receipt_token: str | None
) -> tuple[int, tuple[int, ...]]:
    """The id of a comment, and the ids for which the input has a receipt: this one or none.

    Raises ReceiptInvalid and RecordNotFound.
    """
    comment_id = _comment_id(id, "id")
    if receipt_token is None:
        return comment_id, ()
    # a receipt that is valid but of another comment is a mistake of the client: say so
    if verified_comment_id(context.sessions.tokens, receipt_token) != comment_id:
        raise ReceiptInvalid(field=["receipt"])
    return comment_id, (comment_id,)


def _field(refused: Refused) -> tuple[str, ...]:
    """The input field that a refusal is about, where the rule that refused names none."""
    # errors that other inputs and whole operations share name no field themselves
    match refused.code:
        case ReceiptInvalid.code:
            return ("receipt",)
        case "LIMIT_EXCEEDED" | TooComplex.code:
            return ("content",)
    return ()


def _read_back(context: MutationContext, comment_id: int, *, is_guests: bool) -> CommentPayload:
    """The payload of a saved comment, which its writer sees also while it is held."""
    context.read_own_changes(receipt=comment_id if is_guests else None)
    return _payload(comment_id, receipt(context.sessions.tokens, comment_id) if is_guests else None)


def _payload(
    comment_id: int | None,
    token: str | None,
    *problems: InputProblem,
    deleted_id: str | None = None,
) -> CommentPayload:
    values = {
        "comment_id": comment_id,
        "deleted_id": deleted_id,
        "receipt": token,
        "user_errors": list(problems),
    }
    return engine.instance(CommentPayload, values)
