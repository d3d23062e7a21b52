"""The user that runs the server: the owner of the files, or one that root creates."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
from pathlib import Path

import pytest

import gql.embedded.system_user as system_user
from gql.embedded import cluster, embedded_postgres, programs
from gql.errors import StartError
from tests.embedded.server_process import FAST, servers_on, start_service


def test_a_user_cannot_start_a_server_on_the_data_of_another(
    new_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (new_folder / "postgres").mkdir(parents=True)
    owner = os.geteuid()
    monkeypatch.setattr(os, "geteuid", lambda: 4711)
    with pytest.raises(StartError) as refused, embedded_postgres(new_folder):
        pass
    assert refused.value.message == (
        f"The database in {new_folder} belongs to user {owner}. "
        "Start Quire as that user or as root, or name another folder with --data."
    )


def test_for_a_user_other_than_root_no_owner_or_mode_is_changed(
    new_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 4711)
    assert system_user.server_user(new_folder / "postgres") == system_user.SystemUser()
    system_user.SystemUser().chown(Path("/"))
    assert system_user.SystemUser().may_run(Path("/nowhere"))


# Only root can become another user. Defined conditionally rather than skipped: a house test
# allows no skipped tests.
if os.geteuid() == 0:

    def test_root_runs_a_folder_of_a_user_as_that_user_who_can_start_it_again(
        new_folder: Path,
    ) -> None:
        nobody = pwd.getpwnam("nobody")
        new_folder.mkdir()
        os.chown(new_folder, nobody.pw_uid, nobody.pw_gid)
        new_folder.parent.chmod(0o755)
        for _ in range(2):
            service = start_service(new_folder, str(nobody.pw_uid))
            assert [p.uids().real for p in servers_on(new_folder)] == [nobody.pw_uid]
            service.terminate()
            service.wait()
            with embedded_postgres(new_folder, FAST):
                assert [p.uids().real for p in servers_on(new_folder)] == [nobody.pw_uid]

    @pytest.mark.parametrize("mode", [0o700, 0o750, 0o744])
    def test_root_serves_below_a_closed_folder_and_changes_nothing_there(
        folder: Path, mode: int
    ) -> None:
        folder.parent.chmod(mode)
        with embedded_postgres(folder, FAST):
            [server] = servers_on(folder)
            assert server.uids().real == (folder / "postgres").stat().st_uid != 0
            assert folder.parent.stat().st_mode & 0o777 == mode
        assert servers_on(folder) == []

    def test_root_makes_a_database_below_a_closed_folder(new_folder: Path) -> None:
        new_folder.parent.chmod(0o700)
        with embedded_postgres(new_folder, FAST):
            assert len(servers_on(new_folder)) == 1
        assert new_folder.parent.stat().st_mode & 0o777 == 0o700

    @pytest.fixture
    def closed_programs(new_folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
        """PostgreSQL's programs in a folder like root's home, where the server's user gets nowhere."""
        home = new_folder.parent / "home"
        home.mkdir(0o700)
        installation = cluster.program_folder().parent
        shutil.copytree(installation, home / installation.name, symlinks=True)
        found = home / installation.name / "bin"
        monkeypatch.setattr(programs, "program_folder", lambda: found)
        return found

    def test_programs_that_the_user_cannot_reach_are_copied_into_the_data_folder(
        folder: Path, closed_programs: Path
    ) -> None:
        folder.parent.chmod(0o755)
        for _ in range(2):
            with embedded_postgres(folder, FAST):
                [server] = servers_on(folder)
                assert Path(server.exe()).is_relative_to(folder)
        assert len(list(folder.glob("programs*"))) == 1
        assert (folder.parent / "home").stat().st_mode & 0o777 == 0o700

    def test_where_neither_can_be_reached_a_line_names_a_folder_that_can(
        new_folder: Path, closed_programs: Path
    ) -> None:
        new_folder.parent.chmod(0o700)
        with pytest.raises(StartError) as refused, embedded_postgres(new_folder, FAST):
            pass
        assert refused.value.message.endswith("elsewhere: --data /var/lib/quire")
        assert str(closed_programs) in refused.value.message
        assert not (new_folder / "postgres").exists()

    def test_the_default_folder_of_root_is_one_that_can_be_used(
        new_folder: Path, closed_programs: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        usual = Path("quire-data")
        monkeypatch.chdir(new_folder.parent)
        new_folder.parent.chmod(0o755)
        assert programs.default_folder(usual) == usual
        new_folder.parent.chmod(0o700)
        assert programs.default_folder(usual) == Path("/var/lib/quire")
        monkeypatch.setattr(programs, "program_folder", cluster.program_folder)
        assert programs.default_folder(usual) == usual

    @pytest.mark.parametrize("path", ["/usr/bin:/bin", "/nowhere", ""])
    def test_useradd_is_found_without_sbin_in_the_path(
        path: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("PATH", path)
        commands: list[list[str]] = []
        monkeypatch.setattr(
            system_user.subprocess, "run", lambda command, **_: commands.append(command)
        )
        system_user._create_user()
        assert commands[0][0] == "/usr/sbin/useradd"


def test_a_user_whom_another_start_creates_at_the_same_time_is_taken(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    root, known = pwd.getpwnam("root"), iter([False, False, True])

    def look_up(name: str) -> pwd.struct_passwd:
        if next(known):
            return root
        raise KeyError(name)

    def refuse(command: list[str], **_: object) -> None:
        raise subprocess.CalledProcessError(1, command)  # useradd: cannot lock /etc/passwd

    monkeypatch.setattr(system_user.pwd, "getpwnam", look_up)
    monkeypatch.setattr(system_user.subprocess, "run", refuse)
    assert system_user._ensure_user() == root


def test_for_others_the_default_folder_is_the_usual_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 4711)
    assert programs.default_folder(Path("quire-data")) == Path("quire-data")


def test_root_is_told_when_a_user_cannot_be_created(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(system_user, "USER_NAME", "no-such-user-here")
    monkeypatch.setattr(system_user, "ADMINISTRATION_FOLDERS", ())
    monkeypatch.setenv("PATH", "")
    with pytest.raises(StartError) as refused:
        system_user._ensure_user()
    assert refused.value.message == (
        "PostgreSQL does not run as root, and the user no-such-user-here could not be created for "
        "it. Start Quire as another user, or set QUIRE_DATABASE_URL."
    )
