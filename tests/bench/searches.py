"""How long searches take at 10,000 posts and 200,000 comments: those of tests/types/search_texts.py.

python -m tests.bench.searches    # some three minutes

Each is answered by a plan, with totals, texts and highlights. The worst, of words that most
comments have, are shown besides. Exits with 1 when the 99th percentile is over MAX_P99.
"""

from __future__ import annotations

import asyncio
import time

from gql import logs
from tests.bench.datasets import generated_publication, open_server
from tests.bench.generate import Size
from tests.operation_client import OperationClient, open_client
from tests.schema.row_factories import entry, owner_connection
from tests.types.search_texts import TABLE, TEXTS

MAX_P99 = 0.05  # seconds
ROUNDS = 5
SHOWN = 5
QUERY = """query ($words: String!) {
  search(query: $words, first: 20) {
    totalCount
    totalCountIsExact
    edges { highlight node { __typename ... on Post { title } ... on Comment { content } } }
  }
}"""
WORST = [
    "open",
    "win",
    "open answer garden",
    '"open answer"',
    "open -answer",
    "open or answer or garden or paper or market or editor or window or letter",
]


async def add_texts(url: str) -> None:
    """Add the texts of many languages to a generated publication."""
    async with owner_connection(url) as owner:
        author = await owner.fetchval("select min(id) from author")
        for slug, (language, title, text) in TEXTS.items():
            await entry(
                owner, author, slug=slug, uri=f"/{slug}/", language=language, title=title, content_text=text
            )  # fmt: skip
        await owner.execute("vacuum analyze")


async def seconds(client: OperationClient, searches: list[str]) -> dict[str, list[float]]:
    """How long each search took, in all rounds but the first."""
    found: dict[str, list[float]] = {words: [] for words in searches}
    for number in range(ROUNDS + 1):
        for words, taken in found.items():
            start = time.perf_counter()
            result = await client.run(QUERY, {"words": words})
            assert not result.errors, result.errors
            if number:
                taken.append(time.perf_counter() - start)
    return found


def percentile(found: dict[str, list[float]], share: float) -> float:
    """So many of all searches took no longer."""
    every = sorted(one for taken in found.values() for one in taken)
    return every[int(len(every) * share)]


def report(title: str, found: dict[str, list[float]]) -> str:
    """Percentiles, and the searches that took longest."""
    slowest = sorted(((min(taken), words) for words, taken in found.items()), reverse=True)
    head = ", ".join(
        f"p{share * 100:.0f} {percentile(found, share) * 1e3:.1f} ms" for share in (0.5, 0.99)
    )
    lines = [f"{took * 1e3:9.1f} ms  {words[:60]}" for took, words in slowest[:SHOWN]]
    return "\n".join((f"{title}: {head}", *lines))


async def measure(server: str) -> bool:
    """Print both tables; whether the bound holds."""
    async with generated_publication(server, Size()) as url:
        await add_texts(url)
        async with open_client(url) as client:
            planned = OperationClient(client.database, by_plan=True)
            usual = await seconds(planned, [words for words, _ in TABLE])
            worst = await seconds(planned, WORST)
    print(report(f"{len(usual)} searches", usual))
    print(report("very common words", worst))
    return percentile(usual, 0.99) <= MAX_P99


if __name__ == "__main__":
    logs.configure("console", "error")
    with open_server(None) as server:
        raise SystemExit(not asyncio.run(measure(server)))
