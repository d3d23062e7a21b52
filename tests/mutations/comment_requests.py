"""What tests of comments ask, and who asks."""

from __future__ import annotations

import itertools
from typing import Any

from gql.engine import encode_id
from gql.viewer import Role
from tests.http_site import Site
from tests.metrics_page import series
from tests.schema import row_factories

ANSWER = """
mutation Answer($input: CreateCommentInput!) {
  createComment(input: $input) {
    comment {
      id databaseId status number content publishedAt updatedAt isDeleted depth
      author { __typename name url }
      commentedOn { id }
      parent { id }
    }
    receipt
    userErrors { code message field retryAfter }
  }
}
"""
EDIT = """
mutation Edit($input: UpdateCommentInput!) {
  updateComment(input: $input) {
    comment { id status content source: content(format: SOURCE) updatedAt }
    receipt
    userErrors { code message field retryAfter }
  }
}
"""
DELETE = """
mutation Delete($input: DeleteCommentInput!) {
  deleteComment(input: $input) {
    comment { id isDeleted content author { name } replyCount likeCount }
    userErrors { code field }
  }
}
"""
MODERATE = """
mutation Moderate($ids: [ID!]!, $status: CommentStatus!, $reason: String, $asOf: DateTime) {
  moderateComments(input: { ids: $ids, status: $status, reason: $reason, asOf: $asOf }) {
    comments { id status number }
    results { id comment { status } was became problem { code } }
    batch
    userErrors { code message field }
  }
}
"""
UNDO = """
mutation Undo($batch: ID!) {
  undoModeration(input: { batch: $batch }) {
    comments { id status }
    results { id was became problem { code message } }
    batch
    userErrors { code field }
  }
}
"""
EDITOR = "editor@blog.example"
_numbers = itertools.count(1)


async def answered(site: Site, on: str, token: str | None = None, **said: Any) -> Any:
    given = {"on": on, "content": f"Number {next(_numbers)}.", **said}
    return (await site.data(ANSWER, token, input=given))["createComment"]


async def edited(site: Site, id: str, content: str, token: str | None = None, **by: Any) -> Any:
    given = {"id": id, "content": content, **by}
    return (await site.data(EDIT, token, input=given))["updateComment"]


async def deleted(site: Site, id: str, token: str | None = None, **by: Any) -> Any:
    return (await site.data(DELETE, token, input={"id": id, **by}))["deleteComment"]


async def moderated(
    site: Site,
    ids: list[str],
    status: str,
    token: str | None,
    reason: str | None = None,
    **more: Any,
) -> Any:
    given = {"ids": ids, "status": status, "reason": reason, **more}
    return (await site.data(MODERATE, token, **given))["moderateComments"]


async def undone(site: Site, batch: str, token: str | None) -> Any:
    return (await site.data(UNDO, token, batch=batch))["undoModeration"]


async def new_post(site: Site, **columns: Any) -> str:
    async with row_factories.as_owner(site.url) as owner:
        author = await row_factories.author(owner, is_public=True)
        kind = columns.get("kind", "POST").capitalize()
        return encode_id(kind, await row_factories.entry(owner, author, **columns))


async def editor(site: Site) -> str:
    """The token of somebody who moderates."""
    return await somebody(site, EDITOR, Role.EDITOR)


async def somebody(site: Site, email: str, role: Role = Role.READER) -> str:
    """The token of somebody new."""
    await site.add(email, role, name=email.partition("@")[0].title())
    return str((await site.sign_in(email))["accessToken"])


def codes(payload: Any) -> list[str]:
    return [problem["code"] for problem in payload["userErrors"]]


async def rows(site: Site, statement: str, *values: object) -> list[dict[str, Any]]:
    async with row_factories.as_owner(site.url) as owner:
        return [dict(record) for record in await owner.fetch(statement, *values)]


async def answered_by_plans(site: Site) -> float:
    """How many operations plans have answered so far."""
    found = series((await site.client.get("/metrics")).text)
    return found["quire_operations_total outcome=answered path=plan"]
