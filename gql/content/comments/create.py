"""Answering a post, a page or a comment."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime

from gql.content import rate_limit
from gql.content.address import network_address
from gql.content.comments.comment_record import comment_private_record, written_record
from gql.content.comments.comment_settings import CommentRules
from gql.content.comments.comment_tags import announce_new
from gql.content.comments.commenter import LONGEST_USER_AGENT, Sender
from gql.content.comments.moderation_policy import decided
from gql.content.comments.spam import NO_FORM, Form, suspicion
from gql.content.draft import CommentDraft, EntryKind
from gql.content.idempotency import once
from gql.content.people.guest_avatar import avatar_key
from gql.content.record import NewRecord
from gql.content.text.render_queue import OF_ACCOUNTS, OF_GUESTS
from gql.db import Connection, Database
from gql.errors import BadInput, CommentsClosed, NotThere, SaidAlready, TooDeep
from gql.sql.statements import statements

SQL = statements("comment")
MINUTE = 60.0
TOO_MANY = "Too many comments came."
SHORT = 2_000  # characters
MORE_TRIES = 10  # a minute, than comments: what was refused may be put right, or sent again


@dataclass(frozen=True, slots=True)
class Answer:
    """What somebody wrote, on which post or page, below which comment of it."""

    on: tuple[EntryKind, int]
    draft: CommentDraft
    parent: int | None = None
    form: Form = NO_FORM
    key: str | None = None


async def write_answer(
    database: Database, rules: CommentRules, sender: Sender, answer: Answer
) -> int:
    """The id of the comment: a new one, or the one that the same key has made already.

    Raises BadInput, LimitExceeded, Forbidden, NotThere, CommentsClosed, TooDeep, SaidAlready,
    RateLimited and WritersBusy.
    """
    sender.require_to_answer()
    answer = replace(answer, draft=_draft_of(sender, answer.draft))
    record = await tried_record(database, rules, sender, answer.draft)
    said = (answer.on, answer.parent, answer.draft.content, answer.draft.name)
    subject = sender.repeating((*said, answer.draft.email, answer.draft.url))
    async with rate_limit.in_turn(sender.name), database.transaction() as connection:

        async def make() -> int:
            return await _write(connection, rules, sender, answer, record)

        return (await once(connection, subject, answer.key, make))[0]


async def tried_record(
    database: Database, rules: CommentRules, sender: Sender, draft: CommentDraft
) -> NewRecord | None:
    """What is made of a long text. The attempt counts whatever comes of it, for it is what takes
    time, and no connection is held meanwhile. None for a short one, which takes no time.

    Raises RateLimited, WritersBusy, BadInput and LimitExceeded.
    """
    if len(draft.content) <= SHORT:
        return None
    if not sender.may_moderate:
        limits = {f"trial of {sender.name}": rules.of_sender + MORE_TRIES}
        async with rate_limit.in_turn(sender.name), database.transaction() as connection:
            await rate_limit.count_attempt(connection, limits, seconds=MINUTE, what=TOO_MANY)
    line = OF_GUESTS if sender.is_guest else OF_ACCOUNTS
    return await line.rendered(written_record, draft)


def _draft_of(sender: Sender, draft: CommentDraft) -> CommentDraft:
    """Who has an account answers under it, whatever else is said."""
    if not sender.is_guest:
        draft = replace(draft, name=None, email=None, url=None)
    return replace(
        draft,
        network_address=sender.address,
        user_agent=sender.user_agent[:LONGEST_USER_AGENT],
    )


async def _write(
    connection: Connection,
    rules: CommentRules,
    sender: Sender,
    answer: Answer,
    record: NewRecord | None,
) -> int:
    entry_id = answer.on[1]
    private = comment_private_record(answer.draft)
    # turns are taken before the post is held: whoever waits for one must keep nobody else waiting
    await count_writing(connection, rules, sender, entry_id)
    record = record or written_record(answer.draft)
    key = await avatar_key(connection, private["email"], sender.receipts)
    await _require_open(connection, answer.on)
    if answer.parent is not None:
        await _require_answerable(connection, rules, answer.parent, entry_id)
    await _require_new(connection, sender, entry_id, record["content_text"])
    suspicious = suspicion(rules, answer.form, record["content_html"], datetime.now(UTC))
    status, reason = await decided(connection, rules, sender, suspicious, record | private)
    made = await connection.fetchrow(
        SQL["insert_written"].text,
        {
            **record,
            "entry_id": entry_id,
            "parent_id": answer.parent,
            "author_id": sender.viewer.author_id,
            "guest_avatar_key": key,
            "status": status,
        },
    )
    private |= {"comment_id": made["id"], "held_for": reason}
    await connection.execute(SQL["insert_private"].text, private)
    await announce_new(connection, made["id"], begins_profile=made["begins_profile"])
    return int(made["id"])


async def count_writing(
    connection: Connection, rules: CommentRules, sender: Sender, entry_id: int | None = None
) -> None:
    """Raises RateLimited. By who sends and from where, never by what is said; who may moderate may
    write as much as they like."""
    if sender.may_moderate:
        return
    limits = {f"comment of {sender.name}": rules.of_sender}
    if sender.is_guest and entry_id is not None:
        limits[f"comments of guests on {entry_id}"] = rules.on_entry
    await rate_limit.count_attempt(connection, limits, seconds=MINUTE, what=TOO_MANY)


async def _require_open(connection: Connection, on: tuple[EntryKind, int]) -> None:
    kind, key = on
    entry = await connection.fetchrow(SQL["lock_open_entry"].text, key, kind)
    if entry is None:
        raise NotThere(field=["on"])
    if not entry["comments_open"]:
        raise CommentsClosed(field=["on"])


async def _require_answerable(
    connection: Connection, rules: CommentRules, parent_id: int, entry_id: int
) -> None:
    parent = await connection.fetchrow(SQL["answerable"].text, parent_id)
    if parent is None:
        raise NotThere(field=["parent"])
    if parent["entry_id"] != entry_id:
        raise BadInput("This comment stands on something else.", field=["parent"])
    if parent["is_deleted"]:
        raise BadInput("This comment was deleted: nothing is left to answer.", field=["parent"])
    if parent["depth"] >= rules.deepest:
        raise TooDeep(field=["parent"])


async def _require_new(connection: Connection, sender: Sender, entry_id: int, text: str) -> None:
    """A form that was sent twice. What somebody else has said may be said again, and that it waits
    for a moderator is not told."""
    network = sender.network if network_address(sender.address) else None
    author_id = sender.viewer.author_id
    if await connection.fetchval(SQL["is_said_already"].text, entry_id, text, author_id, network):
        raise SaidAlready(field=["content"])
