"""Creating a comment on a post or page, or as a reply to another comment."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime

from gql.content import rate_limit
from gql.content.address import ip_address
from gql.content.comments.comment_record import (
    comment_private_record,
    require_size,
    validated_comment_record,
)
from gql.content.comments.comment_settings import CommentSettings
from gql.content.comments.comment_tags import record_comment_created
from gql.content.comments.commenter import MAX_USER_AGENT_LENGTH, Commenter
from gql.content.comments.moderation_policy import decide_status
from gql.content.comments.spam import NO_FORM_SIGNALS, FormSignals, first_suspicion
from gql.content.draft import CommentDraft, EntryKind
from gql.content.idempotency import IDEMPOTENCY_REFUSALS, kept_result, run_once
from gql.content.people.guest_avatar import avatar_key
from gql.content.record import NewRecord
from gql.content.site.site_rules import comment_rules
from gql.content.text.markup_bound import require_bounded_markup
from gql.content.text.render_queue import ACCOUNT_QUEUE, GUEST_QUEUE
from gql.db import Connection, Database
from gql.errors import (
    BadInput,
    CommentsClosed,
    DuplicateComment,
    Forbidden,
    LimitExceeded,
    OutcomeDeleted,
    RateLimited,
    RecordNotFound,
    ReplyTooDeep,
    TooComplex,
)
from gql.sql.statements import statements

SQL = statements("comment")
RATE_LIMIT_SECONDS = 60.0
TOO_MANY_COMMENTS = "Too many comments were sent."

CREATE_REFUSALS = (
    *IDEMPOTENCY_REFUSALS,
    BadInput,
    CommentsClosed,
    DuplicateComment,
    Forbidden,
    LimitExceeded,
    RateLimited,
    RecordNotFound,
    ReplyTooDeep,
    TooComplex,
)


@dataclass(frozen=True, slots=True)
class NewComment:
    """A comment to be created: `on` is the kind and id of the post or page."""

    on: tuple[EntryKind, int]
    draft: CommentDraft
    parent: int | None = None
    form: FormSignals = NO_FORM_SIGNALS
    idempotency_key: str | None = None


async def create_comment(
    database: Database, settings: CommentSettings, commenter: Commenter, new: NewComment
) -> int:
    """Create a comment and return its id. A retry with the same idempotency key returns the first.

    Raises BadInput, LimitExceeded, Forbidden, RecordNotFound, CommentsClosed, ReplyTooDeep,
    DuplicateComment, RateLimited, TooComplex, RenderQueueFull, IdempotencyKeyReused and
    OutcomeDeleted.
    """
    commenter.require_may_comment()
    new = replace(new, draft=_attributed_draft(commenter, new.draft))
    signature = new.draft.name, new.draft.email, new.draft.url
    subject, key = commenter.idempotency_subject(*signature), new.idempotency_key
    input = [new.on, new.parent, new.draft.content, signature]
    # Requests of one commenter wait for each other until the comment is there: one of them at a
    # time is rendered, and a retry finds what the request before it has made.
    async with rate_limit.subject_lock(commenter.rate_limit_subject):
        async with database.transaction() as connection:
            comment_id = await kept_result(connection, subject, key, input)
            if comment_id is not None:
                await _require_kept(connection, commenter, comment_id)
                return comment_id
            await count_comment_attempt(connection, settings, commenter, new.on[1])
        record = await render_draft(commenter, new.draft)
        async with database.transaction() as connection:

            async def create() -> int:
                return await _insert_comment(connection, settings, commenter, new, record)

            comment_id, is_new = await run_once(connection, subject, key, input, create)
            if not is_new:
                await _require_kept(connection, commenter, comment_id)
            return comment_id


async def count_refused_attempt(
    database: Database, settings: CommentSettings, commenter: Commenter
) -> None:
    """Count an attempt whose input was refused before create_comment saw it."""
    async with (
        rate_limit.subject_lock(commenter.rate_limit_subject),
        database.transaction() as connection,
    ):
        await count_comment_attempt(connection, settings, commenter)


async def render_draft(commenter: Commenter, draft: CommentDraft) -> NewRecord:
    """Validate and render a comment, before a connection is acquired for it.

    Raises BadInput, LimitExceeded, TooComplex and RenderQueueFull.
    """
    require_size(draft.content)
    require_bounded_markup(draft.content)
    queue = GUEST_QUEUE if commenter.is_guest else ACCOUNT_QUEUE
    return await queue.run(validated_comment_record, draft, length=len(draft.content))


async def _require_kept(connection: Connection, commenter: Commenter, comment_id: int) -> None:
    """Raise OutcomeDeleted, or RecordNotFound where the post or page is not public any more."""
    kept = await connection.fetchrow(SQL["kept_comment"].text, comment_id)
    if kept is None or kept["is_deleted"]:
        raise OutcomeDeleted(field=["idempotencyKey"])
    if not kept["is_on_public"] and not commenter.may_moderate:
        raise RecordNotFound(field=["on"])


def _attributed_draft(commenter: Commenter, draft: CommentDraft) -> CommentDraft:
    """Add the sender's address; of an account, drop the name, e-mail address and URL they sent."""
    if not commenter.is_guest:
        draft = replace(draft, name=None, email=None, url=None)
    return replace(
        draft,
        network_address=commenter.network_address,
        user_agent=commenter.user_agent[:MAX_USER_AGENT_LENGTH],
    )


