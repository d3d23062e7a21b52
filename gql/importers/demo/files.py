"""The files of gql/demo: TOML, and Markdown below a head of TOML between +++ lines."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from gql.errors import InputRefused

FOLDER = Path(__file__).parents[2] / "demo"
MARK = "+++"
Table = dict[str, Any]


def table(folder: Path, name: str) -> Table:
    """A TOML file; empty where there is none."""
    path = folder / name
    with understood(name):
        return tomllib.loads(path.read_text("utf-8")) if path.is_file() else {}


def article(folder: Path, name: str) -> tuple[Table, str]:
    """The head and the Markdown of a post or a page."""
    before, *parts = (folder / name).read_text("utf-8").split(f"{MARK}\n", 2)
    with understood(name):
        if before or len(parts) != 2:
            raise ValueError(f"it has to begin with a head of TOML between two lines of {MARK}")
        head, text = parts
        return tomllib.loads(head), text.strip()


def names(folder: Path, below: str) -> list[str]:
    """The Markdown files of a folder and all under it, those above first: posts/bread.md."""
    paths = sorted(folder.joinpath(below).rglob("*.md"), key=lambda p: (len(p.parts), p))
    return [path.relative_to(folder).as_posix() for path in paths]


@contextmanager
def understood(name: str) -> Iterator[None]:
    """What cannot be read in a file is said with its name. Raises InputRefused."""
    try:
        yield
    except KeyError as error:
        raise InputRefused(f"demo/{name}: there is no {error}. Correct the file.") from None
    except (TypeError, ValueError) as error:
        raise InputRefused(f"demo/{name}: {_plain(error)}. Correct the file.") from None


def _plain(error: Exception) -> str:
    """Without the name of the function that was called with a word it does not know."""
    return str(error).rpartition("() ")[2].removesuffix(".")
