"""Who may do what: every cell of the table, allowed and refused, and nothing written when refused."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import asyncpg
import pytest

from gql.content.permission import MAY, Act, Reach, may, reach
from gql.engine import encode_id
from gql.viewer import STRANGER, Role, Viewer
from tests.mutations.entry_requests import CREATE, GO_BACK, MOVE, PREVIEW, PUBLISH, UPDATE, Desk
from tests.schema import row_factories

# as it was promised, spelled once more: who may do it to what is theirs, and to what is another's
#               READER  CONTRIBUTOR  AUTHOR  EDITOR  ADMIN
PROMISED = {
    Act.WRITE_POST: "-    own  own  all  all",
    Act.EDIT_POST: "-    own  own  all  all",
    Act.EDIT_PUBLISHED: "-    -    own  all  all",
    Act.PUBLISH_POST: "-    -    own  all  all",
    Act.TRASH_POST: "-    own  own  all  all",
    Act.TRASH_PUBLISHED: "-    -    own  all  all",
    Act.PREVIEW_POST: "-    own  own  all  all",
    Act.READ_REVISIONS: "-    own  own  all  all",
    Act.CHOOSE_AUTHORS: "-    -    -    all  all",
    Act.STICK_POST: "-    -    -    all  all",
    Act.WRITE_PAGE: "-    -    -    all  all",
    Act.WRITE_COMMENT: "own  own  own  all  all",
    Act.ANSWER_AT_ONCE: "-    -    own  all  all",
    Act.CHANGE_COMMENT: "own  own  own  all  all",
    Act.MODERATE: "-    -    -    all  all",
    Act.SEE_COMMENTERS: "-    -    -    all  all",
    Act.LIKE: "own  own  own  own  own",
    Act.CHANGE_PROFILE: "own  own  own  own  own",
}
REACHES = {"-": Reach.NONE, "own": Reach.OWN, "all": Reach.ALL}
LEFT_OUT = {"session", "attempt", "api_token", "account", "migration"}

CREATE_PAGE = """mutation($input: CreatePageInput!) {
  createPage(input: $input) { page { id } userErrors { code } } }"""
UPDATE_PAGE = """mutation($input: UpdatePageInput!) {
  updatePage(input: $input) { page { title } userErrors { code } } }"""
MOVE_PAGE = """mutation($input: PageIdInput!) { %s(input: $input) { userErrors { code } } }"""
PUBLISH_PAGE = """mutation($input: PublishPageInput!) {
  publishPage(input: $input) { userErrors { code } } }"""
COMMENT = """mutation($input: CreateCommentInput!) {
  createComment(input: $input) { comment { status } userErrors { code } } }"""
UPDATE_COMMENT = """mutation($input: UpdateCommentInput!) {
  updateComment(input: $input) { userErrors { code } } }"""
DELETE_COMMENT = """mutation($input: DeleteCommentInput!) {
  deleteComment(input: $input) { userErrors { code } } }"""
MODERATE = """mutation($input: ModerateCommentsInput!) {
  moderateComments(input: $input) { userErrors { code } } }"""
LIKE = "mutation($input: LikeInput!) { like(input: $input) { userErrors { code } } }"
PROFILE = """mutation($input: UpdateProfileInput!) {
  updateProfile(input: $input) { userErrors { code } } }"""
REVISIONS = "query($id: ID!) { node(id: $id) { ... on Post { revisions { version } } } }"
COMMENTERS = """query($id: ID!) { comment(id: $id) { private { email } moderationLog { was } } }"""


def test_the_table_is_as_it_was_promised() -> None:
    assert {act: tuple(REACHES[cell] for cell in row.split()) for act, row in PROMISED.items()} == (
        MAY
    )


def test_a_stranger_and_a_machine_have_nothing_of_their_own() -> None:
    for act in Act:
        assert reach(STRANGER, act) is Reach.NONE
        for role in Role:
            machine = Viewer(role)
            assert may(machine, act) == (reach(Viewer(role, 1, 1), act) is Reach.ALL)


@dataclass
class Trial:
    """Somebody tries something, to what is theirs or another's."""

    desk: Desk
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
        return encode_id("Comment", key)

    async def codes(self, document: str, **input: object) -> list[str]:
        """What kept it from being done, and that nothing was written then."""
        before = await snapshot(self.owner)
        codes = await self.desk.codes(document, self.role, **input)
        if codes:
            assert await snapshot(self.owner) == before
        return codes

    async def asked(self, query: str, **variables: object) -> list[str]:
        token = self.desk.tokens[self.role] if self.role else None
        answer = (await self.desk.site.ask(query, token, **variables)).json()
        return [error["extensions"]["code"] for error in answer.get("errors", [])]


