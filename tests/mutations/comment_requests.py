"""Mutations about comments over HTTP, and the accounts and entries that tests of them need."""

from __future__ import annotations

import itertools
from typing import Any

from gql.engine import encode_id
from gql.viewer import Role
from tests.http_site import Site
from tests.metrics_page import samples_by_series
from tests.schema import row_factories

CREATE_COMMENT = """
mutation Answer($input: CreateCommentInput!) {
  createComment(input: $input) {
    comment {
      id databaseId moderationStatus number content publishedAt updatedAt isDeleted depth
      author { __typename name homepage }
      commentedOn { id }
      parent { id }
    }
    receipt
    userErrors { code message field retryAfter }
  }
}
"""
UPDATE_COMMENT = """
mutation Edit($input: UpdateCommentInput!) {
  updateComment(input: $input) {
    comment { id moderationStatus content source: content(format: SOURCE) updatedAt }
    receipt
    userErrors { code message field retryAfter }
  }
}
"""
DELETE_COMMENT = """
mutation Delete($input: DeleteCommentInput!) {
  deleteComment(input: $input) {
    comment { id isDeleted content author { name } replyCount likeCount }
    userErrors { code field }
  }
}
"""
MODERATE_COMMENTS = """
mutation Moderate($ids: [ID!]!, $status: CommentStatus!, $reason: String, $asOf: DateTime) {
  moderateComments(input: { ids: $ids, status: $status, reason: $reason, asOf: $asOf }) {
    comments { id moderationStatus number }
    results { commentId comment { moderationStatus } was became problem { code } }
    batch
    userErrors { code message field }
  }
}
"""
UNDO_MODERATION = """
mutation Undo($batch: ID!) {
  undoModeration(input: { batch: $batch }) {
    comments { id moderationStatus }
    results { commentId was became problem { code message } }
    batch
    userErrors { code field }
  }
}
"""
EDITOR_EMAIL = "editor@blog.example"
# createComment refuses the same text twice, so each comment gets a number
_numbers = itertools.count(1)


async def create_comment(site: Site, on: str, token: str | None = None, **fields: Any) -> Any:
    """Comment on an entry and return the payload. The text is unique unless `fields` has one."""
    input = {"on": on, "content": f"Number {next(_numbers)}.", **fields}
    return (await site.data(CREATE_COMMENT, token, input=input))["createComment"]


async def update_comment(
    site: Site, id: str, content: str | None, token: str | None = None, **more: Any
) -> Any:
    """Edit a comment and return the payload. `more`: the receipt of a guest, or meta."""
    input = {"id": id, "content": content, **more}
    return (await site.data(UPDATE_COMMENT, token, input=input))["updateComment"]


async def delete_comment(site: Site, id: str, token: str | None = None, **more: Any) -> Any:
    """Delete a comment and return the payload. `more`: the receipt of a guest."""
    return (await site.data(DELETE_COMMENT, token, input={"id": id, **more}))["deleteComment"]


async def moderate_comments(
    site: Site,
    ids: list[str],
    status: str,
    token: str | None,
    reason: str | None = None,
    **more: Any,
) -> Any:
    """Set the status of comments and return the payload."""
    input = {"ids": ids, "status": status, "reason": reason, **more}
    return (await site.data(MODERATE_COMMENTS, token, **input))["moderateComments"]


async def undo_moderation(site: Site, batch: str, token: str | None) -> Any:
    """Undo a batch and return the payload."""
    return (await site.data(UNDO_MODERATION, token, batch=batch))["undoModeration"]


async def new_post(site: Site, **columns: Any) -> str:
    """Insert a published post, or another entry by its columns, and return its global id."""
    async with row_factories.owner_connection(site.url) as owner:
        author = await row_factories.author(owner, is_public=True)
        kind = columns.get("kind", "POST").capitalize()
        return encode_id(kind, await row_factories.entry(owner, author, **columns))


async def editor_token(site: Site) -> str:
    """The access token of a new editor, who may moderate."""
    return await new_user_token(site, EDITOR_EMAIL, Role.EDITOR)


async def new_user_token(site: Site, email: str, role: Role = Role.READER) -> str:
    """Create an account with a profile and return its access token."""
    await site.add_account(email, role, name=email.partition("@")[0].title())
    return str((await site.sign_in(email))["accessToken"])


def error_codes(payload: Any) -> list[str]:
    """The codes of all user errors in a payload."""
    return [problem["code"] for problem in payload["userErrors"]]


async def fetch_rows(site: Site, statement: str, *values: object) -> list[dict[str, Any]]:
    """Run a statement as the owner of the tables, past all views."""
    async with row_factories.owner_connection(site.url) as owner:
        return [dict(record) for record in await owner.fetch(statement, *values)]


async def planned_operation_count(site: Site) -> float:
    """The number of operations that ran on a compiled plan so far."""
    samples = samples_by_series((await site.client.get("/metrics")).text)
    return samples["quire_operations_total outcome=answered path=plan"]
