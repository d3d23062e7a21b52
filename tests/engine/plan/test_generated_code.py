"""The SQL and the Python of one operation, for people to read: generated_code.txt beside this file."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.operation_client import OperationClient

GOLDEN = Path(__file__).with_name("generated_code.txt")
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


async def test_the_generated_code_of_an_operation_is_the_golden_one(
    reader: OperationClient, request: pytest.FixtureRequest
) -> None:
    client = OperationClient(reader.database, by_plan=True)
    result = await client.run(OPERATION, {"slug": "bread-at-four"})
    assert result.planned
    [(statement, _)] = result.statements.statements
    document = client.executor.document_cache.find(OPERATION)
    assert document
    [plan] = document.plans.values()
    text = f"{OPERATION}\n-- SQL\n\n{statement.text}\n\n# Python\n\n{plan.text.strip()}\n"
    if request.config.getoption("--update"):
        GOLDEN.write_text(text, "utf-8")
    assert GOLDEN.read_text("utf-8") == text, (
        "run: pytest tests/engine/plan/test_generated_code.py --update"
    )
