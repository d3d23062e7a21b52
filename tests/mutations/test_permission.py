"""Every cell of the permission table, allowed and refused; a refusal stores nothing."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import asyncpg
import pytest

from gql.content.permission import PERMISSIONS, Action, Scope, is_allowed, scope
from gql.engine import encode_id
from gql.viewer import ANONYMOUS, Role, Viewer
from tests.mutations.entry_requests import (
    CHANGE_STATUS,
    CREATE,
    PREVIEW,
    PUBLISH,
    RESTORE_REVISION,
    UPDATE,
    Newsroom,
)
from tests.mutations.term_requests import CREATE_TAG, DELETE_TAG, MERGE_TAGS, UPDATE_TAG
from tests.schema import row_factories

# the specification, written down a second time: a change of the table must change both
#               READER  CONTRIBUTOR  AUTHOR  EDITOR  ADMIN
EXPECTED = {
    Action.WRITE_POST: "-    own  own  all  all",
    Action.EDIT_POST: "-    own  own  all  all",
    Action.EDIT_PUBLISHED: "-    -    own  all  all",
    Action.PUBLISH_POST: "-    -    own  all  all",
    Action.TRASH_POST: "-    own  own  all  all",
    Action.TRASH_PUBLISHED: "-    -    own  all  all",
    Action.PREVIEW_POST: "-    own  own  all  all",
    Action.READ_REVISIONS: "-    own  own  all  all",
    Action.CHOOSE_AUTHORS: "-    -    -    all  all",
    Action.MAKE_STICKY: "-    -    -    all  all",
    Action.WRITE_PAGE: "-    -    -    all  all",
    Action.WRITE_COMMENT: "own  own  own  all  all",
    Action.COMMENT_UNMODERATED: "-    -    own  all  all",
    Action.CHANGE_COMMENT: "own  own  own  all  all",
    Action.MODERATE: "-    -    -    all  all",
    Action.SEE_COMMENTERS: "-    -    -    all  all",
    Action.LIKE: "own  own  own  own  own",
    Action.CHANGE_PROFILE: "own  own  own  own  own",
    Action.MANAGE_TERMS: "-    -    -    all  all",
    Action.WRITE_META: "-    -    -    all  all",
    Action.MANAGE_MENUS: "-    -    -    all  all",
    Action.MANAGE_SERIES: "-    -    -    all  all",
    Action.MANAGE_REDIRECTS: "-    -    -    all  all",
    Action.CHANGE_SITE: "-    -    -    -    all",
    Action.MANAGE_PEOPLE: "-    -    -    -    all",
}
SCOPES = {"-": Scope.NONE, "own": Scope.OWN, "all": Scope.ALL}
# signing in writes to these, and so do migrations: not what a refused mutation may write
NOT_IN_SNAPSHOT = {"session", "attempt", "api_token", "account", "migration"}

CREATE_PAGE = """mutation($input: CreatePageInput!) {
  createPage(input: $input) { page { id } userErrors { code } } }"""
UPDATE_PAGE = """mutation($input: UpdatePageInput!) {
  updatePage(input: $input) { page { title } userErrors { code } } }"""
CHANGE_PAGE_STATUS = (
    """mutation($input: PageIdInput!) { %s(input: $input) { userErrors { code } } }"""
)
PUBLISH_PAGE = """mutation($input: PublishPageInput!) {
  publishPage(input: $input) { userErrors { code } } }"""
COMMENT = """mutation($input: CreateCommentInput!) {
  createComment(input: $input) { comment { moderationStatus } userErrors { code } } }"""
UPDATE_COMMENT = """mutation($input: UpdateCommentInput!) {
  updateComment(input: $input) { userErrors { code } } }"""
DELETE_COMMENT = """mutation($input: DeleteCommentInput!) {
  deleteComment(input: $input) { userErrors { code } } }"""
MODERATE = """mutation($input: ModerateCommentsInput!) {
  moderateComments(input: $input) { userErrors { code } } }"""
LIKE = "mutation($input: LikeInput!) { like(input: $input) { userErrors { code } } }"
PROFILE = """mutation($input: UpdateProfileInput!) {
  updateProfile(input: $input) { userErrors { code } } }"""
UPDATE_SITE = """mutation($input: UpdateSiteInput!) {
  updateSite(input: $input) { userErrors { code } } }"""
MENU = "mutation($input: %s!) { %s(input: $input) { userErrors { code } } }"
PREVIEWS = "query($id: ID!) { node(id: $id) { ... on Post { previews { id } } } }"
REVISIONS = "query($id: ID!) { node(id: $id) { ... on Post { revisions { nodes { version: versionNumber } } } } }"
COMMENTERS = (
    """query($id: ID!) { comment(by: { id: $id }) { private { email } moderationLog { was } } }"""
)


def test_the_permission_table_is_as_specified() -> None:
    assert {
        action: tuple(SCOPES[cell] for cell in row.split()) for action, row in EXPECTED.items()
    } == (PERMISSIONS)


def test_anonymous_viewers_and_api_tokens_own_nothing() -> None:
    for action in Action:
        assert scope(ANONYMOUS, action) is Scope.NONE
        for role in Role:
            machine = Viewer(role)
            assert is_allowed(machine, action) == (scope(Viewer(role, 1, 1), action) is Scope.ALL)


@dataclass
class Attempt:
    """A role that attempts an action on something of `author`, who is themselves or another."""

    newsroom: Newsroom
    owner: asyncpg.Connection
    role: Role | None
    author: int

    async def post(self, status: str) -> str:
        yesterday = datetime.now(UTC) - timedelta(days=1)
        key = await row_factories.entry(
            self.owner,
            self.author,
            status=status,
            published_at=yesterday if status == "PUBLISHED" else None,
        )
        await row_factories.insert(
            self.owner, "post_author", {"post_id": key, "author_id": self.author}
        )
        return encode_id("Post", key)

    async def page(self) -> str:
        key = await row_factories.entry(self.owner, self.author, kind="PAGE")
        return encode_id("Page", key)

    async def comment(self) -> str:
        entry = await row_factories.entry(self.owner, self.author)
        key = await row_factories.comment(self.owner, entry, author_id=self.author, guest_name=None)
        email = {"comment_id": key, "email": "who@private.example"}
        await row_factories.insert(self.owner, "comment_private", email)
        return encode_id("Comment", key)

    async def codes(self, document: str, **input: object) -> list[str]:
        """The codes of the user errors of a mutation. Asserts that a refusal has stored nothing."""
        before = await snapshot(self.owner)
        codes = await self.newsroom.error_codes(document, self.role, **input)
        if codes:
            assert await snapshot(self.owner) == before
        return codes

    async def hidden(self, query: str, id: str) -> list[str]:
        """HIDDEN for each field of one node that is null."""
        token = self.newsroom.tokens[self.role] if self.role else None
        (node,) = (await self.newsroom.site.data(query, token, id=id)).values()
        return ["HIDDEN" for value in node.values() if value is None]


async def snapshot(owner: asyncpg.Connection) -> dict[str, str]:
    """A digest of the rows of each table, by its name."""
    names = await owner.fetch(
        "select relname from pg_class where relnamespace = 'quire'::regnamespace and relkind = 'r'"
    )
    return {
        name: await owner.fetchval(
            f"select md5(coalesce(string_agg(t::text, '|' order by t::text), '')) from quire.{name} t"
        )
        for (name,) in names
        if name not in NOT_IN_SNAPSHOT
    }


async def _edit(attempt: Attempt, status: str) -> list[str]:
    return await attempt.codes(UPDATE, id=await attempt.post(status), title="Changed")


async def _publish(attempt: Attempt) -> list[str]:
    codes = await attempt.codes(PUBLISH, id=await attempt.post("DRAFT"))
    again = await attempt.codes(CHANGE_STATUS["unpublishPost"], id=await attempt.post("PUBLISHED"))
    assert bool(codes) == bool(again)
    return codes


async def _edit_draft(attempt: Attempt) -> list[str]:
    codes = await _edit(attempt, "DRAFT")
    for document in (CHANGE_STATUS["submitPost"],):
        assert bool(await attempt.codes(document, id=await attempt.post("DRAFT"))) == bool(codes)
    return codes


async def _edit_published(attempt: Attempt) -> list[str]:
    codes = await _edit(attempt, "PUBLISHED")
    back = await attempt.codes(RESTORE_REVISION, id=await attempt.post("PUBLISHED"), version=1)
    assert back == codes or (not codes and back == ["BAD_USER_INPUT"])  # there is no version 1
    return codes


async def _trash(attempt: Attempt, status: str) -> list[str]:
    codes = await attempt.codes(CHANGE_STATUS["trashPost"], id=await attempt.post(status))
    if status == "DRAFT":
        restored = await attempt.codes(CHANGE_STATUS["restorePost"], id=await attempt.post("TRASH"))
        assert bool(restored) == bool(codes)
    return codes


async def _choose_authors(attempt: Attempt) -> list[str]:
    slug = await attempt.owner.fetchval("select slug from author where name = 'Admin'")
    # somebody else than the viewer: for an admin, the editor
    other = "editor" if attempt.role is Role.ADMIN else slug
    return await attempt.codes(CREATE, title="T", content="", authors=[other])


async def _make_sticky(attempt: Attempt) -> list[str]:
    return await attempt.codes(UPDATE, id=await attempt.post("DRAFT"), isSticky=True)


async def _change_pages(attempt: Attempt) -> list[str]:
    codes = await attempt.codes(CREATE_PAGE, title="T", content="")
    for document in (
        CHANGE_PAGE_STATUS % "unpublishPage",
        CHANGE_PAGE_STATUS % "trashPage",
        UPDATE_PAGE,
        PUBLISH_PAGE,
    ):
        given = {"title": "New"} if document is UPDATE_PAGE else {}
        assert await attempt.codes(document, id=await attempt.page(), **given) == codes
    return codes


async def _comment(attempt: Attempt) -> list[str]:
    return await attempt.codes(COMMENT, on=await attempt.post("PUBLISHED"), content="Words.")


async def _comment_unmoderated(attempt: Attempt) -> list[str]:
    given = {"on": await attempt.post("PUBLISHED"), "content": "Words."}
    payload = await attempt.newsroom.succeed(COMMENT, attempt.role, **given)
    return (
        []
        if payload["comment"]["moderationStatus"] == "APPROVED"
        else [payload["comment"]["moderationStatus"]]
    )


async def _change_comment(attempt: Attempt) -> list[str]:
    codes = await attempt.codes(UPDATE_COMMENT, id=await attempt.comment(), content="Other words.")
    assert await attempt.codes(DELETE_COMMENT, id=await attempt.comment()) == codes
    return codes


ATTEMPTS: dict[Action, Callable[[Attempt], Awaitable[list[str]]]] = {
    Action.WRITE_POST: lambda attempt: attempt.codes(CREATE, title="T", content="words"),
    Action.EDIT_POST: _edit_draft,
    Action.EDIT_PUBLISHED: _edit_published,
    Action.PUBLISH_POST: _publish,
    Action.TRASH_POST: lambda attempt: _trash(attempt, "DRAFT"),
    Action.TRASH_PUBLISHED: lambda attempt: _trash(attempt, "PUBLISHED"),
    Action.CHOOSE_AUTHORS: _choose_authors,
    Action.MAKE_STICKY: _make_sticky,
    Action.WRITE_PAGE: _change_pages,
    Action.WRITE_COMMENT: _comment,
    Action.COMMENT_UNMODERATED: _comment_unmoderated,
    Action.CHANGE_COMMENT: _change_comment,
}


async def _preview(attempt: Attempt) -> list[str]:
    codes = await attempt.codes(PREVIEW, id=await attempt.post("DRAFT"))
    listed = await attempt.hidden(PREVIEWS, await attempt.post("PUBLISHED"))
    assert bool(listed) == bool(codes)
    return codes


async def _moderate(attempt: Attempt) -> list[str]:
    return await attempt.codes(MODERATE, ids=[await attempt.comment()], status="TRASH")


async def _like(attempt: Attempt) -> list[str]:
    return await attempt.codes(LIKE, id=await attempt.post("PUBLISHED"))


async def _read_revisions(attempt: Attempt) -> list[str]:
    return await attempt.hidden(REVISIONS, await attempt.post("PUBLISHED"))


async def _see_commenters(attempt: Attempt) -> list[str]:
    codes = await attempt.hidden(COMMENTERS, await attempt.comment())
    assert len(codes) in (0, 2)
    return codes[:1]


async def _manage_terms(attempt: Attempt) -> list[str]:
    async def term() -> str:
        return encode_id("Tag", await row_factories.term(attempt.owner, kind="TAG"))

    codes = await attempt.codes(CREATE_TAG, name=f"Of {attempt.role} {attempt.author}")
    assert await attempt.codes(UPDATE_TAG, id=await term(), name="Renamed") == codes
    given = {"into": await term(), "from": [await term()]}
    assert await attempt.codes(MERGE_TAGS, **given) == codes
    assert await attempt.codes(DELETE_TAG, id=await term()) == codes
    # another attempt may use the name
    await attempt.owner.execute("delete from term where name = 'Renamed'")
    return codes


async def _manage_redirects(attempt: Attempt) -> list[str]:
    uri = f"/of-{attempt.role}-{attempt.author}/".lower()
    create = MENU % ("CreateRedirectInput", "createRedirect")
    codes = await attempt.codes(create, uri=uri, to="/elsewhere/")
    columns = {"uri": f"{uri}again/", "location": "/elsewhere/"}
    key = await row_factories.insert(attempt.owner, "redirect", columns)
    update = MENU % ("UpdateRedirectInput", "updateRedirect")
    assert await attempt.codes(update, id=encode_id("Redirect", key), to="/else/") == codes
    delete = MENU % ("DeleteRedirectInput", "deleteRedirect")
    assert await attempt.codes(delete, id=encode_id("Redirect", key)) == codes
    await attempt.owner.execute("delete from redirect")
    return codes


async def _manage_people(attempt: Attempt) -> list[str]:
    profile = await attempt.owner.fetchval("select author_id from account where role = 'READER'")
    id = encode_id("Author", profile)
    codes = await attempt.codes(MENU % ("UpdateAuthorInput", "updateAuthor"), id=id, name="Reader")
    account = MENU % ("UpdateAccountInput", "updateAccount")
    assert await attempt.codes(account, author=id, isDisabled=False) == codes
    return codes


async def _write_meta(attempt: Attempt) -> list[str]:
    meta = [{"key": "rating", "value": "5"}]
    return await attempt.codes(UPDATE, id=await attempt.post("DRAFT"), meta=meta)


async def _manage_menus(attempt: Attempt) -> list[str]:
    async def menu() -> str:
        count = await attempt.owner.fetchval("select coalesce(max(id), 0) from menu")
        columns = {"slug": f"menu-{count}-of-a-test", "name": "Menu"}
        return encode_id("Menu", await row_factories.insert(attempt.owner, "menu", columns))

    codes = await attempt.codes(MENU % ("CreateMenuInput", "createMenu"), name="Main")
    assert await attempt.codes(MENU % ("UpdateMenuInput", "updateMenu"), id=await menu()) == codes
    assert await attempt.codes(MENU % ("DeleteMenuInput", "deleteMenu"), id=await menu()) == codes
    return codes


async def _manage_series(attempt: Attempt) -> list[str]:
    async def series() -> str:
        count = await attempt.owner.fetchval("select coalesce(max(id), 0) from series")
        columns = {"slug": f"series-{count}-of-a-test", "title": "Series"}
        return encode_id("Series", await row_factories.insert(attempt.owner, "series", columns))

    codes = await attempt.codes(MENU % ("CreateSeriesInput", "createSeries"), title="Parts")
    for name in ("updateSeries", "deleteSeries"):
        document = MENU % (f"{name[0].upper()}{name[1:]}Input", name)
        assert await attempt.codes(document, id=await series()) == codes
    return codes


ATTEMPTS |= {
    Action.PREVIEW_POST: _preview,
    Action.MODERATE: _moderate,
    Action.LIKE: _like,
    Action.READ_REVISIONS: _read_revisions,
    Action.SEE_COMMENTERS: _see_commenters,
    Action.CHANGE_PROFILE: lambda attempt: attempt.codes(PROFILE, name="Somebody"),
    Action.MANAGE_TERMS: _manage_terms,
    Action.WRITE_META: _write_meta,
    Action.MANAGE_MENUS: _manage_menus,
    Action.MANAGE_SERIES: _manage_series,
    Action.MANAGE_PEOPLE: _manage_people,
    Action.MANAGE_REDIRECTS: _manage_redirects,
    Action.CHANGE_SITE: lambda attempt: attempt.codes(UPDATE_SITE, title=f"By {attempt.author}"),
}
# actions on nothing that exists already, or on something of everybody
WITHOUT_OWNER = {
    Action.WRITE_POST,
    Action.CHOOSE_AUTHORS,
    Action.WRITE_COMMENT,
    Action.COMMENT_UNMODERATED,
    Action.LIKE,
    Action.CHANGE_PROFILE,
    Action.MANAGE_TERMS,
    Action.MANAGE_MENUS,
    Action.MANAGE_SERIES,
    Action.MANAGE_REDIRECTS,
    Action.CHANGE_SITE,
    Action.MANAGE_PEOPLE,
}
GUESTS_MAY = {Action.WRITE_COMMENT, Action.LIKE}


@pytest.mark.parametrize("action", list(Action), ids=lambda action: action.name)
async def test_every_cell_of_the_permission_table_is_enforced(
    newsroom: Newsroom, action: Action
) -> None:
    async with row_factories.owner_connection(newsroom.site.url) as owner:
        profiles = {
            Role(record["role"]): record["author_id"]
            for record in await owner.fetch("select role, author_id from account")
        }
        somebody = await row_factories.author(owner)
        for role, cell in zip(Role, EXPECTED[action].split(), strict=True):
            own = await ATTEMPTS[action](Attempt(newsroom, owner, role, profiles[role]))
            others = await ATTEMPTS[action](Attempt(newsroom, owner, role, somebody))
            # allowed on what is their own: no errors at all
            assert own == ([] if cell != "-" else own)
            assert bool(own) == (cell == "-"), (role, "own", own)
            if action not in WITHOUT_OWNER:
                assert bool(others) == (cell != "all"), (role, "another's", others)
            assert {*own, *others} <= {"FORBIDDEN", "NOT_FOUND", "HELD", "HIDDEN"}, (
                role,
                own,
                others,
            )
        anonymous = await ATTEMPTS[action](Attempt(newsroom, owner, None, somebody))
        if action in GUESTS_MAY:
            assert anonymous == []
        else:
            assert len(anonymous) == 1
            assert anonymous[0] in (
                "UNAUTHENTICATED",
                "NOT_FOUND",
                "FORBIDDEN",
                "RECEIPT_INVALID",
                "HELD",
                "HIDDEN",
            )
