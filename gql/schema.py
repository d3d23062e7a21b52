"""The table of contents: what is not listed here, clients cannot ask for."""

from __future__ import annotations

import strawberry
from strawberry.schema.config import StrawberryConfig

from gql import engine
from gql.engine import Connection
from gql.mutations import comment, moderation, page, post, preview, profile, session
from gql.mutations import like as likes
from gql.types import search
from gql.types.author import Author, AuthorBy
from gql.types.comment import Comment
from gql.types.menu import Menu, MenuBy
from gql.types.node import Node
from gql.types.page import BY_TITLE, Page, PageBy
from gql.types.post import Post, PostBy
from gql.types.route import Route, route
from gql.types.scalars import SCALARS
from gql.types.search import SearchConnection
from gql.types.site import ArchiveMonth, Site, archive, site
from gql.types.term import BY_NAME, Category, Tag, TermBy
from gql.types.viewer import Viewer, viewer

_PREVIEW = "A token of `createPreview`: its post is shown with its newest text, published or not."


@strawberry.type(description="What can be read.")
class Query:
    site: Site = engine.read(site)
    viewer: Viewer | None = engine.read(viewer)
    node: Node | None = engine.refetched(
        "The node with this id. Null where there is nothing to see.", many=False
    )
    nodes: list[Node | None] = engine.refetched(
        "The nodes with these ids, in the same order; null where there is nothing to see.",
        many=True,
    )
    route: Route = engine.read(route)
    post: Post | None = engine.lookup(PostBy, "One post.", preview=_PREVIEW)
    posts: Connection[Post] = engine.connection("All posts.", order="NEWEST", filtered=True)
    page: Page | None = engine.lookup(PageBy, "One page.", preview=_PREVIEW.replace("post", "page"))
    pages: Connection[Page] = engine.connection(
        "All pages, by title.", fixed=BY_TITLE, filtered=True
    )
    author: Author | None = engine.lookup(AuthorBy, "One author.")
    authors: Connection[Author] = engine.connection("All authors.", order="NAME", filtered=True)
    comment: Comment | None = engine.by_id("One comment.")
    comments: Connection[Comment] = engine.connection(
        "All comments on everything.", order="NEWEST", filtered=True
    )
    category: Category | None = engine.lookup(TermBy, "One category.")
    categories: Connection[Category] = engine.connection("All categories, by name.", fixed=BY_NAME)
    tag: Tag | None = engine.lookup(TermBy, "One tag.")
    tags: Connection[Tag] = engine.connection("All tags, by name.", fixed=BY_NAME)
    menu: Menu | None = engine.lookup(MenuBy, "One menu.")
    archive: list[ArchiveMonth] = engine.read(archive)
    search: SearchConnection = engine.ranked(
        search.asked, read=search.read, total=search.total, highlights=search.highlights
    )


@strawberry.type(description="What can be changed.")
class Mutation:
    sign_in = strawberry.mutation(
        session.sign_in,
        description="Begins a session. Wrong passwords are counted, by account and by network "
        "address.",
    )
    refresh_session = strawberry.mutation(
        session.refresh_session, description="Goes on with a session: new tokens for an old one."
    )
    sign_out = strawberry.mutation(
        session.sign_out, description="Ends a session: its tokens are no good any more."
    )
    create_post = strawberry.mutation(
        post.create_post, description="Begins a draft. Only its authors and editors see it."
    )
    update_post = strawberry.mutation(
        post.update_post,
        description="Saves a new version. Of what is published, readers see the text before until "
        "`publishPost`.",
    )
    publish_post = strawberry.mutation(
        post.publish_post,
        description="Shows its newest text to readers, now or from a time on.",
    )
    unpublish_post = strawberry.mutation(
        post.unpublish_post, description="Takes it back from readers: it is a draft again."
    )
    submit_post = strawberry.mutation(
        post.submit_post, description="Hands a draft to the editors: it is PENDING."
    )
    trash_post = strawberry.mutation(
        post.trash_post,
        description="Throws it away, to be restored if need be. Its path answers 410.",
    )
    restore_post = strawberry.mutation(
        post.restore_post, description="Takes it out of the trash: it is a draft again."
    )
    restore_revision = strawberry.mutation(
        post.restore_revision, description="Saves what an earlier version said as the newest one."
    )
    create_preview = strawberry.mutation(
        preview.create_preview,
        description="Makes a token that shows the newest text of one post or page for a while.",
    )
    create_page = strawberry.mutation(
        page.create_page, description="Begins a draft of a page. Only editors see it."
    )
    update_page = strawberry.mutation(
        page.update_page,
        description="Saves a new version. Of what is published, readers see the text before until "
        "`publishPage`.",
    )
    publish_page = strawberry.mutation(
        page.publish_page,
        description="Shows its newest text to readers, now or from a time on.",
    )
    unpublish_page = strawberry.mutation(
        page.unpublish_page, description="Takes it back from readers: it is a draft again."
    )
    trash_page = strawberry.mutation(
        page.trash_page,
        description="Throws it away, to be restored if need be. Its path answers 410.",
    )
    restore_page = strawberry.mutation(
        page.restore_page, description="Takes it out of the trash: it is a draft again."
    )
    restore_page_revision = strawberry.mutation(
        page.restore_page_revision,
        description="Saves what an earlier version said as the newest one.",
    )
    create_comment = strawberry.mutation(
        comment.create_comment,
        description="Answers a post, a page or a comment, with an account or without.",
    )
    update_comment = strawberry.mutation(
        comment.update_comment,
        description="Changes a comment: its writer for a while, by account or receipt; editors at "
        "any time. What has changed may wait for a moderator again.",
    )
    delete_comment = strawberry.mutation(
        comment.delete_comment,
        description="Takes a comment back, by account or receipt. Where there are replies, its "
        "empty place is left for them.",
    )
    moderate_comments = strawberry.mutation(
        moderation.moderate_comments,
        description="Decides about comments, many at once. For editors.",
    )
    undo_moderation = strawberry.mutation(
        moderation.undo_moderation,
        description="Takes back what was decided at once, unless it was decided anew since.",
    )
    like = strawberry.mutation(
        likes.like, description="Likes a post or a comment: once, however often it is asked."
    )
    unlike = strawberry.mutation(likes.unlike, description="Takes a like back, if there is one.")
    update_profile = strawberry.mutation(
        profile.update_profile, description="Changes the profile of the one who asks."
    )


schema = strawberry.Schema(
    query=Query,
    mutation=Mutation,
    types=list(engine.node_types.values()),
    config=StrawberryConfig(scalar_map=SCALARS),
)
