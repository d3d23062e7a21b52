"""Every command in the documentation can be typed: it is run, or its options are looked up."""

from __future__ import annotations

import asyncio
import io
import json
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import typer

from gql.app import create_app
from gql.cli.commands import app, run
from gql.settings import Settings, variable_name
from tests.conftest import database_url, execute_on_server
from tests.house.guide_pages import blocks, commands, pages
from tests.house.source_tree import ROOT, relative_path
from tests.importers.wordpress.wxr_factories import AUTHOR, item, wxr

pytestmark = pytest.mark.slow(1)

ADDRESS = "http://localhost:8000"
PASSWORD = "correct horse battery"
# what is not ours; test_guide_backups.py runs PostgreSQL's programs
OF_OTHERS = {"docker", "export", "git", "npm", "openssl", "pip", "python3", "rm"}
OF_POSTGRES = {"createdb", "pg_basebackup", "pg_dump", "pg_restore", "psql"}
RUNS_UNTIL_STOPPED = {"serve"}
HELP = {
    "pytest": ["-m", "pytest", "--help"],
    "tests.bench": ["-m", "tests.bench", "--help"],
    "tests.cache.proof": ["-m", "tests.cache.proof", "--help"],
    "tests.cache.full_proof": ["-m", "tests.cache.full_proof", "--help"],
    "tests.hostile": ["-m", "tests.hostile", "--help"],
    "ruff": ["-m", "ruff", "check", "--help"],
    "mypy": ["-m", "mypy", "--help"],
}


def simple_commands(page: Path) -> list[tuple[str, list[str]]]:
    """The commands of a page split at &&, || and |, without assignments before them and what is
    redirected: where each is, and its words."""
    found = []
    for at, line in commands(page):
        lexer = shlex.shlex(line, posix=True, punctuation_chars="&|<>")
        lexer.whitespace_split = True
        lexer.commenters = "#"
        words: list[str] = []
        for word in [*lexer, "&&"]:
            if word in ("&&", "||", "|"):
                while words and re.fullmatch(r"[A-Z_]+=.*", words[0]):
                    words.pop(0)
                found.append((at, words[: words.index(">")] if ">" in words else words))
                words = []
            else:
                words.append(word)
    return [(at, words) for at, words in found if words]


def program(words: list[str]) -> str:
    """What a command runs: quire for /opt/quire/bin/quire, tests.bench for python -m tests.bench."""
    name = words[0].rpartition("/")[2]
    return words[2] if name in ("python", "python3") and words[1] == "-m" else name


PAGES = [page for page in pages() if commands(page)]
EVERY = [(at, words) for page in PAGES for at, words in simple_commands(page)]


def of(name: str) -> list[tuple[str, list[str]]]:
    """The commands on all pages that run this program."""
    return [(at, words) for at, words in EVERY if program(words) == name]


OF_QUIRE = [p for p in PAGES if any(program(words) == "quire" for _, words in simple_commands(p))]


def test_every_program_is_known_to_a_test() -> None:
    known = OF_OTHERS | OF_POSTGRES | HELP.keys() | {"quire", "curl", "venv", "echo"}
    assert {(at, program(words)) for at, words in EVERY if program(words) not in known} == set()


def test_each_command_of_quire_is_documented() -> None:
    group: Any = typer.main.get_command(app)
    shown = {words[1] for _, words in of("quire") if len(words) > 1}
    # sdl stands in a table
    assert set(group.commands) - shown <= {"sdl"}


@pytest.mark.parametrize(("at", "words"), of("quire"), ids=str)
def test_a_command_of_quire_has_these_options(at: str, words: list[str]) -> None:
    group: Any = typer.main.get_command(app)
    context = group.make_context("quire", words[1:], resilient_parsing=True)
    arguments = words[1:]
    while hasattr(group, "commands") and arguments:
        name = arguments.pop(0)
        assert name in group.commands, f"{at}: {name}"
        group = group.commands[name]
    context = group.make_context("quire", arguments, parent=context)  # raises for what is unknown
    assert context.params or not arguments


