"""Real packages of front ends: TypeScript of all documents by graphql-codegen and by Relay's compiler,
under `tsc --strict`; manifests of three tools; clients that name documents by hash and by id."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from gql.app import create_app
from gql.cli.commands import run as quire
from gql.http.uvicorn_protocol import BoundedHttpProtocol
from gql.schema import schema
from gql.settings import Settings
from tests.documents.document import documents, mutations
from tests.http.conftest import serving

SOURCES = Path(__file__).parent / "front_end"
MANIFESTS = ("persisted-query-manifest.json", "persisted_queries.json")
MANIFESTS += ("codegen/persisted-documents.json",)
TITLE = "Quire"  # of a site to which nobody has given another
MINUTES = 5

pytestmark = [
    pytest.mark.slow(50),
    pytest.mark.untraced,
    pytest.mark.skipif(
        not (shutil.which("node") and shutil.which("npm")),
        reason="there is no Node on this machine",
    ),
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the compilers, the schema and the documents."""
    folder = tmp_path_factory.mktemp("front_end")
    shutil.copytree(SOURCES, folder, dirs_exist_ok=True)
    (folder / "schema.graphql").write_text(schema.as_str(), "utf-8")
    (folder / "documents").mkdir()
    for document in documents() + mutations():
        (folder / "documents" / f"{document.name}.graphql").write_text(document.text, "utf-8")
    run(folder, "npm", "ci", "--fetch-retries=1")
    return folder


def test_typescript_of_all_documents_is_strictly_right(folder: Path) -> None:
    assert run(folder, "node", "check.mjs").returncode == 0
    generated = (folder / "operations.ts").read_text("utf-8")
    names = [f"{document.module}Query" for document in documents()]
    names += [f"{document.module}Mutation" for document in mutations()]
    for name in names:
        assert f"export type {name} =" in generated
        assert list((folder / "relay" / "__generated__").glob(f"{name}.graphql.ts"))


def test_a_front_end_that_expects_another_type_is_refused(folder: Path) -> None:
    usage = folder / "usage.ts"
    text = usage.read_text("utf-8")
    assert "(post: Post): string" in text
    usage.write_text(text.replace("(post: Post): string", "(post: Post): number"), "utf-8")
    found = run(folder, "node_modules/.bin/tsc", "--project", ".", fails=True)
    assert "usage.ts" in found.stdout
    assert "is not assignable to type 'number'" in found.stdout
    usage.write_text(text, "utf-8")


async def test_clients_register_their_documents_and_name_them_by_hash(
    folder: Path, module_database: str
) -> None:
    found = await ask_with_clients(folder, module_database, "registered")
    by_hash = {"sent": ["GET extensions 200"], "site": TITLE, "problem": None}
    for name, method in (("apollo", "POST"), ("urql", "GET")):
        first, then = found[name]
        assert then == by_hash
        assert first == {**by_hash, "sent": [*by_hash["sent"], f"{method} query extensions 200"]}


async def test_clients_name_the_documents_that_their_manifests_have_stored(
    folder: Path, module_database: str
) -> None:
    await asyncio.to_thread(run, folder, "node", "manifests.mjs")
    files = [str(folder / name) for name in MANIFESTS]
    add = ["documents", "add", *files, "--database-url", module_database]
    assert await asyncio.to_thread(quire, add) == 0
    found = await ask_with_clients(folder, module_database, "stored")
    for name, parameter in (
        ("apollo", "extensions"),
        ("relay", "documentId"),
        ("codegen", "documentId"),
    ):
        answered = {"sent": [f"POST {parameter} 200"], "site": TITLE, "problem": None}
        assert found[name] == [answered] * 2
    refused = {"sent": ["POST query 403"], "site": None, "problem": "DOCUMENT_NOT_STORED"}
    assert found["free"] == [refused] * 2


async def ask_with_clients(folder: Path, database: str, mode: str) -> Any:
    """What clients.mjs prints about a service whose clients are to register, or have stored."""
    kind = "stored" if mode == "stored" else "open"
    app = create_app(Settings(database_url=database, documents=kind))
    async with serving(app, BoundedHttpProtocol) as port:
        url = f"http://localhost:{port}/graphql"
        found = await asyncio.to_thread(run, folder, "node", "clients.mjs", url, mode)
    return json.loads(found.stdout)


def run(folder: Path, *command: str, fails: bool = False) -> subprocess.CompletedProcess[str]:
    """A command in the folder, which must end well; with `fails`, it must not."""
    found = subprocess.run(
        command,
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=MINUTES * 60,
        env=os.environ | {"CI": "1"},
        check=False,
    )
    assert bool(found.returncode) == fails, found.stdout + found.stderr
    return found
