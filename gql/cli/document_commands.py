"""The syntax of `quire documents`: arguments, options, help."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from gql.cli.options import Data, DatabaseUrl, load_settings

# The bodies import what they call: `quire --help` must not load the schema. Docstrings: the help.
documents = typer.Typer(
    help="Documents of front ends, which clients name by an id.", no_args_is_help=True
)
MANIFEST = "A manifest of Apollo, Relay or graphql-codegen."


@documents.command("add")
def add(
    files: Annotated[list[Path], typer.Argument(metavar="FILE…", help=MANIFEST)],
    data: Data = None,
    database_url: DatabaseUrl = None,
) -> None:
    """Add the documents of a front end, before it is deployed. A second time changes nothing.

    All of them must be valid here; if one is not, none is added.

    `quire documents add persisted-query-manifest.json`
    """
    from gql.cli.documents import add

    add(load_settings(data=data, database_url=database_url), files)


@documents.command("list")
def list_documents(data: Data = None, database_url: DatabaseUrl = None) -> None:
    """List what is stored, the newest first."""
    from gql.cli.documents import print_list

    print_list(load_settings(data=data, database_url=database_url))


@documents.command("remove")
def remove(
    ids: Annotated[
        list[str] | None, typer.Argument(metavar="ID…", help="The ids of documents.")
    ] = None,
    file: Annotated[
        list[Path] | None,
        typer.Option("--file", metavar="FILE", help="All that are in this manifest."),
    ] = None,
    data: Data = None,
    database_url: DatabaseUrl = None,
) -> None:
    """Remove documents; running services know it within a second.

    `quire documents remove --file manifest-of-last-year.json`
    """
    from gql.cli.documents import remove

    remove(load_settings(data=data, database_url=database_url), ids or [], file or [])


@documents.command("check")
def check(
    files: Annotated[
        list[Path] | None,
        typer.Argument(metavar="FILE…", help="Manifests to check in place of what is stored."),
    ] = None,
    data: Data = None,
    database_url: DatabaseUrl = None,
) -> int:
    """Check each document against the schema of this version; exit 1 when one is broken.

    `quire documents check`

    `quire documents check persisted-documents.json` needs no database
    """
    from gql.cli.documents import check

    return check(load_settings(data=data, database_url=database_url), files or [])
