"""Lists leave out the parts of a view that hold nothing listed: each would cost its preparation."""

from __future__ import annotations

import pytest

from tests.bench.explain import query_plan
from tests.operation_client import OperationClient
from tests.schema.row_factories import owner_connection

ROLES = ["quire_viewer", "quire_editor"]
LINKS = {"post_author": "author_id", "post_term": "term_id", "post_category": "category_id"}
LISTED = "select t.id from post t where t.is_listed order by t.published_at desc, t.id desc limit 9"


@pytest.mark.parametrize("role", ROLES)
async def test_a_list_of_posts_looks_for_no_drafts_of_the_viewer(
    empty_database: str, role: str
) -> None:
    async with owner_connection(empty_database) as owner:
        nodes = await query_plan(owner, LISTED, [], role)
    assert {"entry"} <= tables(nodes) <= {"entry", "entry_draft"}  # entry_draft: of a preview


@pytest.mark.parametrize("role", ROLES)
async def test_a_list_of_linked_posts_reads_its_links_once_and_previews_with_a_preview_only(
    empty_database: str, role: str
) -> None:
    async with owner_connection(empty_database) as owner:
        for view, column in LINKS.items():
            text = f"select l.post_id from {view} l where l.{column} = 1 and l.is_listed"
            nodes = await query_plan(owner, text, [], role)
            assert [node["Relation Name"] for node in nodes if "Relation Name" in node] == [view]
            [function] = [at for at, node in enumerate(nodes) if "Function Name" in node]
            assert "quire.preview" in nodes[function - 1]["One-Time Filter"], view


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("filtered", ["author", "category", "tag"])
@pytest.mark.parametrize("how", ["in", "notIn"])
async def test_a_filter_on_links_looks_for_none_of_what_is_not_listed(
    empty_database: str, planned: OperationClient, role: str, filtered: str, how: str
) -> None:
    where = f'{{ {filtered}: {{ {how}: {{ slugs: ["a"] }} }} }}'
    result = await planned.run(f"{{ posts(first: 9, where: {where}) {{ nodes {{ title }} }} }}")
    [(statement, values)] = result.statements.statements
    async with owner_connection(empty_database) as owner:
        nodes = await query_plan(owner, statement.text, list(values), role)
    read = [node["Relation Name"] for node in nodes if "Relation Name" in node]
    assert [one for one in read if one in LINKS] == [view_of(filtered)]


async def test_a_list_of_comments_calls_no_function_for_those_of_the_viewer(
    empty_database: str,
) -> None:
    text = "select t.id from comment t where t.entry_id = 1 and t.is_listed"
    async with owner_connection(empty_database) as owner:
        nodes = await query_plan(owner, text, [], "quire_viewer")
    assert [node for node in nodes if "of_viewer" in str(node)] == []


def view_of(filtered: str) -> str:
    """The view of links that a filter looks at."""
    return {"author": "post_author", "category": "post_category", "tag": "post_term"}[filtered]


def tables(nodes: list[dict[str, object]]) -> set[object]:
    """The names of the tables that a plan reads."""
    return {node["Relation Name"] for node in nodes if "Relation Name" in node}
