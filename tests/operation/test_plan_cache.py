"""Of a document the plans used last are remembered, of a plan its statements, of a request nothing."""

from __future__ import annotations

from gql.engine.plan import Plan
from gql.engine.plan.stage import MOST_SHAPES
from gql.operation.document_cache import MOST_PLANS
from tests.operation_client import Asking

ORDERS = ["NEWEST", "OLDEST", "RECENTLY_UPDATED", "TITLE"]
FILTERS: list[dict[str, object]] = [
    {"sticky": True},
    {"commented": True},
    {"tag": ["a"]},
    {"search": "night"},
    {"sticky": True, "tag": ["a"]},
]


def plans_of(asking: Asking, query: str) -> list[Plan]:
    """Those used last at the end."""
    document = asking.executor.documents.find(query)
    assert document
    return list(document.plans.values())


async def test_the_plans_that_were_used_last_stay(reader: Asking) -> None:
    asking, names = Asking(reader.database, by_plan=True), "abcd"
    query = f"""query ({" ".join(f"${n}: Boolean!" for n in names)}) {{
      site {{ {" ".join(f"{n}: title @include(if: ${n})" for n in names)} title }}
    }}"""

    async def asked(number: int) -> Plan:
        given = {name: bool(number >> at & 1) for at, name in enumerate(names)}
        assert (await asking.run(query, given)).planned
        return plans_of(asking, query)[-1]

    kept = await asked(0)
    for number in range(1, 2 * MOST_PLANS):
        await asked(number)
        assert await asked(0) is kept
    assert len(plans_of(asking, query)) == MOST_PLANS


async def test_the_statements_of_a_plan_that_were_used_last_stay(reader: Asking) -> None:
    asking = Asking(reader.database, by_plan=True)
    query = """query ($order: PostOrder! = NEWEST, $where: PostWhere) {
      posts(first: 1, orderBy: $order, where: $where) { nodes { id } }
    }"""

    async def asked(**given: object) -> None:
        assert (await asking.run(query, given)).planned

    await asked()
    [plan] = plans_of(asking, query)
    shaped = plan.stages[0]._shaped
    [kept] = shaped.values()
    for order in ORDERS:
        for where in FILTERS:
            await asked(order=order, where=where)
            await asked()
            assert list(shaped.values())[-1] is kept
    assert len(ORDERS) * len(FILTERS) > MOST_SHAPES == len(shaped)


async def test_a_plan_keeps_nothing_of_a_request(reader: Asking) -> None:
    asking = Asking(reader.database, by_plan=True)
    query = "query ($slug: String!) { post(by: { slug: $slug }) { title } }"
    assert (await asking.run(query, {"slug": "secret"})).planned
    [plan] = plans_of(asking, query)
    assert "secret" not in repr(vars(plan))