@pytest.fixture
def empty_folder(server_url: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[str]:
    """A folder with an export and a manifest in it, and an empty database that the environment names."""
    for name in Settings.model_fields:
        monkeypatch.delenv(variable_name(name), raising=False)
    url = database_url(server_url, "quire_guides")

    async def make() -> None:
        await execute_on_server(server_url, "drop database if exists quire_guides with (force)")
        await execute_on_server(server_url, "create database quire_guides")

    asyncio.run(make())
    monkeypatch.setenv("QUIRE_DATABASE_URL", url)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "export.xml").write_text(wxr(AUTHOR.replace("Ada L.", "Ada"), item()))
    (tmp_path / "persisted-query-manifest.json").write_text('{"title": "{ site { title } }"}')
    yield url
    asyncio.run(execute_on_server(server_url, "drop database quire_guides with (force)"))


@pytest.mark.parametrize("page", OF_QUIRE, ids=relative_path)
def test_the_commands_of_a_page_work_one_after_the_other(
    page: Path, empty_folder: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run(["migrate"]) == 0
    for at, words in simple_commands(page):
        arguments = words[1:]
        if program(words) != "quire" or arguments[0] in RUNS_UNTIL_STOPPED:
            continue
        if "--database-url" in arguments:
            arguments[arguments.index("--database-url") + 1] = empty_folder
        if arguments[:2] in (["user", "add"], ["user", "password"]):
            # a person types it twice
            arguments.append("--password-stdin")
            monkeypatch.setattr(sys, "stdin", io.StringIO(f"{PASSWORD}\n"))
        assert run(arguments) == 0, f"{at}: {words}"


@pytest.mark.parametrize(("at", "words"), of("curl"), ids=str)
async def test_a_request_by_curl_is_answered(at: str, words: list[str], publication: str) -> None:
    method, url, headers, body = curl(words)
    service = create_app(Settings(database_url=publication, demo=True))
    transport = httpx.ASGITransport(service)
    async with (
        service.router.lifespan_context(service),
        httpx.AsyncClient(transport=transport, base_url=ADDRESS) as client,
    ):
        answer = await client.request(method, url, headers=headers, content=body)
    assert answer.status_code == 200, at
    if "graphql" in url:
        assert answer.json().keys() == {"data"}, answer.text


def curl(words: list[str]) -> tuple[str, str, list[tuple[str, str]], str | None]:
    """Method, address, headers and body of a request as curl sends it. Knows -s, -i, -H and -d."""
    headers: list[tuple[str, str]] = []
    body, url = None, ""
    rest = iter(words[1:])
    for word in rest:
        if word == "-H":
            name, _, value = next(rest).partition(":")
            headers.append((name, value.strip()))
        elif word == "-d":
            body = next(rest)
            json.loads(body)
        elif word not in ("-s", "-i"):
            url = word if word.startswith("http") else f"http://{word}"
    assert url.startswith(f"{ADDRESS}/"), words
    return "GET" if body is None else "POST", url, headers, body


@pytest.mark.parametrize("name", [name for name in HELP if of(name)])
def test_the_options_of_a_developer_s_command_exist(name: str) -> None:
    """Of pytest the paths too: what a page tells to run is there."""
    told = subprocess.run(
        [sys.executable, *HELP[name]], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    known = set(re.findall(r"(?<![\w-])--?[a-zA-Z][\w-]*", told))
    for at, words in of(name):
        options = [word.partition("=")[0] for word in words[1:] if word.startswith("-")]
        assert {option for option in options if option not in known | {"-m"}} == set(), at
        if at.startswith("gql/README.md"):  # its recipes run tests that a reader is to write
            continue
        paths = [word for word in words[1:] if word.startswith("tests/")]
        assert [path for path in paths if not (ROOT / path.partition("::")[0]).exists()] == [], at


def test_shell_blocks_are_only_in_readme() -> None:
    # commands elsewhere are in ```console blocks, where a test finds them
    assert [str(b) for page in pages() for b in blocks(page, "bash", "shell", "sh")] == [
        str(b) for b in blocks(ROOT / "README.md", "sh")
    ]
