"""GraphQL documents for posts, and a site with an account of each role that sends them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import pytest

from gql.viewer import Role
from tests.http_site import Site, start_site

POST_FIELDS = """
  post {
    id slug uri title status publishedAt language isSticky commentsOpen wordCount
    html: content markdown: content(format: MARKDOWN) source: content(format: SOURCE)
    excerpt(format: TEXT) toc { level text anchor }
    author { name } authors { name } categories { name slug } tags { name slug }
    featuredImage { id }
  }
  version
  conflict { version savedBy { name } savedAt }
  userErrors { code message field }
"""
CREATE = (
    f"mutation Create($input: CreatePostInput!) {{ createPost(input: $input) {{ {POST_FIELDS} }} }}"
)
UPDATE = (
    f"mutation Update($input: UpdatePostInput!) {{ updatePost(input: $input) {{ {POST_FIELDS} }} }}"
)
PUBLISH = f"mutation Publish($input: PublishPostInput!) {{ publishPost(input: $input) {{ {POST_FIELDS} }} }}"
CHANGE_STATUS = {
    name: f"mutation Move($input: PostIdInput!) {{ {name}(input: $input) {{ {POST_FIELDS} }} }}"
    for name in ("unpublishPost", "submitPost", "trashPost", "restorePost")
}
RESTORE_REVISION = (
    "mutation Restore($input: RestoreRevisionInput!) "
    f"{{ restoreRevision(input: $input) {{ {POST_FIELDS} }} }}"
)
PREVIEW = """
mutation Preview($input: CreatePreviewInput!) {
  createPreview(input: $input) { token url expiresAt userErrors { code message field } }
}
"""
READ = """
query Read($by: PostBy!, $preview: String) {
  post(by: $by, previewToken: $preview) {
    id slug uri title status html: content tags { name } authors { name }
  }
}
"""
LIST = "{ posts(first: 100) { totalCount nodes { title } } }"
EMAILS = {role: f"{role.lower()}@blog.example" for role in Role}


@dataclass
class Newsroom:
    """A site with one account of each role, and shortcuts for their requests."""

    site: Site
    tokens: dict[Role, str]

    async def payload(self, document: str, role: Role | None, **input: object) -> Any:
        """Send a mutation with `input` as this role (None: anonymous); return its payload."""
        token = self.tokens[role] if role else None
        data = await self.site.data(document, token, input=input)
        (payload,) = data.values()
        return payload

    async def succeed(self, document: str, role: Role | None, **input: object) -> Any:
        """The payload of a mutation that must have no user errors."""
        payload = await self.payload(document, role, **input)
        assert payload["userErrors"] == [], payload
        return payload

    async def error_codes(self, document: str, role: Role | None, **input: object) -> list[str]:
        """The codes of the user errors of a mutation."""
        return [e["code"] for e in (await self.payload(document, role, **input))["userErrors"]]

    async def create_draft(self, role: Role = Role.AUTHOR, **input: object) -> str:
        """Create a draft and return its global id."""
        given = {"title": "A title", "content": "Some *words*.", **input}
        return str((await self.succeed(CREATE, role, **given))["post"]["id"])

    async def create_published(self, role: Role = Role.AUTHOR, **input: object) -> str:
        """Create and publish a post; return its global id."""
        id = await self.create_draft(role, **input)
        await self.succeed(PUBLISH, role, id=id)
        return id

    async def read(self, role: Role | None = None, token: str | None = None, **by: object) -> Any:
        """The post as this role sees it, with a preview token if given; None if it is hidden."""
        viewer_token = self.tokens[role] if role else None
        return (await self.site.data(READ, viewer_token, by=by, preview=token))["post"]

    async def titles(self, role: Role | None = None) -> list[str]:
        """The titles in the list of all posts, as this role sees it."""
        data = await self.site.data(LIST, self.tokens[role] if role else None)
        assert data["posts"]["totalCount"] == len(data["posts"]["nodes"])
        return [node["title"] for node in data["posts"]["nodes"]]


@pytest.fixture
async def newsroom(empty_database: str) -> AsyncIterator[Newsroom]:
    async with start_site(empty_database) as site:
        yield await newsroom_of(site)


async def newsroom_of(site: Site) -> Newsroom:
    """An account of each role on this site, signed in."""
    for role, email in EMAILS.items():
        await site.add_account(email, role, name=role.capitalize())
    tokens = {role: (await site.sign_in(email))["accessToken"] for role, email in EMAILS.items()}
    return Newsroom(site, tokens)