async def snapshot(owner: asyncpg.Connection) -> dict[str, str]:
    names = await owner.fetch(
        "select relname from pg_class where relnamespace = 'quire'::regnamespace and relkind = 'r'"
    )
    return {
        name: await owner.fetchval(
            f"select md5(coalesce(string_agg(t::text, '|' order by t::text), '')) from quire.{name} t"
        )
        for (name,) in names
        if name not in LEFT_OUT
    }


async def _edit(trial: Trial, status: str) -> list[str]:
    return await trial.codes(UPDATE, id=await trial.post(status), title="Changed")


async def _publish(trial: Trial) -> list[str]:
    codes = await trial.codes(PUBLISH, id=await trial.post("DRAFT"))
    again = await trial.codes(MOVE["unpublishPost"], id=await trial.post("PUBLISHED"))
    assert bool(codes) == bool(again)
    return codes


async def _draft_edits(trial: Trial) -> list[str]:
    codes = await _edit(trial, "DRAFT")
    for document in (MOVE["submitPost"],):
        assert bool(await trial.codes(document, id=await trial.post("DRAFT"))) == bool(codes)
    return codes


async def _published_edits(trial: Trial) -> list[str]:
    codes = await _edit(trial, "PUBLISHED")
    back = await trial.codes(GO_BACK, id=await trial.post("PUBLISHED"), version=1)
    assert back == codes or (not codes and back == ["BAD_USER_INPUT"])  # there is no version 1
    return codes


async def _trash(trial: Trial, status: str) -> list[str]:
    codes = await trial.codes(MOVE["trashPost"], id=await trial.post(status))
    if status == "DRAFT":
        restored = await trial.codes(MOVE["restorePost"], id=await trial.post("TRASH"))
        assert bool(restored) == bool(codes)
    return codes


async def _choose_authors(trial: Trial) -> list[str]:
    slug = await trial.owner.fetchval("select slug from author where name = 'Admin'")
    other = "editor" if trial.role is Role.ADMIN else slug
    return await trial.codes(CREATE, title="T", content="", authors=[other])


async def _stick(trial: Trial) -> list[str]:
    return await trial.codes(UPDATE, id=await trial.post("DRAFT"), isSticky=True)


async def _pages(trial: Trial) -> list[str]:
    codes = await trial.codes(CREATE_PAGE, title="T", content="")
    for document in (
        MOVE_PAGE % "unpublishPage",
        MOVE_PAGE % "trashPage",
        UPDATE_PAGE,
        PUBLISH_PAGE,
    ):
        given = {"title": "New"} if document is UPDATE_PAGE else {}
        assert await trial.codes(document, id=await trial.page(), **given) == codes
    return codes


async def _answer(trial: Trial) -> list[str]:
    return await trial.codes(COMMENT, on=await trial.post("PUBLISHED"), content="Words.")


async def _answer_at_once(trial: Trial) -> list[str]:
    given = {"on": await trial.post("PUBLISHED"), "content": "Words."}
    payload = await trial.desk.done(COMMENT, trial.role, **given)
    return [] if payload["comment"]["status"] == "APPROVED" else [payload["comment"]["status"]]


