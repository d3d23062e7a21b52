"""The GraphQL schema: Query, and all root fields of Mutation, one a line."""

from __future__ import annotations

import strawberry
from strawberry.schema.config import StrawberryConfig
from strawberry.tools import create_type

from gql import engine
from gql.mutations import (
    comment,
    menu,
    moderation,
    page,
    people,
    post,
    preview,
    profile,
    redirect,
    series,
    session,
    site,
    term,
)
from gql.mutations import like as likes
from gql.types.live_directive import live
from gql.types.query import Query
from gql.types.scalars import SCALARS
from gql.types.subscription import Subscription

# each mutation is declared once, with its name and description, in gql.mutations
Mutation = create_type(
    "Mutation",
    [
        session.sign_in,
        session.refresh_session,
        session.sign_out,
        post.create_post,
        post.update_post,
        post.publish_post,
        post.unpublish_post,
        post.submit_post,
        post.trash_post,
        post.restore_post,
        post.restore_revision,
        preview.create_preview,
        preview.revoke_preview,
        page.create_page,
        page.update_page,
        page.publish_page,
        page.unpublish_page,
        page.trash_page,
        page.restore_page,
        page.restore_page_revision,
        comment.create_comment,
        comment.update_comment,
        comment.delete_comment,
        moderation.moderate_comments,
        moderation.undo_moderation,
        likes.like,
        likes.unlike,
        profile.update_profile,
        people.update_author,
        people.update_account,
        term.create_category,
        term.update_category,
        term.merge_categories,
        term.delete_category,
        term.create_tag,
        term.update_tag,
        term.merge_tags,
        term.delete_tag,
        redirect.create_redirect,
        redirect.update_redirect,
        redirect.delete_redirect,
        series.create_series,
        series.update_series,
        series.delete_series,
        menu.create_menu,
        menu.update_menu,
        menu.delete_menu,
        site.update_site,
    ],
    description="What can be changed.",
)

# `types` adds those that only the interface Node leads to: no field names them
schema = strawberry.Schema(
    query=Query,
    mutation=Mutation,
    subscription=Subscription,
    directives=[live],
    types=list(engine.node_types.values()),
    config=StrawberryConfig(scalar_map=SCALARS),
)
