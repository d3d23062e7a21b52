"""The reader of the .sql files, which runs once, at import."""

from __future__ import annotations

import re
from pathlib import Path

from gql.db import Statement

_HERE = Path(__file__).parent
_NAME = re.compile(r"^-- name: (\w+)$", re.MULTILINE)


def statements(noun: str) -> dict[str, Statement]:
    """Read `{noun}.sql` and return its statements by name, without comment lines."""
    parts = _NAME.split((_HERE / f"{noun}.sql").read_text("utf-8"))
    return {
        name: Statement(name, _without_comments(text))
        for name, text in zip(parts[1::2], parts[2::2], strict=True)
    }


def _without_comments(text: str) -> str:
    # only lines that start with "--": an indented comment would be sent with every execution
    return "\n".join(line for line in text.strip().splitlines() if not line.startswith("--"))
