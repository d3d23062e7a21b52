"""What all commands share: options, settings, exit codes, and how something is complained of."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from gql.settings import Settings, load, strange

DONE, FAILED, REFUSED = 0, 1, 2

Data = Annotated[
    Path | None,
    typer.Option(
        metavar="DIR",
        help="The folder of Quire's own PostgreSQL. Setting: QUIRE_DATA; ./quire-data if not set.",
    ),
]
DatabaseUrl = Annotated[
    str | None,
    typer.Option(
        metavar="URL",
        help="A PostgreSQL server (15 or newer) to use instead. Setting: QUIRE_DATABASE_URL.",
    ),
]


def settings_of(**overrides: object) -> Settings:
    """The settings; what only looks like one is told, for its effect will be missed."""
    if sentences := strange():
        complain(" ".join(sentences), DONE)
    return load(**overrides)


def complain(sentence: str, code: int) -> int:
    print(f"quire: {' '.join(sentence.split())}", file=sys.stderr)
    return code
