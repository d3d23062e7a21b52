"""The actions of `quire documents`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from gql.app import create_executor
from gql.cli.options import EXIT_FAILED, EXIT_OK
from gql.cli.progress import printing_progress
from gql.cli.table import print_table
from gql.cli.transaction import run_transaction
from gql.documents.added import NewDocument, add_documents, remove_documents, stored_documents
from gql.documents.manifest import ManifestDocument, read_manifests
from gql.errors import InputRefused
from gql.operation.document_check import CheckedDocument, check_document
from gql.settings import Settings

IN_DATABASE = Path("stored")  # what is checked there, in place of a file
Checked = tuple[ManifestDocument, CheckedDocument]


def add(settings: Settings, files: Sequence[Path]) -> None:
    """Add the documents of manifests, and print of each file how many are new.

    Raises InputRefused, with nothing added, if one of them is not valid here, and StartError.
    """
    checked = list(_check_all(settings, read_manifests(files)))
    if broken := [one for one in checked if one[1].problems]:
        _print_problems(broken)
        document, found = broken[0]
        raise InputRefused(
            f"{document.file}: {_name(found, document.id)} cannot be run: {found.problems[0]} "
            f"Nothing was added; {len(broken):,} of {len(checked):,} documents are not valid."
        )
    new = [NewDocument(document, found.operations) for document, found in checked]
    added = run_transaction(settings, lambda connection: add_documents(connection, new))
    of_file = Counter(document.file for document, _ in checked)
    added_of_file = Counter(document.file for document, _ in checked if document.id in added)
    rows = [
        (str(file), f"{of_file[file]:,}", f"{added_of_file[file]:,}", f"{unchanged:,}")
        for file in dict.fromkeys(files)
        for unchanged in [of_file[file] - added_of_file[file]]
    ]
    print_table(("file", "documents", "added", "unchanged"), rows)


def remove(settings: Settings, ids: Sequence[str], files: Sequence[Path]) -> None:
    """Remove documents by their ids, and those of manifests; print how many there were.

    Raises InputRefused for a file that is no manifest, and StartError.
    """
    wanted = {*ids, *(document.id for document in read_manifests(files))}
    if not wanted:
        raise InputRefused("Say which: quire documents remove ID…, or --file FILE.")
    removed = run_transaction(settings, lambda connection: remove_documents(connection, wanted))
    print_table(("removed", "not there"), [(f"{len(removed):,}", f"{len(wanted - removed):,}")])


def print_list(settings: Settings) -> None:
    """Print a table of what is stored: id, operations, bytes and the day it was added."""
    rows = [
        (
            row["id"],
            ", ".join(row["operations"]),
            f"{len(row['text'].encode()):,}",
            f"{row['added_at']:%Y-%m-%d}",
        )
        for row in run_transaction(settings, stored_documents)
    ]
    print_table(("id", "operations", "bytes", "added"), rows)


def check(settings: Settings, files: Sequence[Path]) -> int:
    """Print which documents this version's schema and limits refuse, and why: of what is stored,
    or of manifests. Returns 1 if there are any.

    Raises InputRefused for a file that is no manifest, and StartError.
    """
    documents = read_manifests(files) if files else _stored(settings)
    checked = list(_check_all(settings, documents))
    broken = [one for one in checked if one[1].problems]
    if broken:
        _print_problems(broken)
    print(f"{len(checked):,} documents, {len(broken):,} broken")
    return EXIT_FAILED if broken else EXIT_OK


def _stored(settings: Settings) -> list[ManifestDocument]:
    rows = run_transaction(settings, stored_documents)
    return [ManifestDocument(row["id"], row["text"], IN_DATABASE) for row in rows]


def _check_all(settings: Settings, documents: Sequence[ManifestDocument]) -> Iterator[Checked]:
    cache = create_executor(settings).document_cache
    of_file, done = Counter(document.file for document in documents), Counter[Path]()
    with printing_progress("checked") as progress:
        for document in documents:
            yield document, check_document(cache, document.text)
            done[document.file] += 1
            progress(document.file, done[document.file], of_file[document.file])


def _print_problems(broken: Sequence[Checked]) -> None:
    rows = [
        (document.file.name, document.id, _name(found, ""), problem)
        for document, found in broken
        for problem in found.problems
    ]
    print_table(("file", "id", "operation", "what is wrong"), rows)


def _name(found: CheckedDocument, otherwise: str) -> str:
    return ", ".join(found.operations) or otherwise
