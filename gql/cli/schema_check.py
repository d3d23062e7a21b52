"""`quire sdl --check`: what a front end that was built on another schema would meet here."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from gql.cli.options import EXIT_FAILED, EXIT_OK
from gql.errors import InputRefused
from gql.operation.execute import graphql_core_schema
from gql.operation.schema_changes import Risk, schema_changes, schema_of
from gql.schema import schema

MAX_FILE_SIZE = 10_000_000  # bytes: some eighty times the schema itself


def check_schema(file: Path) -> int:
    """Print how the schema differs from that in a file, worst first, then how many of each risk.

    Returns 1 if something is breaking. Raises InputRefused for a file that is no schema.
    """
    changes = schema_changes(schema_of(read_text(file), str(file)), graphql_core_schema(schema))
    for change in changes:
        print(change.line())
    counts = Counter(change.risk for change in changes)
    print(", ".join(f"{counts[risk]} {risk.value}" for risk in Risk))
    return EXIT_FAILED if counts[Risk.BREAKING] else EXIT_OK


def read_text(file: Path) -> str:
    """The text of a file. Raises InputRefused."""
    try:
        with file.open("rb") as opened:
            content = opened.read(MAX_FILE_SIZE + 1)
        if len(content) > MAX_FILE_SIZE:
            raise InputRefused(f"{file} has more than {MAX_FILE_SIZE:,} bytes: is it a schema?")
        return content.decode()
    except OSError as error:
        raise InputRefused(f"{file} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise InputRefused(f"{file} is not UTF-8 text.") from error
