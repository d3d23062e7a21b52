"""Documents that people who write send, and a site with one of each role."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import pytest
from argon2 import PasswordHasher

from gql.auth import password_hash
from gql.viewer import Role
from tests.http_site import Site, started

POST = """
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
CREATE = f"mutation Create($input: CreatePostInput!) {{ createPost(input: $input) {{ {POST} }} }}"
UPDATE = f"mutation Update($input: UpdatePostInput!) {{ updatePost(input: $input) {{ {POST} }} }}"
PUBLISH = (
    f"mutation Publish($input: PublishPostInput!) {{ publishPost(input: $input) {{ {POST} }} }}"
)
MOVE = {
    name: f"mutation Move($input: PostIdInput!) {{ {name}(input: $input) {{ {POST} }} }}"
    for name in ("unpublishPost", "submitPost", "trashPost", "restorePost")
}
GO_BACK = (
    "mutation Restore($input: RestoreRevisionInput!) "
    f"{{ restoreRevision(input: $input) {{ {POST} }} }}"
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
LISTED = "{ posts(first: 100) { totalCount nodes { title } } }"
PEOPLE = {role: f"{role.lower()}@blog.example" for role in Role}


@dataclass
class Desk:
    """A site, and the tokens of people who write for it, by role."""

    site: Site
    tokens: dict[Role, str]

    async def do(self, document: str, role: Role | None, **input: object) -> Any:
        """The payload of a mutation."""
        token = self.tokens[role] if role else None
        data = await self.site.data(document, token, input=input)
        (payload,) = data.values()
        return payload

    async def done(self, document: str, role: Role | None, **input: object) -> Any:
        """The payload of one that worked."""
        payload = await self.do(document, role, **input)
        assert payload["userErrors"] == [], payload
        return payload

    async def codes(self, document: str, role: Role | None, **input: object) -> list[str]:
        return [e["code"] for e in (await self.do(document, role, **input))["userErrors"]]

    async def draft(self, role: Role = Role.AUTHOR, **input: object) -> str:
        """The id of a new one."""
        given = {"title": "A title", "content": "Some *words*.", **input}
        return str((await self.done(CREATE, role, **given))["post"]["id"])

    async def published(self, role: Role = Role.AUTHOR, **input: object) -> str:
        id = await self.draft(role, **input)
        await self.done(PUBLISH, role, id=id)
        return id

    async def read(self, role: Role | None = None, token: str | None = None, **by: object) -> Any:
        who = self.tokens[role] if role else None
        return (await self.site.data(READ, who, by=by, preview=token))["post"]

    async def titles(self, role: Role | None = None) -> list[str]:
        data = await self.site.data(LISTED, self.tokens[role] if role else None)
        assert data["posts"]["totalCount"] == len(data["posts"]["nodes"])
        return [node["title"] for node in data["posts"]["nodes"]]


@pytest.fixture
async def desk(empty_database: str, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Desk]:
    # five people sign in for each test
    monkeypatch.setattr(password_hash, "_HASHER", PasswordHasher(1, 8, 1))
    async with started(empty_database) as site:
        for role, email in PEOPLE.items():
            await site.add(email, role, name=role.capitalize())
        tokens = {
            role: (await site.sign_in(email))["accessToken"] for role, email in PEOPLE.items()
        }
        yield Desk(site, tokens)
