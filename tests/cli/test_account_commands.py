"""`quire user` and `quire token` as an operator types them."""

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

Output = pytest.CaptureFixture[str]
ADA, PASSWORD = "ada@blog.example", "correct horse battery"
Quire = Callable[..., int]


@pytest.fixture
def quire(
    empty_database: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Callable[..., Coroutine[Any, Any, int]]:
    """Runs one command on a database of its own; `typed` is its standard input."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "200")
    for name in Settings.model_fields:
        monkeypatch.delenv(f"QUIRE_{name.upper()}", raising=False)
    monkeypatch.setenv("QUIRE_DATABASE_URL", empty_database)

    async def command(*arguments: str, typed: str = "") -> int:
        monkeypatch.setattr("sys.stdin", io.StringIO(typed))
        return await asyncio.to_thread(run, arguments)

    return command


async def added(quire: Any, *more: str) -> None:
    arguments = ["user", "add", ADA, "--name", "Ada Byron", "--password-stdin", *more]
    assert await quire(*arguments, typed=f"{PASSWORD}\n") == 0


async def signed_in(url: str, password: str = PASSWORD) -> Viewer:
    database = await Database.open(url, pool_size=1)
    try:
        tokens = AccessTokens(["k" * 40], "http://quire.example", 60)
        return (await Sessions(database, tokens, 60).sign_in(ADA, password, "")).viewer
    finally:
        await database.close()


async def test_an_account_signs_in(quire: Any, empty_database: str, capsys: Output) -> None:
    await added(quire, "--role", "editor")
    assert capsys.readouterr().out == f"added {ADA}, EDITOR\n"
    viewer = await signed_in(empty_database)
    assert (viewer.email, viewer.role) == (ADA, Role.EDITOR)


async def test_its_role_password_and_state_change(
    quire: Any, empty_database: str, capsys: Output
) -> None:
    await added(quire)
    assert await quire("user", "role", ADA, "admin") == 0
    assert (await signed_in(empty_database)).role is Role.ADMIN
    assert await quire("user", "password", ADA, "--password-stdin", typed="another password\n") == 0
    with pytest.raises(InvalidCredentials):
        await signed_in(empty_database)
    assert await quire("user", "disable", ADA) == 0
    with pytest.raises(InvalidCredentials):
        await signed_in(empty_database, "another password")
    assert await quire("user", "disable", ADA, "--undo") == 0
    assert (await signed_in(empty_database, "another password")).email == ADA
    assert capsys.readouterr().out.splitlines()[1:] == [
        f"{ADA} is ADMIN now",
        f"{ADA} has a new password and is signed in nowhere",
        f"{ADA} is disabled",
        f"{ADA} is enabled",
    ]


async def test_a_password_is_asked_for_twice(
    quire: Any, monkeypatch: pytest.MonkeyPatch, empty_database: str
) -> None:
    asked: list[str] = []

    def typed(text: str, *_: Any, **__: Any) -> str:
        asked.append(text)
        return PASSWORD

    monkeypatch.setattr("gql.cli.accounts.typer.prompt", typed)
    assert await quire("user", "add", ADA, "--name", "Ada") == 0
    assert asked == ["Password"]
    assert (await signed_in(empty_database)).email == ADA


async def test_who_types_no_password_stops_it(
    quire: Any, monkeypatch: pytest.MonkeyPatch, capsys: Output
) -> None:
    def left(*_: Any, **__: Any) -> str:
        raise typer.Abort

    monkeypatch.setattr("gql.cli.accounts.typer.prompt", left)
    assert await quire("user", "add", ADA, "--name", "Ada") == 1
    assert capsys.readouterr().err == "quire: stopped before the end.\n"
    # an address that is none is told before anything is asked
    assert await quire("user", "add", "nobody", "--name", "Ada") == 2


async def test_an_imported_profile_is_claimed(
    quire: Any, empty_database: str, capsys: Output
) -> None:
    async with row_factories.as_owner(empty_database) as connection:
        profile = await row_factories.author(connection, slug="imported", name="Ada of old")
    await added(quire)
    assert await quire("user", "claim", ADA, "imported") == 0
    assert await quire("user", "claim", ADA, "imported") == 0
    assert (await signed_in(empty_database)).author_id == profile
    async with row_factories.as_owner(empty_database) as connection:
        slugs = [r["slug"] for r in await connection.fetch("select slug from author")]
    assert slugs == ["imported"]  # the empty profile of the account went with it
    await quire("user", "list")
    assert "Ada of old" in capsys.readouterr().out


NAMING = {
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


@pytest.mark.parametrize("naming", NAMING.values(), ids=NAMING)
async def test_the_former_profile_is_kept_where_anything_names_it(
    quire: Any, empty_database: str, naming: str
) -> None:
    await added(quire)
    former = (await signed_in(empty_database)).author_id
    async with row_factories.as_owner(empty_database) as connection:
        profile = await row_factories.author(connection, slug="imported")
        await row_factories.comment(connection, await row_factories.entry(connection, profile))
        await connection.execute(naming, former)
    assert await quire("user", "claim", ADA, "imported") == 0
    assert (await signed_in(empty_database)).author_id == profile
    async with row_factories.as_owner(empty_database) as connection:
        assert await connection.fetchval("select true from author where id = $1", former)


async def test_a_profile_is_forgotten_only_after_a_look_at_every_column_that_names_profiles(
    empty_database: str,
) -> None:
    looked = set(re.findall(r"from (\w+) \w+ where \w+\.(\w+) = a\.id", SQL["forget_profile"].text))
    async with row_factories.as_owner(empty_database) as connection:
        naming = await connection.fetch(
            "select c.conrelid::regclass::text as table, a.attname::text as column"
            " from pg_constraint c"
            " join pg_attribute a on a.attrelid = c.conrelid and a.attnum = any(c.conkey)"
            " where c.confrelid = 'author'::regclass and c.contype = 'f'"
        )
    # what only its owner sees of a profile goes with it
    assert {tuple(r) for r in naming} - looked == {("author_private", "author_id")}


WRONG = {
    ("user", "add", "nobody", "--name", "X", "--password-stdin"): "'nobody' is no e-mail address.",
    ("user", "add", "a@b.example", "--name", " ", "--password-stdin"): "' ' is no name",
    ("user", "add", ADA, "--name", "Ada", "--password-stdin"): f"an account with the address {ADA}",
    ("user", "role", "eve@b.example", "admin"): "no account with the address eve@b.example",
    ("user", "role", ADA, "king"): "'king' is not one of",
    ("user", "claim", ADA, "nobody"): "no profile with the slug 'nobody'",
    ("user", "claim", ADA, "bobs"): "belongs to another account",
    ("user", "claim", "eve@b.example", "bobs"): "no account with the address eve@b.example",
    ("token", "revoke", "none"): "no token named 'none'",
}


@pytest.mark.parametrize("arguments", WRONG)
async def test_what_is_wrong_is_one_line(
    quire: Any, empty_database: str, capsys: Output, arguments: tuple[str, ...]
) -> None:
    await added(quire)
    async with row_factories.as_owner(empty_database) as connection:
        bob = await row_factories.author(connection, slug="bobs")
        await connection.execute(
            "insert into account (email, role, author_id) values ('bob@b.example', 'READER', $1)",
            bob,
        )
    capsys.readouterr()
    assert await quire(*arguments, typed=f"{PASSWORD}\n") == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith("quire: ")
    assert said.err.count("\n") == 1
    assert WRONG[arguments] in said.err
    async with row_factories.as_owner(empty_database) as connection:
        assert await connection.fetchval("select count(*) from account") == 2


async def test_a_short_password_is_refused(quire: Any, capsys: Output) -> None:
    code = await quire("user", "add", ADA, "--name", "Ada", "--password-stdin", typed="short\n")
    assert code == 2
    assert "The password has 5 characters; it must have 12 to 256." in capsys.readouterr().err


async def test_a_token_is_shown_once_and_can_be_revoked(
    quire: Any, empty_database: str, capsys: Output
) -> None:
    assert await quire("token", "add", "build", "--role", "editor") == 0
    token = capsys.readouterr().out.strip()
    assert re.fullmatch(r"quire_[\w-]{43}", token)
    database = await Database.open(empty_database, pool_size=1)
    try:
        assert await viewer_of_token(database, token) == Viewer(
            Role.EDITOR, may_write=False, token="build"
        )
        assert await quire("token", "list") == 0
        listed = capsys.readouterr().out
        assert "build" in listed
        assert "read" in listed
        assert token not in listed
        assert await quire("token", "revoke", "build") == 0
        with pytest.raises(TokenInvalid):
            await viewer_of_token(database, token)
    finally:
        await database.close()


async def test_whatever_a_token_is_called_it_can_be_listed(quire: Any, capsys: Output) -> None:
    long = "a-rather-long-name-" * 8
    for name in ("ci [/x]", "[admin]", long):
        assert await quire("token", "add", name) == 0
    capsys.readouterr()
    assert await quire("token", "list") == 0
    listed = capsys.readouterr().out
    assert "ci [/x]" in listed
    assert "[admin]" in listed
    assert "…" not in listed
    assert await quire("token", "add", " ") == 2


async def test_an_account_for_an_outside_issuer_has_no_password(
    quire: Any, empty_database: str
) -> None:
    assert await quire("user", "add", ADA, "--name", "Ada", "--no-password") == 0
    for password in (PASSWORD, ""):
        with pytest.raises(InvalidCredentials):
            await signed_in(empty_database, password)


async def test_the_commands_explain_themselves(quire: Any, capsys: Output) -> None:
    for name in ("user", "token"):
        assert await quire(name, "--help") == 0
    said = capsys.readouterr().out
    for word in ("add", "role", "password", "disable", "claim", "list", "revoke"):
        assert word in said
