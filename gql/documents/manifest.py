"""Reads the manifests in which build tools list the documents of a front end.

Apollo (`generate-persisted-query-manifest`): format apollo-persisted-query-manifest, version 1.
Relay (`persisted_queries.json`) and graphql-codegen's client preset (`persisted-documents.json`):
an object of ids with their documents.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from gql.documents.documents import SHA256, sha256
from gql.documents.stored import MAX_BYTES, MAX_DOCUMENTS
from gql.errors import InputRefused

APOLLO_FORMAT = "apollo-persisted-query-manifest"
MAX_FILE_SIZE = 4 * MAX_BYTES  # JSON escapes some characters, and Apollo's has names beside them
MAX_ID_LENGTH = 256  # characters
# of GraphQL over HTTP, appendix Persisted Documents: what needs no escaping in an address. A prefix
# is of one's own if it begins with x-; that of the draft itself is left to hashes.
_ID = re.compile(r"(x-[\w.~-]+:)?[\w.~-]+|sha256:[0-9a-f]{64}", re.ASCII)

# GraphQL allows a NUL in comments, JSON allows halves of characters
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class ManifestDocument:
    """A document of a manifest, under the id by which clients will ask for it."""

    id: str
    text: str
    file: Path


def read_manifests(files: Sequence[Path]) -> list[ManifestDocument]:
    """The documents of all files, each id once. Raises InputRefused, which names the file."""
    found: dict[str, ManifestDocument] = {}
    for file in files:
        for document in _read_manifest(file):
            same = found.setdefault(document.id, document)
            if same.text != document.text:
                raise InputRefused(
                    f"{file}: the id {document.id} has another document than in {same.file}."
                )
    return list(found.values())


def _read_manifest(file: Path) -> Iterator[ManifestDocument]:
    for id, text in _pairs(file, _json(file)):
        if not isinstance(id, str) or not isinstance(text, str):
            raise _no_manifest(file)
        if len(id) > MAX_ID_LENGTH or not _ID.fullmatch(id):
            raise InputRefused(
                f"{file}: the id {id[:MAX_ID_LENGTH]!r} cannot be used. An id has letters, digits "
                f"and - . _ ~, at most {MAX_ID_LENGTH} of them."
            )
        if _UNSTORABLE.search(text):
            raise InputRefused(f"{file}: the document {id} has characters that are no text.")
        if id.startswith(SHA256) and id.removeprefix(SHA256) != sha256(text):
            raise InputRefused(f"{file}: {id} is not the SHA-256 of its document.")
        yield ManifestDocument(id, text, file)


def _pairs(file: Path, manifest: object) -> list[tuple[object, object]]:
    """Ids with their documents, whatever the form of the manifest."""
    if not isinstance(manifest, dict):
        raise _no_manifest(file)
    pairs: list[tuple[object, object]] = list(manifest.items())
    if isinstance(manifest.get("operations"), list):
        kind = manifest.get("format"), manifest.get("version")
        if kind != (APOLLO_FORMAT, 1):
            raise InputRefused(f"{file}: only version 1 of the format {APOLLO_FORMAT} is read.")
        pairs = [
            (one.get("id"), one.get("body")) if isinstance(one, dict) else (None, None)
            for one in manifest["operations"]
        ]
    if len(pairs) > MAX_DOCUMENTS:
        raise InputRefused(
            f"{file} has {len(pairs):,} documents, and at most {MAX_DOCUMENTS:,} are allowed."
        )
    return pairs


def _json(file: Path) -> object:
    try:
        with file.open("rb") as opened:
            content = opened.read(MAX_FILE_SIZE + 1)
        if len(content) > MAX_FILE_SIZE:
            raise InputRefused(f"{file} has more than {MAX_FILE_SIZE:,} bytes.")
        return json.loads(content)
    except OSError as error:
        raise InputRefused(f"{file} cannot be read: {error.strerror}.") from None
    except (ValueError, RecursionError):  # neither JSON nor UTF-8, or nested too deep
        raise _no_manifest(file) from None


def _no_manifest(file: Path) -> InputRefused:
    return InputRefused(
        f"{file} is no manifest of Apollo, Relay or graphql-codegen: a JSON object of ids with "
        f"their documents, or one with the format {APOLLO_FORMAT}."
    )
