"""`quire documents`: manifests are read, checked as a whole, added once, listed and removed."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from gql.cli.commands import run
from gql.documents import added, manifest
from tests.conftest import execute
from tests.documents.requests_by_id import sha256

Quire = Callable[..., Awaitable[int]]
TITLE, URL = "query Title { site { title } }", "query Url { site { url } }"
LIKE = 'mutation Like { like(input: { id: "x" }) { userErrors { code } } }'


@pytest.fixture
def quire(clean_environment: None) -> Quire:
    """A function that runs `quire documents` on a database."""

    async def command(url: str | None, *arguments: object) -> int:
        given = ["documents", *map(str, arguments)]
        if url:
            given += ["--database-url", url]
        # in a thread: commands call asyncio.run(), which fails inside a running loop
        return await asyncio.to_thread(run, given)

    return command


def of_apollo(*texts: str) -> dict[str, Any]:
    """As @apollo/generate-persisted-query-manifest writes it."""
    operations = [
        {"id": sha256(text), "name": text.split()[1], "type": text.split()[0], "body": text}
        for text in texts
    ]
    return {"format": "apollo-persisted-query-manifest", "version": 1, "operations": operations}


def write(folder: Path, name: str, content: object) -> Path:
    file = folder / name
    file.write_text(content if isinstance(content, str) else json.dumps(content), "utf-8")
    return file


async def test_documents_of_three_tools_are_added_once_listed_and_removed(
    empty_database: str, quire: Quire, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files = [
        write(tmp_path, "apollo.json", of_apollo(TITLE, LIKE)),
        write(tmp_path, "relay.json", {"7dba4bd717b41f10434822356a93c32b": URL}),
        write(tmp_path, "codegen.json", {f"sha256:{sha256(TITLE)}": TITLE, "x-app:url.2": URL}),
    ]
    assert await quire(empty_database, "add", *files) == 0
    shown = capsys.readouterr()
    assert columns(shown.out, "apollo.json") == ["2", "2", "0"]
    assert columns(shown.out, "relay.json") == ["1", "1", "0"]
    assert columns(shown.out, "codegen.json") == ["2", "2", "0"]
    assert f"{files[0]}: 100 % checked" in shown.err
    assert await quire(empty_database, "add", *files) == 0
    assert columns(capsys.readouterr().out, "apollo.json") == ["2", "0", "2"]
    assert await quire(empty_database, "list") == 0
    shown = capsys.readouterr()
    assert columns(shown.out, sha256(LIKE))[:2] == ["mutation Like", str(len(LIKE))]
    assert shown.out.count("query Url") == 2
    assert await quire(empty_database, "check") == 0
    assert "5 documents, 0 broken" in capsys.readouterr().out
    assert await quire(empty_database, "remove", "x-app:url.2", "--file", files[0]) == 0
    assert columns(capsys.readouterr().out, "3 ") == ["0"]
    assert await quire(empty_database, "remove", "x-app:url.2") == 0
    assert columns(capsys.readouterr().out, "0 ") == ["1"]
    assert await quire(empty_database, "list") == 0
    assert capsys.readouterr().out.count("query") == 2


def columns(table: str, first: str) -> list[str]:
    """The cells right of one that begins or ends with a text."""
    cells = [[cell.strip() for cell in line.split("│")[1:-1]] for line in table.splitlines()]
    [found] = [row for row in cells if row and (row[0].endswith(first) or f"{row[0]} " == first)]
    return found[1:]


async def test_one_document_that_is_not_valid_keeps_out_all_and_is_named(
    empty_database: str, quire: Quire, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    broken = "query PostPage {\n  site { titel }\n}"
    file = write(tmp_path, "apollo.json", of_apollo(TITLE, broken))
    assert await quire(empty_database, "add", file) == 2
    shown = capsys.readouterr()
    assert f"quire: {file}: query PostPage cannot be run: Cannot query field 'titel'" in shown.err
    assert "(line 2, column 10)" in shown.err
    assert "1 of 2 documents are not valid" in shown.err
    assert columns(shown.out, "apollo.json")[1] == "query PostPage"
    assert await quire(empty_database, "list") == 0
    assert "query" not in capsys.readouterr().out


WRONG: dict[str, tuple[object, str]] = {
    "no JSON": ("{", "is no manifest of Apollo, Relay or graphql-codegen"),
    "a list": ([], "is no manifest"),
    "no texts": ({"a": 1}, "is no manifest"),
    "nested": ("[" * 100_000, "is no manifest"),
    "another version": (of_apollo(TITLE) | {"version": 2}, "only version 1"),
    "another format": (of_apollo(TITLE) | {"format": "other"}, "only version 1"),
    "an operation without a body": (of_apollo() | {"operations": [{"id": "a"}]}, "is no manifest"),
    "an operation that is none": (of_apollo() | {"operations": ["a"]}, "is no manifest"),
    "an id with a blank": ({"a b": TITLE}, "the id 'a b' cannot be used"),
    "a reserved prefix": ({"md5:abc": TITLE}, "cannot be used"),
    "another hash": ({f"sha256:{sha256(URL)}": TITLE}, "is not the SHA-256 of its document"),
    "a NUL": ({"a": f"{TITLE} # \0"}, "the document a has characters that are no text"),
    "half a character": ({"a": f"{TITLE} # \ud800"}, "has characters that are no text"),
    "a long id": ({"a" * 257: TITLE}, "cannot be used"),
    "no syntax": ({"a": "query Title {"}, "a cannot be run: Syntax Error"),
    "fragments alone": ({"a": "fragment F on Site { title }"}, "has no operation"),
    "an unknown subscription": (
        {"a": "subscription S { site { title } }"},
        "Cannot query field 'site'",
    ),
    "too deep": ({"a": f"query Deep {'{ a ' * 60}{'}' * 60}"}, "nested too deep"),
}


@pytest.mark.parametrize(("content", "why"), WRONG.values(), ids=WRONG)
async def test_what_cannot_be_added_is_refused_by_file(
    module_database: str,
    quire: Quire,
    tmp_path: Path,
    content: object,
    why: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    file = write(tmp_path, "manifest.json", content)
    assert await quire(module_database, "add", file) == 2
    error = capsys.readouterr().err
    assert f"quire: {file}" in error
    assert why in error


async def test_a_file_that_is_not_there_is_named(
    module_database: str, quire: Quire, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert await quire(module_database, "add", tmp_path / "nothing.json") == 2
    assert "nothing.json cannot be read: No such file" in capsys.readouterr().err


async def test_an_id_keeps_its_document(
    empty_database: str, quire: Quire, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first, other = write(tmp_path, "1.json", {"a": TITLE}), write(tmp_path, "2.json", {"a": URL})
    assert await quire(empty_database, "add", first, other) == 2
    assert "the id a has another document than in" in capsys.readouterr().err
    assert await quire(empty_database, "add", first) == 0
    assert await quire(empty_database, "add", other) == 2
    assert "another document is stored under the id a" in capsys.readouterr().err
    assert await quire(empty_database, "remove", "a") == 0
    assert await quire(empty_database, "add", other) == 0


async def test_number_and_bytes_are_bounded(
    empty_database: str,
    quire: Quire,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    two = write(tmp_path, "two.json", {"a": TITLE, "b": URL})
    monkeypatch.setattr(added, "MAX_BYTES", len(TITLE))
    assert await quire(empty_database, "add", two) == 2
    assert "56 bytes would be stored" in capsys.readouterr().err
    monkeypatch.setattr(added, "MAX_DOCUMENTS", 1)
    assert await quire(empty_database, "add", two) == 2
    assert "2 documents would be stored, and at most 1 are" in capsys.readouterr().err
    monkeypatch.setattr(manifest, "MAX_DOCUMENTS", 1)
    assert await quire(empty_database, "add", two) == 2
    assert "two.json has 2 documents" in capsys.readouterr().err
    monkeypatch.setattr(manifest, "MAX_FILE_SIZE", 10)
    assert await quire(empty_database, "add", two) == 2
    assert "has more than 10 bytes" in capsys.readouterr().err
    assert await quire(empty_database, "list") == 0
    assert "query" not in capsys.readouterr().out


async def test_check_fails_for_a_document_that_a_change_of_the_schema_broke(
    empty_database: str, quire: Quire, capsys: pytest.CaptureFixture[str]
) -> None:
    # one that was valid for the version that it was added to
    before = "query PostPage { site { title motto } }"
    for id, text in (("old", before), ("new", TITLE)):
        await execute(
            empty_database,
            "insert into stored_document (id, hash, text, operations) values "
            f"('{id}', '{sha256(text)}', '{text}', '{{}}')",
        )
    assert await quire(empty_database, "check") == 1
    out = capsys.readouterr().out
    id, operation, problem = columns(out, "stored")
    assert (id, operation) == ("old", "query PostPage")
    assert problem.startswith("Cannot query field 'motto' on type 'Site'.")
    assert "2 documents, 1 broken" in out


async def test_a_manifest_is_checked_without_a_database(
    quire: Quire, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = write(tmp_path, "relay.json", {"a": TITLE, "b": "query Wrong { sight { title } }"})
    assert await quire(None, "check", file) == 1
    assert "2 documents, 1 broken" in capsys.readouterr().out
    assert await quire(None, "check", write(tmp_path, "right.json", {"a": TITLE})) == 0


async def test_what_to_remove_has_to_be_said(
    module_database: str, quire: Quire, capsys: pytest.CaptureFixture[str]
) -> None:
    assert await quire(module_database, "remove") == 2
    assert "quire documents remove ID" in capsys.readouterr().err
