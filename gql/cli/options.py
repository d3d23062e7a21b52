"""Options, exit codes and error output that all commands share.

The options of one command are spelled in cli/commands.py. Each overrides a setting for one run:
load_settings takes it, and cli/serve.py passes all settings on to workers (worker_environment).
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from gql.embedded import default_folder
from gql.settings import Settings, load, unknown_variables

EXIT_OK, EXIT_FAILED, EXIT_BAD_INPUT = 0, 1, 2  # 2: as click does for a wrong command line

Data = Annotated[
    Path | None,
    typer.Option(
        metavar="DIR",
        help="The folder of Quire's own PostgreSQL. Setting: QUIRE_DATA; ./quire-data if not set, "
        "or /var/lib/quire for root in a folder that is closed to others.",
    ),
]
DatabaseUrl = Annotated[
    str | None,
    typer.Option(
        metavar="URL",
        help="A PostgreSQL server (15 or newer) to use instead. Setting: QUIRE_DATABASE_URL.",
    ),
]


def load_settings(**overrides: object) -> Settings:
    """The settings of environment and options; warns of QUIRE_ variables that are no setting."""
    # a warning only: the environment may have been written for a newer Quire
    if sentences := unknown_variables():
        report_error(" ".join(sentences), EXIT_OK)
    return with_data_folder(load(**overrides))


def with_data_folder(settings: Settings) -> Settings:
    """The settings with a data folder that can be used, where nobody has named one."""
    if "data" in settings.model_fields_set:
        return settings
    return settings.model_copy(update={"data": default_folder(settings.data)})


def report_error(sentence: str, code: int) -> int:
    """Print `quire: {sentence}` as one line on standard error, and return the exit code."""
    print(f"quire: {' '.join(sentence.split())}", file=sys.stderr)
    return code
