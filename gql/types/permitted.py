"""Which posts and pages a field that not everybody may read answers for."""

from __future__ import annotations

from gql.content.permission import Action, Scope, scope
from gql.engine import Context
from gql.sql import revision as revision_sql


async def permitted_entries(context: Context, action: Action, entries: list[int]) -> set[int]:
    """Those of the posts or pages (ids) to which the viewer may do this."""
    granted = scope(context.viewer, action)
    if granted is Scope.OWN:
        return await revision_sql.posts_by_author(context.db, entries, context.viewer.author_id)
    return set(entries) if granted is Scope.ALL else set()
