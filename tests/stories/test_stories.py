"""Golden stories: an operation, its response and the statements it sends, as neighbouring files.

The first line of a `.graphql` file may have its variables: `# variables: {"slug": "…"}`.
`pytest --update` rewrites the `.json` and `.sql` files; review them like code, because an N+1
problem is an extra line in a `.sql` file. The statements are those of the reference path; the plan
of a story gives the same response with at most as many.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import orjson
import pytest

from gql.operation.result import Result
from tests.operation_client import OperationClient

pytestmark = (
    pytest.mark.quick
)  # all of them: together they take some seconds, and cover every field

HERE = Path(__file__).parent
STORIES = sorted(HERE.rglob("*.graphql"))


def name(path: Path) -> str:
    """The id of a story: its path without the folder."""
    return path.relative_to(HERE).as_posix()


def test_there_are_enough_stories() -> None:
    assert len(STORIES) >= 60


@pytest.mark.parametrize("story", STORIES, ids=name)
async def test_a_story_has_its_golden_response_and_statements(
    story: Path, reader: OperationClient, request: pytest.FixtureRequest
) -> None:
    text = story.read_text("utf-8")

    result = await reader.run(text, variables(text))

    # sorted, because the branches of an operation run concurrently: their order is not fixed
    statement_lines = "".join(f"-- {line}\n" for line in sorted(result.statements.lines))
    if request.config.getoption("--update"):
        story.with_suffix(".json").write_text(response_text(result), "utf-8")
        story.with_suffix(".sql").write_text(statement_lines, "utf-8")
    assert response_text(result) == story.with_suffix(".json").read_text("utf-8")
    assert statement_lines == story.with_suffix(".sql").read_text("utf-8")


@pytest.mark.parametrize("story", STORIES, ids=name)
async def test_the_plan_of_a_story_gives_the_same_response(
    story: Path, planned: OperationClient
) -> None:
    text = story.read_text("utf-8")

    result = await planned.run(text, variables(text))

    assert response_text(result) == story.with_suffix(".json").read_text("utf-8")
    if result.errors:
        # errors of clients come from the reference path, or from checks before execution
        assert not result.planned
        assert result.fallback in (("refused", "preview") if result.executed else (None,))
    else:
        assert result.planned
        assert result.fallback is None
        statement_lines = story.with_suffix(".sql").read_text("utf-8").splitlines()
        assert len(result.statements.lines) <= len(statement_lines)


def response_text(result: Result) -> str:
    """The response as it is stored in the .json file."""
    answer: dict[str, Any] = {"data": result.data} if result.executed else {}
    if result.errors:
        answer["errors"] = result.errors
    return orjson.dumps(answer, option=orjson.OPT_INDENT_2).decode() + "\n"


def variables(text: str) -> dict[str, Any]:
    """The variables in the first line of a story, if it has any."""
    first = text.splitlines()[0]
    parsed: dict[str, Any] = (
        json.loads(first.removeprefix("# variables:")) if first.startswith("# variables:") else {}
    )
    return parsed
