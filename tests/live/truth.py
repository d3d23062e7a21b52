"""Proves live queries: once nothing moves, what each watcher holds is what a fresh answer says.

python -m tests.live.truth                          # 300 live queries, 1,000 random writes
python -m tests.live.truth --writes 50 --operations 40 --seed 7

The writes go to one process, and another has the live queries, of strangers and of an editor. After
some writes it is waited until nothing has been sent for a second; then all are asked anew. Exits
with 1 for a watcher that holds another answer, or was sent one that did not differ.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import sys
import time
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field, replace
from itertools import pairwise

from graphql import DirectiveNode, NameNode, OperationDefinitionNode, parse, print_ast

from gql.live.answer_bytes import answer_bytes
from gql.operation.request import GraphQLRequest
from gql.viewer import Role
from tests.bench.datasets import open_server
from tests.cache.full_proof import SETTINGS
from tests.cache.proof import STEADY, demo_database
from tests.cache.standing_operations import standing_operations
from tests.cache.writes import Writes
from tests.generating.demo import sample_values_of
from tests.http_site import start_site
from tests.live.live_site import Headers, Process, Reading, process
from tests.operation_client import open_client
from tests.schema.row_factories import owner_connection

QUIET_SECONDS, DAY = 1.0, 86_400
ROUND = 10  # writes, before it is waited for quiet
TRIES = 3  # a post may appear by its time while the answers are compared
OF_EDITOR = 4  # one of so many watchers is signed in


@dataclass
class Watcher:
    """A live query, who watches it, and the query that it is asked anew by."""

    request: GraphQLRequest
    headers: Headers
    reading: Reading
    checked: int = 0


@dataclass
class Truth:
    """What the proof has found."""

    answers: int = 0
    compared: int = 0
    failures: list[str] = field(default_factory=list)


async def prove_live(
    url: str, seed: int, writes: int, operations: int, *, quiet: bool = True
) -> Truth:
    """Run the proof on a demo database; ends with the first failure."""
    rng, truth = random.Random(seed), Truth()
    async with AsyncExitStack() as stack:
        samples = await sample_values_of(url, await stack.enter_async_context(open_client(url)))
        owner = await stack.enter_async_context(owner_connection(url))
        for statement in STEADY:
            await owner.execute(statement)
        writer = await stack.enter_async_context(start_site(url, **SETTINGS))
        watching = await stack.enter_async_context(
            process(url, log_level="error", access_token_seconds=DAY)
        )
        made = Writes(writer, owner, rng)
        await made.sign_in()
        editor = await watching.sign_in("watching@blog.example", Role.EDITOR)
        requests = list(standing_operations(seed, samples, operations // 2))
        watchers = await _watch(
            watching, rng.sample(requests, min(operations, len(requests))), editor
        )
        for number in range(writes):
            written = await made.write()
            if number % ROUND == ROUND - 1 or number == writes - 1:
                await _compare(watching, watchers, f"{number} of seed {seed}: {written}", truth)
                if not quiet:
                    print(number + 1, truth.answers, "answers", flush=True)
                if truth.failures:
                    break
        for one in watchers:
            await one.reading.close()
    return truth


async def _watch(
    watching: Process, requests: Sequence[GraphQLRequest], editor: Headers
) -> list[Watcher]:
    watchers = []
    for place, request in enumerate(requests):
        headers = editor if place % OF_EDITOR == 0 else {}
        live = _live(request)
        opened = await watching.open_request(live, headers)
        if opened is not None:
            # blanks in its place: errors tell where they are
            asked = replace(live, query=live.query.replace("@live", "     "))
            watchers.append(Watcher(asked, headers, opened))
    return watchers


def _live(request: GraphQLRequest) -> GraphQLRequest:
    """The same, marked @live; its name is kept."""
    tree = parse(request.query)
    live = DirectiveNode(name=NameNode(value="live"), arguments=())
    definitions = [
        replace(node, directives=(*(node.directives or ()), live))
        if isinstance(node, OperationDefinitionNode)
        else node
        for node in tree.definitions
    ]
    text = print_ast(replace(tree, definitions=tuple(definitions)))
    return GraphQLRequest(text, request.operation_name, request.variables)


async def _compare(
    watching: Process, watchers: Sequence[Watcher], written: str, truth: Truth
) -> None:
    for number in range(TRIES):
        await _quiet(watchers)
        differing = [one for one in watchers if not await _is_true(watching, one)]
        truth.compared += len(watchers)
        if not differing:
            break
        if number == TRIES - 1:
            truth.failures += [
                f"WRITE {written}\n{one.request.query}\n{one.request.variables}\n"
                f"HOLDS {one.reading.answers[-1].body.decode()[:1500]}\n"
                f"FRESH {(await _fresh(watching, one)).decode()[:1500]}"
                for one in differing[:3]
            ]
    for one in watchers:
        sent = one.reading.answers[max(0, one.checked - 1) :]
        truth.answers += len(one.reading.answers) - one.checked
        one.checked = len(one.reading.answers)
        if any(before.body == after.body for before, after in pairwise(sent)):
            truth.failures.append(f"WRITE {written}\nsent twice: {one.request.query}")


async def _quiet(watchers: Sequence[Watcher]) -> None:
    """Wait until nothing was sent for QUIET_SECONDS."""
    count, since = -1, time.monotonic()
    while time.monotonic() - since < QUIET_SECONDS:
        now = sum(len(one.reading.answers) for one in watchers)
        if now != count:
            count, since = now, time.monotonic()
        await asyncio.sleep(QUIET_SECONDS / 20)


async def _is_true(watching: Process, one: Watcher) -> bool:
    return one.reading.answers[-1].body == await _fresh(watching, one)


async def _fresh(watching: Process, one: Watcher) -> bytes:
    service = watching.service
    context = await service.contexts.create(None, one.headers)
    return answer_bytes(await service.executor.run(one.request, context), context.max_response)


async def _run(server: str, chosen: argparse.Namespace) -> int:
    async with demo_database(server) as url:
        truth = await prove_live(url, chosen.seed, chosen.writes, chosen.operations, quiet=False)
    print(f"{truth.answers:,} answers, {truth.compared:,} compared", *truth.failures, sep="\n\n")
    return bool(truth.failures)


def main() -> None:
    """Run, print what is not true, and exit with 1 if there is something."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.live.truth",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--writes", type=int, default=1_000)
    parser.add_argument("--operations", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--database-url", help="a server to use instead of the embedded one")
    chosen = parser.parse_args()
    with open_server(chosen.database_url) as server:
        sys.exit(asyncio.run(_run(server, chosen)))


if __name__ == "__main__":
    main()
