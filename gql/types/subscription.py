"""Subscription: what clients may be told of as it happens, one field for each kind of event."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Annotated, Any

import strawberry
from strawberry import UNSET, argument

from gql import engine
from gql.content.permission import Action, is_allowed, require
from gql.engine.global_id import decode_id, encode_id, requested_ids
from gql.errors import RecordNotFound
from gql.types.live_events import (
    CommentAdded,
    CommentChange,
    CommentChanged,
    CommentHeld,
    NodesChanged,
    PostPublished,
)
from gql.types.post import Post, PostWhere
from gql.types.watch import (
    Change,
    Watch,
    matches_post,
    saw_while_held,
    seen_comment,
    seen_nodes,
    sees_entry,
)

Info = strawberry.Info[Watch, None]
APPEARED, WAITS = ("WRITTEN", "APPROVED"), ("WRITTEN", "HELD")
EVERYTHING = "everything"
LISTS = ("comments", "comments:liked")  # those of one post or page have tags of their own
After = Annotated[
    str | None,
    argument(
        description="The `position` of the last event that the client has: what has happened since "
        "is told first. Null: only what happens from now on."
    ),
]
On = Annotated[strawberry.ID, argument(description="The global id of a post or a page.")]


def comment_added(info: Info, on: On, after: After = None) -> AsyncIterator[CommentAdded]:
    """Comments on a post or page, as they appear: written, or approved by a moderator."""
    return _comments_added(info.context, _discussion(on))


async def _comments_added(watch: Watch, discussion: str) -> AsyncIterator[CommentAdded]:
    async for change in watch.changes(f"in {discussion}"):
        if change.action not in APPEARED:
            continue
        comment = await seen_comment(watch, change)
        if comment is None:
            continue
        if change.action == "APPROVED" and saw_while_held(watch, change, comment):
            continue
        yield _event(CommentAdded, change, comment_id=change.id)


def comment_changed(info: Info, on: On, after: After = None) -> AsyncIterator[CommentChanged]:
    """What happens to comments on a post or page that are there already."""
    return _comments_changed(info.context, _discussion(on))


async def _comments_changed(watch: Watch, discussion: str) -> AsyncIterator[CommentChanged]:
    async for change in watch.changes(f"in {discussion}"):
        kind = CommentChange.__members__.get(change.action or "")
        if kind is None:
            continue
        comment = await seen_comment(watch, change)
        is_seen = comment is not None
        # edited while it was held, and approved by now: readers have not seen the text before
        if kind is CommentChange.EDITED and comment and len(change.tags) == 1:
            is_seen = saw_while_held(watch, change, comment)
        # who saw it is told that it has gone: its id is all they learn, which they know
        has_gone = change.action in ("HELD", "DELETED") and change.was_visible
        if not is_seen and not (has_gone and await sees_entry(watch, change, discussion)):
            continue
        yield _event(
            CommentChanged,
            change,
            change=kind,
            comment_id=encode_id("Comment", change.id or 0),
            seen_id=change.id if is_seen else None,
        )


def comment_held(info: Info, after: After = None) -> AsyncIterator[CommentHeld]:
    """For moderators: comments that wait for them, new ones and those that are held again."""
    require(info.context.context.viewer, Action.MODERATE)
    return _comments_held(info.context)


async def _comments_held(watch: Watch) -> AsyncIterator[CommentHeld]:
    async for change in watch.changes(*(f"action {action}" for action in WAITS)):
        if not is_allowed(watch.context.viewer, Action.MODERATE):
            continue
        comment = await seen_comment(watch, change)
        if comment is not None and comment["status"] == "HELD":
            yield _event(CommentHeld, change, comment_id=change.id)


def post_published(
    info: Info,
    where: Annotated[
        PostWhere | None, argument(description="Only posts that match all conditions.")
    ] = UNSET,
    after: After = None,
) -> AsyncIterator[PostPublished]:
    """Posts as they appear: those that were scheduled, at their time."""
    engine.matching(Post, where or None, "id")  # so that a bad one is refused at once
    return _posts_published(info.context, where or None)


async def _posts_published(watch: Watch, where: PostWhere | None) -> AsyncIterator[PostPublished]:
    async for change in watch.changes("action PUBLISHED"):
        is_post = change.kind == "post" and change.is_shown
        if is_post and await matches_post(watch, change, where):
            yield _event(PostPublished, change, post_id=change.id)


def changed(
    info: Info,
    nodes: Annotated[
        list[strawberry.ID], argument(description="Global ids of nodes, 100 at most.")
    ],
    after: After = None,
) -> AsyncIterator[NodesChanged]:
    """Which of some nodes read differently now, for clients that fetch them again themselves."""
    watched = {}
    for decoded, id in zip(requested_ids({"ids": nodes}), nodes, strict=True):
        if decoded and (tags := engine.source_of(engine.node_types[decoded[0]]).tags) and tags.node:
            watched[f"{tags.node}:{decoded[1]}"] = (decoded[0], id)
    return _nodes_changed(info.context, watched)


async def _nodes_changed(
    watch: Watch, watched: dict[str, tuple[str, strawberry.ID]]
) -> AsyncIterator[NodesChanged]:
    topics = [*watched, *(f"{list_} of {node}" for node in watched for list_ in LISTS)]
    async for change in watch.changes(*topics, EVERYTHING):
        is_all = EVERYTHING in change.tags
        tags = {tag: tag.rpartition(" of ")[2] for tag in change.tags}
        touched = [node for node in watched if is_all or node in tags.values()]
        seen = await seen_nodes(watch, change, [(watched[node][0], node) for node in touched])
        if seen:
            yield _event(
                NodesChanged,
                change,
                nodes=[watched[node][1] for node in seen],
                tags=[EVERYTHING] if is_all else [tag for tag in tags if tags[tag] in seen],
            )


def _discussion(on: strawberry.ID) -> str:
    """The node of a post or page. Raises RecordNotFound for an id of anything else."""
    decoded = decode_id(on)
    if not decoded or decoded[0] not in ("Post", "Page"):
        raise RecordNotFound(argument="on")
    return f"{decoded[0].lower()}:{decoded[1]}"


def _event(cls: type[Any], cause: Change, **values: Any) -> Any:
    return engine.instance(cls, {**values, "position": cause.position_text})


def _field(resolver: Any) -> Any:
    """Declare a root field: its name is that of the resolver, its description the docstring."""
    return strawberry.subscription(resolver, description=" ".join((resolver.__doc__ or "").split()))


@strawberry.type(description="What can be told of as it happens. See also the directive `@live`.")
class Subscription:
    comment_added = _field(comment_added)
    comment_changed = _field(comment_changed)
    comment_held = _field(comment_held)
    post_published = _field(post_published)
    changed = _field(changed)
