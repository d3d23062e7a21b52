"""The requests that a front end for editors sends, in order, with their responses.

Sign in, create a draft, preview it, schedule it, revise it, get a conflict, publish, change the
slug and see the redirect, restore an earlier version.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from gql.viewer import Role
from tests.http_site import PASSWORD, Site

SIGN_IN = """
mutation SignIn($email: String!, $password: String!) {
  signIn(input: { email: $email, password: $password }) {
    accessToken                      # send it as: Authorization: Bearer <accessToken>
    viewer { role }
    userErrors { code message }
  }
}
"""
CREATE = """
mutation Create($input: CreatePostInput!) {
  createPost(input: $input) {
    post { id slug status excerpt(format: TEXT) toc { text anchor } tags { name } }
    version                          # give it as expectedVersion when you save
    userErrors { code message field }
  }
}
"""
PREVIEW = """
mutation Preview($id: ID!) {
  createPreview(input: { id: $id, minutes: 30 }) { token url userErrors { code } }
}
"""
READ = """
query Read($slug: String!, $previewToken: String) {
  post(by: { slug: $slug }, previewToken: $previewToken) { title content status }
}
"""
PUBLISH = """
mutation Publish($id: ID!, $at: DateTime) {
  publishPost(input: { id: $id, at: $at }) {
    post { status publishedAt uri }
    userErrors { code message }
  }
}
"""
SAVE = """
mutation Save($input: UpdatePostInput!) {
  updatePost(input: $input) {
    post { title slug }
    version
    conflict { version savedBy { name } }
    userErrors { code field }
  }
}
"""
ROUTE = "query Route($uri: String!) { route(uri: $uri) { status location } }"
HISTORY = """
query History($id: ID!) {
  node(id: $id) {
    ... on Post { revisions { nodes { version: versionNumber title savedBy { name } changes { change text } } } }
  }
}
"""
GO_BACK = """
mutation GoBack($id: ID!, $version: Int!) {
  restoreRevision(input: { id: $id, version: $version }) { post { title } version userErrors { code } }
}
"""
DRAFT = """# Rain

It rained *all* day.

## Later

The sun came out."""


async def test_an_editor_drafts_previews_schedules_revises_publishes_and_restores(
    site: Site,
) -> None:
    await site.add_account("edith@blog.example", Role.EDITOR, name="Edith")
    await site.add_account("ned@blog.example", Role.EDITOR, name="Ned")

    async def signed_in(email: str) -> str:
        answer = (await site.data(SIGN_IN, email=email, password=PASSWORD))["signIn"]
        assert answer["viewer"] == {"role": "EDITOR"}
        return str(answer["accessToken"])

    edith, ned = await signed_in("edith@blog.example"), await signed_in("ned@blog.example")

    # a draft in Markdown; its table of contents and excerpt are derived from it
    draft = (
        await site.data(
            CREATE, edith, input={"title": "Rainy days", "content": DRAFT, "tags": ["Weather"]}
        )
    )["createPost"]
    id = draft["post"].pop("id")
    assert draft == {
        "post": {
            "slug": "rainy-days",
            "status": "DRAFT",
            "excerpt": "Rain It rained all day. Later The sun came out.",
            "toc": [{"text": "Rain", "anchor": "rain"}, {"text": "Later", "anchor": "later"}],
            "tags": [{"name": "Weather"}],
        },
        "version": 1,
        "userErrors": [],
    }

    # a preview: visible with the token, without an account, and not without the token
    preview = (await site.data(PREVIEW, edith, id=id))["createPreview"]
    assert preview["url"].startswith("http://localhost:8000/rainy-days/?preview=")
    assert await site.data(READ, slug="rainy-days") == {"post": None}
    seen = await site.data(READ, slug="rainy-days", previewToken=preview["token"])
    assert seen["post"]["title"] == "Rainy days"
    assert "<em>all</em>" in seen["post"]["content"]

    # scheduled for tomorrow: still hidden from readers
    tomorrow = (datetime.now(UTC) + timedelta(days=1)).isoformat()
    scheduled = (await site.data(PUBLISH, edith, id=id, at=tomorrow))["publishPost"]
    assert scheduled["post"]["status"] == "SCHEDULED"
    assert await site.data(READ, slug="rainy-days") == {"post": None}

    # revised: Edith saves version 2 on top of version 1, which she has read
    revised = {"id": id, "expectedVersion": 1, "content": DRAFT.replace("*all* day", "for an hour")}
    assert (await site.data(SAVE, edith, input=revised))["updatePost"] == {
        "post": {"title": "Rainy days", "slug": "rainy-days"},
        "version": 2,
        "conflict": None,
        "userErrors": [],
    }

    # a conflict: Ned has read version 1 too, which is not the newest any more
    late = {"id": id, "expectedVersion": 1, "title": "Sunny days"}
    assert (await site.data(SAVE, ned, input=late))["updatePost"] == {
        "post": {"title": "Rainy days", "slug": "rainy-days"},
        "version": 2,
        "conflict": {"version": 2, "savedBy": {"name": "Edith"}},
        "userErrors": [{"code": "CONFLICT", "field": ["expectedVersion"]}],
    }

    # published now instead of tomorrow
    published = (await site.data(PUBLISH, edith, id=id))["publishPost"]
    assert (published["post"]["status"], published["post"]["uri"]) == ("PUBLISHED", "/rainy-days/")
    assert "for an hour" in (await site.data(READ, slug="rainy-days"))["post"]["content"]

    # a new title and slug: readers see the old ones until it is published again
    renamed = {"id": id, "title": "An hour of rain", "slug": "an-hour-of-rain"}
    assert (await site.data(SAVE, edith, input=renamed))["updatePost"]["version"] == 3
    assert (await site.data(READ, slug="rainy-days"))["post"]["title"] == "Rainy days"
    await site.data(PUBLISH, edith, id=id)
    assert (await site.data(READ, slug="an-hour-of-rain"))["post"]["title"] == "An hour of rain"
    assert (await site.data(ROUTE, uri="/rainy-days/"))["route"] == {
        "status": 301,
        "location": "/an-hour-of-rain/",
    }

    # the revisions, and the first of them restored
    history = (await site.data(HISTORY, edith, id=id))["node"]["revisions"]["nodes"]
    assert [(one["version"], one["title"]) for one in history] == [
        (3, "An hour of rain"),
        (2, "Rainy days"),
        (1, "Rainy days"),
    ]
    assert [piece for piece in history[1]["changes"] if piece["change"] != "KEPT"] == [
        {"change": "REMOVED", "text": "all day."},
        {"change": "ADDED", "text": "for an hour."},
    ]
    assert (await site.data(GO_BACK, edith, id=id, version=1))["restoreRevision"] == {
        "post": {"title": "Rainy days"},
        "version": 4,
        "userErrors": [],
    }
    await site.data(PUBLISH, edith, id=id)
    assert "all</em> day" in (await site.data(READ, slug="rainy-days"))["post"]["content"]
    assert (await site.data(ROUTE, uri="/an-hour-of-rain/"))["route"]["status"] == 301
