"""The context of a preview token, for the field that takes it and for all fields below."""

from __future__ import annotations

from typing import Any

from graphql import GraphQLResolveInfo
from graphql.pyutils import Path


async def previewing(info: Any, token: str) -> Any:
    """The info with the context of a preview token, which fields below have from now on.

    Raises PreviewInvalid.
    """
    context = await info.context.with_preview(token)
    info.context.previews[info.path] = context
    return info._replace(context=context)


def previewed(info: GraphQLResolveInfo[Any]) -> GraphQLResolveInfo[Any]:
    """The info with the context of a preview token, below a field that has one."""
    # graphql-core passes one context through the whole operation; which field a field is below,
    # only its path tells
    path: Path | None = info.path
    while path and path not in info.context.previews:
        path = path.prev
    return info._replace(context=info.context.previews[path]) if path else info
