"""`quire user` and `quire token`, run as an operator would."""

from __future__ import annotations

import asyncio
import io
import re
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import pytest
import typer

from gql.auth.access_token import AccessTokens
from gql.auth.account import SQL
from gql.auth.api_token import viewer_of_token
from gql.auth.session import Sessions
from gql.cli.commands import run
from gql.db import Database
from gql.errors import InvalidCredentials, TokenInvalid
from gql.settings import Settings
from gql.viewer import Role, Viewer
from tests.schema import row_factories

CapturedOutput = pytest.CaptureFixture[str]
EMAIL, PASSWORD = "ada@blog.example", "correct horse battery"
Quire = Callable[..., int]


@pytest.fixture
def quire(
    empty_database: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Callable[..., Coroutine[Any, Any, int]]:
    """A function that runs one command on an empty database; `typed` is its standard input."""
    monkeypatch.chdir(tmp_path)
    # rich wraps its tables at the width of the terminal
    monkeypatch.setenv("COLUMNS", "200")
    for name in Settings.model_fields:
        monkeypatch.delenv(f"QUIRE_{name.upper()}", raising=False)
    monkeypatch.setenv("QUIRE_DATABASE_URL", empty_database)

    async def command(*arguments: str, typed: str = "") -> int:
        monkeypatch.setattr("sys.stdin", io.StringIO(typed))
        # in a thread: commands call asyncio.run(), which fails inside a running loop
        return await asyncio.to_thread(run, arguments)

    return command


async def add_account_by_command(quire: Any, *more: str) -> None:
    """Run `quire user add` for EMAIL, with PASSWORD on standard input."""
    arguments = ["user", "add", EMAIL, "--name", "Ada Byron", "--password-stdin", *more]
    assert await quire(*arguments, typed=f"{PASSWORD}\n") == 0


async def viewer_after_sign_in(url: str, password: str = PASSWORD) -> Viewer:
    """Sign in as EMAIL; raises what the sign-in raises."""
    database = await Database.open(url, pool_size=1)
    try:
        tokens = AccessTokens(["k" * 40], "http://quire.example", 60)
        return (await Sessions(database, tokens, 60).sign_in(EMAIL, password, "")).viewer
    finally:
        await database.close()


async def test_an_added_account_can_sign_in(
    quire: Any, empty_database: str, capsys: CapturedOutput
) -> None:
    await add_account_by_command(quire, "--role", "editor")
    assert capsys.readouterr().out == f"added {EMAIL}, EDITOR\n"
    viewer = await viewer_after_sign_in(empty_database)
    assert (viewer.email, viewer.role) == (EMAIL, Role.EDITOR)


async def test_role_password_and_disabled_state_can_be_changed(
    quire: Any, empty_database: str, capsys: CapturedOutput
) -> None:
    await add_account_by_command(quire)
    assert await quire("user", "role", EMAIL, "admin") == 0
    assert (await viewer_after_sign_in(empty_database)).role is Role.ADMIN
    assert (
        await quire("user", "password", EMAIL, "--password-stdin", typed="another password\n") == 0
    )
    with pytest.raises(InvalidCredentials):
        await viewer_after_sign_in(empty_database)
    assert await quire("user", "disable", EMAIL) == 0
    with pytest.raises(InvalidCredentials):
        await viewer_after_sign_in(empty_database, "another password")
    assert await quire("user", "disable", EMAIL, "--undo") == 0
    assert (await viewer_after_sign_in(empty_database, "another password")).email == EMAIL
    assert capsys.readouterr().out.splitlines()[1:] == [
        f"{EMAIL} is ADMIN now",
        f"{EMAIL} has a new password and is signed in nowhere",
        f"{EMAIL} is disabled",
        f"{EMAIL} is enabled",
    ]


async def test_a_password_is_asked_for_twice(
    quire: Any, monkeypatch: pytest.MonkeyPatch, empty_database: str
) -> None:
    prompts: list[str] = []

    def typed(text: str, *_: Any, **__: Any) -> str:
        prompts.append(text)
        return PASSWORD

    monkeypatch.setattr("gql.cli.accounts.typer.prompt", typed)
    assert await quire("user", "add", EMAIL, "--name", "Ada") == 0
    assert prompts == ["Password"]
    assert (await viewer_after_sign_in(empty_database)).email == EMAIL


async def test_interrupting_the_password_prompt_stops_the_command(
    quire: Any, monkeypatch: pytest.MonkeyPatch, capsys: CapturedOutput
) -> None:
    def interrupted(*_: Any, **__: Any) -> str:
        raise typer.Abort

    monkeypatch.setattr("gql.cli.accounts.typer.prompt", interrupted)
    assert await quire("user", "add", EMAIL, "--name", "Ada") == 1
    assert capsys.readouterr().err == "quire: stopped before the end.\n"
    # a malformed address is refused before the prompt, or exit code 1 would come from there again
    assert await quire("user", "add", "nobody", "--name", "Ada") == 2


async def test_an_account_can_claim_an_imported_profile(
    quire: Any, empty_database: str, capsys: CapturedOutput
) -> None:
    async with row_factories.owner_connection(empty_database) as connection:
        profile = await row_factories.author(connection, slug="imported", name="Ada of old")
    await add_account_by_command(quire)
    assert await quire("user", "claim", EMAIL, "imported") == 0
    assert await quire("user", "claim", EMAIL, "imported") == 0
    assert (await viewer_after_sign_in(empty_database)).author_id == profile
    async with row_factories.owner_connection(empty_database) as connection:
        slugs = [r["slug"] for r in await connection.fetch("select slug from author")]
    assert slugs == ["imported"]  # the empty profile of the account went with it
    await quire("user", "list")
    assert "Ada of old" in capsys.readouterr().out


REFERENCES = {
    "one who saved a post": "insert into entry_revision (entry_id, version, saved_by, written, content_text)"
    " select e.id, 1, $1, '{}', '' from entry e",
    "one who moderated a comment": "insert into moderation (batch, comment_id, moderator_id, was, became)"
    " select gen_random_uuid(), c.id, $1, 'HELD', 'SPAM' from comment c",
    "one who took back what was decided": "insert into moderation (batch, comment_id, undone_by, was, became)"
    " select gen_random_uuid(), c.id, $1, 'HELD', 'SPAM' from comment c",
    "one whom a draft names": "insert into entry_draft (entry_id, slug, title, content_html, content_markdown,"
    " content_text, content_source, source_format, excerpt, excerpt_is_written, toc, word_count,"
    " reading_minutes, language, menu_order, is_sticky, comments_open, pings_open, author_ids, term_ids)"
    " select e.id, '', '', '', '', '', '', 'HTML', '', false, '[]', 0, 0, 'en', 0, false, true, true,"
    " array[e.author_id, $1], '{}' from entry e",
}


@pytest.mark.parametrize("reference", REFERENCES.values(), ids=REFERENCES)
async def test_the_former_profile_is_kept_if_anything_references_it(
    quire: Any, empty_database: str, reference: str
) -> None:
    await add_account_by_command(quire)
    former = (await viewer_after_sign_in(empty_database)).author_id
    async with row_factories.owner_connection(empty_database) as connection:
        profile = await row_factories.author(connection, slug="imported")
        await row_factories.comment(connection, await row_factories.entry(connection, profile))
        await connection.execute(reference, former)
    assert await quire("user", "claim", EMAIL, "imported") == 0
    assert (await viewer_after_sign_in(empty_database)).author_id == profile
    async with row_factories.owner_connection(empty_database) as connection:
        assert await connection.fetchval("select true from author where id = $1", former)


async def test_before_deleting_a_profile_every_foreign_key_to_profiles_is_checked(
    empty_database: str,
) -> None:
    checked = set(
        re.findall(r"from (\w+) \w+ where \w+\.(\w+) = a\.id", SQL["delete_unused_profile"].text)
    )
    async with row_factories.owner_connection(empty_database) as connection:
        foreign_keys = await connection.fetch(
            "select c.conrelid::regclass::text as table, a.attname::text as column"
            " from pg_constraint c"
            " join pg_attribute a on a.attrelid = c.conrelid and a.attnum = any(c.conkey)"
            " where c.confrelid = 'author'::regclass and c.contype = 'f'"
        )
    # what only its owner sees of a profile goes with it
    assert {tuple(r) for r in foreign_keys} - checked == {("author_private", "author_id")}


WRONG_INPUT = {
    ("user", "add", "nobody", "--name", "X", "--password-stdin"): "'nobody' is no e-mail address.",
    ("user", "add", "a@b.example", "--name", " ", "--password-stdin"): "' ' is no name",
    (
        "user",
        "add",
        EMAIL,
        "--name",
        "Ada",
        "--password-stdin",
    ): f"an account with the address {EMAIL}",
    ("user", "role", "eve@b.example", "admin"): "no account with the address eve@b.example",
    ("user", "role", EMAIL, "king"): "'king' is not one of",
    ("user", "claim", EMAIL, "nobody"): "no profile with the slug 'nobody'",
    ("user", "claim", EMAIL, "bobs"): "belongs to another account",
    ("user", "claim", "eve@b.example", "bobs"): "no account with the address eve@b.example",
    ("token", "revoke", "none"): "no token named 'none'",
}


@pytest.mark.parametrize("arguments", WRONG_INPUT)
async def test_wrong_input_is_reported_in_one_line(
    quire: Any, empty_database: str, capsys: CapturedOutput, arguments: tuple[str, ...]
) -> None:
    await add_account_by_command(quire)
    async with row_factories.owner_connection(empty_database) as connection:
        bob = await row_factories.author(connection, slug="bobs")
        await connection.execute(
            "insert into account (email, role, author_id) values ('bob@b.example', 'READER', $1)",
            bob,
        )
    capsys.readouterr()
    assert await quire(*arguments, typed=f"{PASSWORD}\n") == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.startswith("quire: ")
    assert printed.err.count("\n") == 1
    assert WRONG_INPUT[arguments] in printed.err
    async with row_factories.owner_connection(empty_database) as connection:
        assert await connection.fetchval("select count(*) from account") == 2


async def test_a_short_password_is_refused(quire: Any, capsys: CapturedOutput) -> None:
    code = await quire("user", "add", EMAIL, "--name", "Ada", "--password-stdin", typed="short\n")
    assert code == 2
    assert "The password has 5 characters; it must have 12 to 256." in capsys.readouterr().err


async def test_a_token_is_shown_once_and_can_be_revoked(
    quire: Any, empty_database: str, capsys: CapturedOutput
) -> None:
    assert await quire("token", "add", "build", "--role", "editor") == 0
    token = capsys.readouterr().out.strip()
    # 32 random bytes in base64url, without padding
    assert re.fullmatch(r"quire_[\w-]{43}", token)
    database = await Database.open(empty_database, pool_size=1)
    try:
        assert await viewer_of_token(database, token) == Viewer(
            Role.EDITOR, may_write=False, token="build"
        )
        assert await quire("token", "list") == 0
        listing = capsys.readouterr().out
        assert "build" in listing
        assert "read" in listing
        assert token not in listing
        assert await quire("token", "revoke", "build") == 0
        with pytest.raises(TokenInvalid):
            await viewer_of_token(database, token)
    finally:
        await database.close()


async def test_a_token_with_any_name_can_be_listed(quire: Any, capsys: CapturedOutput) -> None:
    long = "a-rather-long-name-" * 8
    # square brackets are markup to rich: "[/x]" raises, "[admin]" disappears
    for name in ("ci [/x]", "[admin]", long):
        assert await quire("token", "add", name) == 0
    capsys.readouterr()
    assert await quire("token", "list") == 0
    listing = capsys.readouterr().out
    assert "ci [/x]" in listing
    assert "[admin]" in listing
    assert "…" not in listing
    assert await quire("token", "add", " ") == 2


async def test_an_account_for_an_outside_issuer_has_no_password(
    quire: Any, empty_database: str
) -> None:
    assert await quire("user", "add", EMAIL, "--name", "Ada", "--no-password") == 0
    # a null hash must not match the empty password either
    for password in (PASSWORD, ""):
        with pytest.raises(InvalidCredentials):
            await viewer_after_sign_in(empty_database, password)


async def test_help_lists_all_subcommands(quire: Any, capsys: CapturedOutput) -> None:
    for name in ("user", "token"):
        assert await quire(name, "--help") == 0
    printed = capsys.readouterr().out
    for word in ("add", "role", "password", "disable", "claim", "list", "revoke"):
        assert word in printed
