"""Plans and their statements are cached, least recently used first out, without any values."""

from __future__ import annotations

from gql.engine.plan.plan import Plan
from gql.engine.plan.stage import MAX_SHAPES
from gql.operation.document import MAX_PLANS_PER_DOCUMENT
from gql.operation.execute import Executor
from gql.operation.request import GraphQLRequest
from gql.schema import schema
from tests.operation_client import OperationClient

ORDERS = ["NEWEST", "OLDEST", "RECENTLY_UPDATED", "TITLE"]
FILTERS: list[dict[str, object]] = [
    {"sticky": True},
    {"commented": True},
    {"tag": {"in": {"slugs": ["a"]}}},
    {"search": "night"},
    {"sticky": True, "tag": {"in": {"slugs": ["a"]}}},
]


def plans_of(client: OperationClient, query: str) -> list[Plan]:
    """The cached plans of a document, the one used last at the end."""
    document = client.executor.document_cache.find(query)
    assert document
    return list(document.plans.values())


async def test_the_least_recently_used_plan_is_evicted(reader: OperationClient) -> None:
    client, names = OperationClient(reader.database, by_plan=True), "abcd"
    query = f"""query ({" ".join(f"${n}: Boolean!" for n in names)}) {{
      site {{ {" ".join(f"{n}: title @include(if: ${n})" for n in names)} title }}
    }}"""

    async def run(number: int) -> Plan:
        values = {name: bool(number >> at & 1) for at, name in enumerate(names)}
        assert (await client.run(query, values)).planned
        return plans_of(client, query)[-1]

    # sixteen values of four variables, with the first one used again after each of the others
    kept = await run(0)
    for number in range(1, 2 * MAX_PLANS_PER_DOCUMENT):
        await run(number)
        assert await run(0) is kept
    assert len(plans_of(client, query)) == MAX_PLANS_PER_DOCUMENT


async def test_the_least_recently_used_statement_of_a_plan_is_evicted(
    reader: OperationClient,
) -> None:
    client = OperationClient(reader.database, by_plan=True)
    query = """query ($order: PostOrder! = NEWEST, $where: PostWhere) {
      posts(first: 1, orderBy: $order, where: $where) { nodes { id } }
    }"""

    async def run(**values: object) -> None:
        assert (await client.run(query, values)).planned

    await run()
    [plan] = plans_of(client, query)
    # a stage has a statement for each shape of arguments, such as an order or a filter
    statements = plan.stages[0]._statements
    [kept] = statements.values()
    for order in ORDERS:
        for where in FILTERS:
            await run(order=order, where=where)
            await run()
            assert list(statements.values())[-1] is kept
    assert len(ORDERS) * len(FILTERS) > MAX_SHAPES == len(statements)


async def test_a_plan_keeps_no_values_of_a_request(reader: OperationClient) -> None:
    client = OperationClient(reader.database, by_plan=True)
    query = "query ($slug: String!) { post(by: { slug: $slug }) { title } }"
    assert (await client.run(query, {"slug": "secret"})).planned
    [plan] = plans_of(client, query)
    # plans are shared by all viewers: a value kept in one could reach somebody else
    assert "secret" not in repr(vars(plan))


async def test_a_stored_document_is_compiled_at_once_and_stays_in_a_flood(
    reader: OperationClient,
) -> None:
    client = OperationClient(reader.database)
    client.executor = Executor(schema, document_cache=8)
    stored = GraphQLRequest("{ site { title } }", is_stored=True)
    assert (await client.run_request(stored)).planned
    assert len(plans_of(client, stored.query)) == 1
    for number in range(20):
        assert not (await client.run(f"{{ site {{ a{number}: title }} }}")).planned
    assert len(plans_of(client, stored.query)) == 1