async def _insert_comment(
    connection: Connection,
    settings: CommentSettings,
    commenter: Commenter,
    new: NewComment,
    record: NewRecord,
) -> int:
    entry_id = new.on[1]
    settings = await comment_rules(connection, settings)
    private = comment_private_record(new.draft)
    key = await avatar_key(connection, private["email"], commenter.receipts)
    await _lock_open_entry(connection, new.on)
    if new.parent is not None:
        await _require_repliable_parent(connection, settings, new.parent, entry_id)
    await _reject_duplicate(connection, commenter, entry_id, record["content_text"])
    suspicion = first_suspicion(settings, new.form, record["content_html"], datetime.now(UTC))
    status, reason = await decide_status(
        connection, settings, commenter, suspicion, record | private
    )
    inserted = await connection.fetchrow(
        SQL["insert_comment"].text,
        {
            **record,
            "entry_id": entry_id,
            "parent_id": new.parent,
            "author_id": commenter.viewer.author_id,
            "guest_avatar_key": key,
            "status": status,
        },
    )
    private |= {"comment_id": inserted["id"], "held_for": reason}
    await connection.execute(SQL["insert_private"].text, private)
    await record_comment_created(
        connection, inserted["id"], begins_profile=inserted["begins_profile"]
    )
    return int(inserted["id"])


async def count_comment_attempt(
    connection: Connection,
    settings: CommentSettings,
    commenter: Commenter,
    entry_id: int | None = None,
) -> None:
    """Count a comment against the limits of its sender and, of guests, of the entry.

    In a transaction of its own, so that an attempt counts whatever comes of it, and nobody holds an
    entry who waits for the lock of a subject. Raises RateLimited. Moderators have no limit.
    """
    if commenter.may_moderate:
        return
    limits = {f"comment of {commenter.rate_limit_subject}": settings.comments_per_minute}
    if commenter.is_guest and entry_id is not None:
        limits[f"comments of guests on {entry_id}"] = settings.comments_per_minute_on_post
    await rate_limit.count_attempt(
        connection, limits, seconds=RATE_LIMIT_SECONDS, what=TOO_MANY_COMMENTS
    )


async def _lock_open_entry(connection: Connection, on: tuple[EntryKind, int]) -> None:
    """Lock a public entry until the transaction ends. Raises RecordNotFound and CommentsClosed."""
    kind, key = on
    entry = await connection.fetchrow(SQL["lock_open_entry"].text, key, kind)
    if entry is None:
        raise RecordNotFound(field=["on"])
    if not entry["comments_open"]:
        raise CommentsClosed(field=["on"])


async def _require_repliable_parent(
    connection: Connection, settings: CommentSettings, parent_id: int, entry_id: int
) -> None:
    parent = await connection.fetchrow(SQL["repliable_parent"].text, parent_id)
    if parent is None:
        raise RecordNotFound(field=["parent"])
    if parent["entry_id"] != entry_id:
        raise BadInput("This comment belongs to another post or page.", field=["parent"])
    if parent["is_deleted"]:
        raise BadInput("This comment was deleted, so it takes no replies.", field=["parent"])
    if parent["depth"] >= settings.comment_depth:
        raise ReplyTooDeep(field=["parent"])


async def _reject_duplicate(
    connection: Connection, commenter: Commenter, entry_id: int, text: str
) -> None:
    """Raise DuplicateComment if the same text came within a day, as from a form sent twice.

    Only comments of the same account or network are compared: others may write the same, and a
    match with theirs would reveal comments that are held.
    """
    network = commenter.network if ip_address(commenter.network_address) else None
    author_id = commenter.viewer.author_id
    if await connection.fetchval(SQL["is_duplicate"].text, entry_id, text, author_id, network):
        raise DuplicateComment(field=["content"])
