"""What is written for an operation, to be read: its SQL and its Python, in written.txt beside this file."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.operation_client import Asking

WRITTEN = Path(__file__).with_name("written.txt")
OPERATION = """\
query Post($slug: String!) {
  post(by: { slug: $slug }) {
    title
    author { name }
    tags { name }
    comments(first: 2) { nodes { content } pageInfo { hasNextPage } }
  }
}
"""


async def test_an_operation_becomes_this_statement_and_this_code(
    reader: Asking, request: pytest.FixtureRequest
) -> None:
    asking = Asking(reader.database, by_plan=True)
    result = await asking.run(OPERATION, {"slug": "bread-at-four"})
    assert result.planned
    [(statement, _)] = result.statements.statements
    document = asking.executor.documents.find(OPERATION)
    assert document
    [plan] = document.plans.values()
    text = f"{OPERATION}\n-- SQL\n\n{statement.text}\n\n# Python\n\n{plan.text.strip()}\n"
    if request.config.getoption("--update"):
        WRITTEN.write_text(text, "utf-8")
    assert WRITTEN.read_text("utf-8") == text, (
        "run: pytest tests/engine/plan/test_generated_code.py --update"
    )
