"""Reads the .sql files: once, at import."""

from __future__ import annotations

import re
from pathlib import Path

from gql.db import Statement

_HERE = Path(__file__).parent
_NAME = re.compile(r"^-- name: (\w+)$", re.MULTILINE)


def statements(noun: str) -> dict[str, Statement]:
    """The statements in `{noun}.sql` by their names. Lines of comment are not sent."""
    parts = _NAME.split((_HERE / f"{noun}.sql").read_text("utf-8"))
    return {
        name: Statement(name, _without_comments(text))
        for name, text in zip(parts[1::2], parts[2::2], strict=True)
    }


def _without_comments(text: str) -> str:
    return "\n".join(line for line in text.strip().splitlines() if not line.startswith("--"))
