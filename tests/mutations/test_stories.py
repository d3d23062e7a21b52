"""Golden stories of mutations: what several people send one after the other, and all answers.

A `.graphql` file has steps, each with who sends it in its first line: `# as: author`, or nobody.
`# variables:` and `# headers:` may follow as JSON, with <like.guestKey> for what an earlier step
answered there. The `.json` beside it has the answers; `pytest --update` rewrites it. Queries are
sent three times: to the reference path, and to the plan from the second time on.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import orjson
import pytest

from gql.viewer import Role
from tests.mutations.entry_requests import Newsroom

HERE = Path(__file__).parent / "stories"
STORIES = sorted(HERE.glob("*.graphql"))
OPTION = re.compile(r"# (as|variables|headers): (.+)")
EARLIER = re.compile(r"<([\w.]+)>")
# drawn by chance, or the time of the day
TIME = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d UTC")
MASKED = {"guestKey", "token", "receipt", "createdAt", "expiresAt", "savedAt"}


@pytest.mark.parametrize("story", STORIES, ids=lambda path: path.stem)
async def test_a_story_of_mutations_has_its_golden_answers(
    story: Path, newsroom: Newsroom, request: pytest.FixtureRequest
) -> None:
    answered: dict[str, Any] = {}
    told = []
    for step in re.split(r"\n+(?=# as: )", story.read_text("utf-8").strip()):
        answer = await send(newsroom, step, answered)
        answered |= answer.get("data") or {}
        told.append(masked(answer))
    text = orjson.dumps(told, option=orjson.OPT_INDENT_2).decode() + "\n"
    if request.config.getoption("--update"):
        story.with_suffix(".json").write_text(text, "utf-8")
    assert text == story.with_suffix(".json").read_text("utf-8")


async def send(newsroom: Newsroom, step: str, answered: dict[str, Any]) -> Any:
    """Send one step, a query three times, and return the answer."""
    lines = step.splitlines()
    options = dict(found.groups() for line in lines if (found := OPTION.fullmatch(line)))
    headers = json.loads(filled(options.get("headers", "{}"), answered))
    if options["as"] != "nobody":
        token = newsroom.tokens[Role(options["as"].upper())]
        headers["authorization"] = f"Bearer {token}"
    body = {
        "query": step,
        "variables": json.loads(filled(options.get("variables", "{}"), answered)),
    }
    times = 1 if re.search(r"^mutation\b", step, re.MULTILINE) else 3
    answers = [
        (await newsroom.site.client.post("/graphql", json=body, headers=headers)).json()
        for _ in range(times)
    ]
    assert all(answer == answers[0] for answer in answers)
    return answers[0]


def filled(text: str, answered: dict[str, Any]) -> str:
    """The text with what earlier steps answered in place of each <path>."""

    def value(path: re.Match[str]) -> str:
        found: Any = answered
        for name in path[1].split("."):
            found = found[name]
        return str(found)

    return EARLIER.sub(value, text)


def masked(answer: Any) -> Any:
    """The answer without what is another in each run."""
    if isinstance(answer, dict):
        return {
            name: "…" if name in MASKED and below is not None else masked(below)
            for name, below in answer.items()
        }
    if isinstance(answer, list):
        return [masked(one) for one in answer]
    return TIME.sub("…", answer) if isinstance(answer, str) else answer
