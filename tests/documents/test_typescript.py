"""TypeScript of all documents, by graphql-codegen and by Relay's compiler, under `tsc --strict`."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from gql.schema import schema
from tests.documents.document import documents, mutations

SOURCES = Path(__file__).parent / "typescript"
MINUTES = 5

pytestmark = [
    pytest.mark.slow(40),
    pytest.mark.skipif(
        not (shutil.which("node") and shutil.which("npm")),
        reason="there is no Node on this machine",
    ),
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the compilers, the schema and the documents."""
    folder = tmp_path_factory.mktemp("typescript")
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
