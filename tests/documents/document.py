"""The documents of a front end: what stands at the head of each, and its text."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
_HEAD = re.compile(r"# (?P<purpose>.+)\n# variables: (?P<variables>.+)\n(?:# as: (?P<role>.+)\n)?")


@dataclass(frozen=True, slots=True)
class FrontEndDocument:
    """A document with its purpose, its variables as JSON, and the role of who sends it."""

    name: str
    text: str
    purpose: str
    json_variables: str
    role: str | None

    @property
    def module(self) -> str:
        """What its operations and fragments are named after: front-page → FrontPage."""
        return "".join(part.capitalize() for part in self.name.split("-"))

    def variables(self, ids: Mapping[str, str]) -> dict[str, Any]:
        """The variables, with the ids of the demo in place of `<post>` and others."""
        text = re.sub("<(.+?)>", lambda match: ids[match[1]], self.json_variables)
        parsed: dict[str, Any] = json.loads(text)
        return parsed


def documents() -> list[FrontEndDocument]:
    """All queries, by name."""
    return [_document(path) for path in sorted(HERE.glob("pages/*.graphql"))]


def mutations() -> list[FrontEndDocument]:
    """All mutations, by name. They change the demo: their types are checked, and nothing is run."""
    return [_document(path) for path in sorted(HERE.glob("mutations/*.graphql"))]


def _document(path: Path) -> FrontEndDocument:
    text = path.read_text("utf-8")
    head = _HEAD.match(text)
    assert head, f"{path.name} does not begin with its purpose and its variables"
    return FrontEndDocument(
        path.stem, text[head.end() :], head["purpose"], head["variables"], head["role"]
    )