async def _change_comment(trial: Trial) -> list[str]:
    codes = await trial.codes(UPDATE_COMMENT, id=await trial.comment(), content="Other words.")
    assert await trial.codes(DELETE_COMMENT, id=await trial.comment()) == codes
    return codes


TRIALS: dict[Act, Callable[[Trial], Awaitable[list[str]]]] = {
    Act.WRITE_POST: lambda t: t.codes(CREATE, title="T", content="words"),
    Act.EDIT_POST: _draft_edits,
    Act.EDIT_PUBLISHED: _published_edits,
    Act.PUBLISH_POST: _publish,
    Act.TRASH_POST: lambda t: _trash(t, "DRAFT"),
    Act.TRASH_PUBLISHED: lambda t: _trash(t, "PUBLISHED"),
    Act.CHOOSE_AUTHORS: _choose_authors,
    Act.STICK_POST: _stick,
    Act.WRITE_PAGE: _pages,
    Act.WRITE_COMMENT: _answer,
    Act.ANSWER_AT_ONCE: _answer_at_once,
    Act.CHANGE_COMMENT: _change_comment,
}


async def _preview(trial: Trial) -> list[str]:
    return await trial.codes(PREVIEW, id=await trial.post("DRAFT"))


async def _moderate(trial: Trial) -> list[str]:
    return await trial.codes(MODERATE, ids=[await trial.comment()], status="TRASH")


async def _like(trial: Trial) -> list[str]:
    return await trial.codes(LIKE, id=await trial.post("PUBLISHED"))


async def _read_revisions(trial: Trial) -> list[str]:
    return await trial.asked(REVISIONS, id=await trial.post("PUBLISHED"))


async def _see_commenters(trial: Trial) -> list[str]:
    codes = await trial.asked(COMMENTERS, id=await trial.comment())
    assert len(codes) in (0, 2)
    return codes[:1]


TRIALS |= {
    Act.PREVIEW_POST: _preview,
    Act.MODERATE: _moderate,
    Act.LIKE: _like,
    Act.READ_REVISIONS: _read_revisions,
    Act.SEE_COMMENTERS: _see_commenters,
    Act.CHANGE_PROFILE: lambda t: t.codes(PROFILE, name="Somebody"),
}
OF_NOBODY = {
    Act.WRITE_POST,
    Act.CHOOSE_AUTHORS,
    Act.WRITE_COMMENT,
    Act.ANSWER_AT_ONCE,
    Act.LIKE,
    Act.CHANGE_PROFILE,
}
GUESTS_MAY = {Act.WRITE_COMMENT, Act.LIKE}


@pytest.mark.parametrize("act", list(Act), ids=lambda act: act.name)
async def test_every_cell_holds(desk: Desk, act: Act) -> None:
    async with row_factories.as_owner(desk.site.url) as owner:
        profiles = {
            Role(record["role"]): record["author_id"]
            for record in await owner.fetch("select role, author_id from account")
        }
        somebody = await row_factories.author(owner)
        for role, cell in zip(Role, PROMISED[act].split(), strict=True):
            own = await TRIALS[act](Trial(desk, owner, role, profiles[role]))
            others = await TRIALS[act](Trial(desk, owner, role, somebody))
            assert own == ([] if cell != "-" else own)
            assert bool(own) == (cell == "-"), (role, "own", own)
            if act not in OF_NOBODY:
                assert bool(others) == (cell != "all"), (role, "another's", others)
            assert {*own, *others} <= {"FORBIDDEN", "NOT_FOUND", "HELD"}, (role, own, others)
        stranger = await TRIALS[act](Trial(desk, owner, None, somebody))
        if act in GUESTS_MAY:
            assert stranger == []
        else:
            assert len(stranger) == 1
            assert stranger[0] in (
                "UNAUTHENTICATED",
                "NOT_FOUND",
                "FORBIDDEN",
                "RECEIPT_INVALID",
                "HELD",
            )
