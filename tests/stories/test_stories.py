"""Golden stories: an operation, the answer, and the statements it sent, side by side.

The first lines of a `.graphql` file may hold its variables: `# variables: {"slug": "…"}`. `pytest --update` rewrites the
neighbours; review them like code, because an N+1 is an extra line in a `.sql` file. The statements are those of the
reference path; the plan of a story gives the same answer with as many of them at most.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import orjson
import pytest

from gql.operation.execute import Result
from tests.operation_client import Asking

HERE = Path(__file__).parent
STORIES = sorted(HERE.rglob("*.graphql"))


def name(path: Path) -> str:
    return path.relative_to(HERE).as_posix()


def test_there_are_enough_stories() -> None:
    assert len(STORIES) >= 60


@pytest.mark.parametrize("story", STORIES, ids=name)
async def test_story_is_told_as_before(
    story: Path, reader: Asking, request: pytest.FixtureRequest
) -> None:
    text = story.read_text("utf-8")

    result = await reader.run(text, variables(text))

    # branches of an operation run side by side: which sends first is chance, what they send is not
    sent = "".join(f"-- {line}\n" for line in sorted(result.statements.lines))
    if request.config.getoption("--update"):
        story.with_suffix(".json").write_text(told(result), "utf-8")
        story.with_suffix(".sql").write_text(sent, "utf-8")
    assert told(result) == story.with_suffix(".json").read_text("utf-8")
    assert sent == story.with_suffix(".sql").read_text("utf-8")


@pytest.mark.parametrize("story", STORIES, ids=name)
async def test_the_plan_of_a_story_tells_the_same(story: Path, planned: Asking) -> None:
    text = story.read_text("utf-8")

    result = await planned.run(text, variables(text))

    assert told(result) == story.with_suffix(".json").read_text("utf-8")
    if result.errors:
        # what a client did wrong is told by the reference, or before anything is run
        assert not result.planned
        assert result.fallback in (("refused", "preview") if result.executed else (None,))
    else:
        assert result.planned
        assert result.fallback is None
        sent = story.with_suffix(".sql").read_text("utf-8").splitlines()
        assert len(result.statements.lines) <= len(sent)


def told(result: Result) -> str:
    answer: dict[str, Any] = {"data": result.data} if result.executed else {}
    if result.errors:
        answer["errors"] = result.errors
    return orjson.dumps(answer, option=orjson.OPT_INDENT_2).decode() + "\n"


def variables(text: str) -> dict[str, Any]:
    first = text.splitlines()[0]
    found: dict[str, Any] = (
        json.loads(first.removeprefix("# variables:")) if first.startswith("# variables:") else {}
    )
    return found
