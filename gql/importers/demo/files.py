"""Reads the files of gql/demo: TOML, and Markdown with TOML front matter between +++ lines."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from gql.errors import InputRefused

DEMO_FOLDER = Path(__file__).parents[2] / "demo"
FENCE = "+++"
Table = dict[str, Any]


def table(folder: Path, name: str) -> Table:
    """The contents of a TOML file; empty where there is no such file."""
    path = folder / name
    with file_errors(name):
        return tomllib.loads(path.read_text("utf-8")) if path.is_file() else {}


def article(folder: Path, name: str) -> tuple[Table, str]:
    """The front matter and the Markdown of a post or page. Raises InputRefused."""
    before, *parts = (folder / name).read_text("utf-8").split(f"{FENCE}\n", 2)
    with file_errors(name):
        if before or len(parts) != 2:
            raise ValueError(f"it has to begin with TOML front matter between two lines of {FENCE}")
        head, text = parts
        return tomllib.loads(head), text.strip()


def markdown_files(folder: Path, below: str) -> list[str]:
    """Paths like posts/bread.md of all Markdown files below a folder, higher folders first."""
    paths = sorted(folder.joinpath(below).rglob("*.md"), key=lambda p: (len(p.parts), p))
    return [path.relative_to(folder).as_posix() for path in paths]


@contextmanager
def file_errors(name: str) -> Iterator[None]:
    """Turn the errors of reading a file into InputRefused with its name."""
    # Keys of TOML are passed as keyword arguments, so a misspelled one is a TypeError.
    try:
        yield
    except KeyError as error:
        raise InputRefused(f"demo/{name}: the key {error} is missing. Correct the file.") from None
    except (TypeError, ValueError) as error:
        raise InputRefused(
            f"demo/{name}: {_without_function_name(error)}. Correct the file."
        ) from None


def _without_function_name(error: Exception) -> str:
    """The message without the function's name: `_entry() got an unexpected keyword argument…`."""
    return str(error).rpartition("() ")[2].removesuffix(".")
