"""No file names a folder of one machine, or a host that packages are downloaded from."""

from __future__ import annotations

import json
import re

from tests.house.source_tree import ROOT, relative_path, tracked_files

FOLDERS = ("work", "root", "home/[a-z]", "Users/[A-Za-z]", "tmp/[a-z]", "mnt")
OF_A_MACHINE = re.compile(rf"(?<![\w./}})*-])/(?:{'|'.join(FOLDERS)})(?:/|\b)")
HOSTS = re.compile(
    r"registry\.(?:npmjs|yarnpkg)|pythonhosted|pypi\.org/(?:simple|packages)|(?:deb|ftp)\.debian|docker\.io|ghcr\.io"
)
# holds the patterns themselves
EXCEPT = {"tests/house/test_no_machine_paths.py"}


def test_no_file_names_a_folder_of_one_machine() -> None:
    assert {f"{at}: {found}" for at, found in _found(OF_A_MACHINE)} == set()


def test_no_file_names_a_package_host() -> None:
    assert {f"{at}: {found}" for at, found in _found(HOSTS)} == set()


def test_npm_lock_files_hold_no_addresses() -> None:
    for lock in (path for path in tracked_files() if path.name == "package-lock.json"):
        packages = json.loads(lock.read_text())["packages"]
        assert [name for name, package in packages.items() if "resolved" in package] == [], lock


def test_files_that_a_release_needs_exist() -> None:
    wanted = ["README.md", "LICENSE", "CHANGELOG.md", "deploy/README.md", ".ci/run"]
    assert [name for name in wanted if not (ROOT / name).is_file()] == []
    assert (ROOT / ".ci/run").stat().st_mode & 0o111


def test_the_changelog_has_an_entry_for_this_version() -> None:
    from gql import __version__

    assert f"## {__version__}" in (ROOT / "CHANGELOG.md").read_text()
    assert f'version = "{__version__}"' in (ROOT / "pyproject.toml").read_text()


def _found(pattern: re.Pattern[str]) -> list[tuple[str, str]]:
    found = []
    for path in tracked_files():
        if relative_path(path) in EXCEPT:
            continue
        try:
            lines = path.read_text("utf-8").splitlines()
        except UnicodeDecodeError:
            continue
        for number, line in enumerate(lines, 1):
            found += [
                (f"{relative_path(path)}:{number}", match[0]) for match in pattern.finditer(line)
            ]
    return found
