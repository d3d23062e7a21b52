"""Every operation in README and the guides is answered as the page says, by a service with the demo."""

from __future__ import annotations

import json
import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from gql.cli.demo import prepare_demo
from gql.operation.document_check import check_document
from gql.operation.execute import Executor
from gql.schema import schema
from gql.viewer import Role
from tests.conftest import cloned
from tests.house.guide_pages import Operation, operations, pages
from tests.house.source_tree import relative_path
from tests.http_site import Site, start_site
from tests.mutations.entry_requests import EMAILS
from tests.operation_client import SERVICE_URL

WITH_OPERATIONS = [page for page in pages() if operations(page)]
GRAPHQL = "application/graphql-response+json"
_EARLIER = re.compile(r'"<([\w.]+)>"|<([\w.]+)>')
ELLIPSIS = "…"
CHECKED = Executor(schema).document_cache


class Reader:
    """Sends the operations of one page in order, and remembers what was answered."""

    def __init__(self, site: Site, password: str) -> None:
        self.site = site
        self.tokens: dict[str, str] = {}
        self.answered: dict[str, Any] = {"password": password}

    async def send(self, operation: Operation) -> Any:
        headers = {"accept": GRAPHQL, **json.loads(self.filled(operation.headers))}
        if operation.viewer:
            headers["authorization"] = f"Bearer {await self._token(operation.viewer)}"
        body = {
            "query": operation.text,
            "variables": json.loads(self.filled(operation.variables)),
            "extensions": json.loads(operation.extensions),
        }
        answer = (await self.site.client.post("/graphql", json=body, headers=headers)).json()
        self.answered |= answer.get("data") or {}
        return answer

    def filled(self, text: str) -> str:
        """The text with each <path> replaced by what an earlier operation answered there: its JSON
        where the path is the whole of a string."""

        def value(match: re.Match[str]) -> str:
            found: Any = self.answered
            for step in (match[1] or match[2]).split("."):
                found = found[int(step) if isinstance(found, list) else step]
            return json.dumps(found) if match[1] else str(found)

        return _EARLIER.sub(value, text)

    async def _token(self, role: str) -> str:
        if role not in self.tokens:
            signed_in = await self.site.sign_in(EMAILS[Role[role.upper()]])
            self.tokens[role] = signed_in["accessToken"]
        return self.tokens[role]


@pytest.mark.parametrize("page", WITH_OPERATIONS, ids=relative_path)
async def test_every_operation_of_a_page_is_answered_as_it_says(
    page: Path,
    publication: str,
    server_url: str,
    template: str,
) -> None:
    # every account signs in once for a page
    asked = operations(page)
    needs_own = any(one.is_mutation or one.viewer for one in asked)
    opened = own_site(server_url, template) if needs_own else shared_site(publication)
    async with opened as reader:
        for operation in asked:
            if is_live(operation):
                assert check_document(CHECKED, operation.text).problems == ()
                continue
            answer = await reader.send(operation)
            assert codes(answer) == ([operation.answers] if operation.answers else []), (
                f"{operation.block}: {answer}"
            )
            if operation.expected is not None:
                assert matches(answer, operation.expected), f"{operation.block}: {answer}"


def is_live(operation: Operation) -> bool:
    """Whether answers follow for ever, which one response cannot hold."""
    return operation.text.startswith("subscription") or "@live" in operation.text


@asynccontextmanager
async def shared_site(url: str) -> AsyncIterator[Reader]:
    """For pages that only read."""
    async with start_site(url) as site:
        yield Reader(site, password="")


@asynccontextmanager
async def own_site(server_url: str, template: str) -> AsyncIterator[Reader]:
    """The demo as `quire serve --demo` prepares it, and an account of each role."""
    async with cloned(server_url, template) as url:
        password = await prepare_demo(url, SERVICE_URL)
        async with start_site(url) as site:
            for role, email in EMAILS.items():
                await site.add_account(email, role, name=role.capitalize())
            yield Reader(site, password)


def codes(answer: Mapping[str, Any]) -> list[str]:
    """The codes of an answer's errors and userErrors."""
    payloads = [p for p in (answer.get("data") or {}).values() if isinstance(p, dict)]
    refused = [error["code"] for p in payloads for error in p.get("userErrors", ())]
    return [error["extensions"]["code"] for error in answer.get("errors", ())] + refused


def matches(answer: Any, expected: Any) -> bool:
    """Whether an answer is what a page shows, where `…` stands for anything."""
    if expected == ELLIPSIS:
        return True
    if isinstance(expected, dict):
        return (
            isinstance(answer, dict)
            and answer.keys() == expected.keys()
            and all(matches(answer[key], value) for key, value in expected.items())
        )
    if isinstance(expected, list):
        return (
            isinstance(answer, list)
            and len(answer) == len(expected)
            and all(map(matches, answer, expected))
        )
    return bool(answer == expected)


def test_there_are_operations_for_every_subject() -> None:
    counts = {page.stem: len(operations(page)) for page in WITH_OPERATIONS}
    assert counts["README"] >= 2
    for name in ("reading", "connections", "comments", "writing-and-previews", "signing-in"):
        assert counts[name] >= 4, name


def test_an_answer_that_differs_is_noticed() -> None:
    assert matches({"a": [1, {"b": "x"}]}, {"a": [1, "…"]})
    assert not matches({"a": 1}, {"a": 2})
    assert not matches({"a": 1, "b": 2}, {"a": 1})
    assert not matches({"a": [1, 2]}, {"a": [1]})
    assert codes({"data": {"x": {"userErrors": [{"code": "A"}]}}, "errors": []}) == ["A"]
