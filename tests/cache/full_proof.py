"""Proves the response cache: who asks it gets what the database says, byte for byte.

python -m tests.cache.full_proof --writes 2000 --operations 300
python -m tests.cache.full_proof --writes 50 --operations 50 --share 0.3 --seed 7

Two services with the cache and one without stand on one database. After each random write, made
through the first, that one is asked all standing operations, and 100 ms later the second. Exits
with 1 for an answer that differs from the uncached one; the seed, the write and both are printed.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import sys
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import orjson

from gql.operation.request import GraphQLRequest
from tests.bench.datasets import open_server
from tests.cache.proof import STEADY, demo_database
from tests.cache.standing_operations import standing_operations
from tests.cache.writes import IMPORT, Writes
from tests.generating.demo import sample_values_of
from tests.http_site import Site, start_site
from tests.operation_client import open_client
from tests.schema.row_factories import owner_connection

CACHE_BYTES = 64 * 2**20
HEARD_WITHIN = 0.1  # seconds until the other process answers what is new
# a post may appear by its time between two answers that are compared
WRITER_TRIES = 3
# beyond this many the other is wrong, and not only late, as on a machine that is busy with more
OTHER_TRIES = 200
# each process learns by itself how large tables are, and estimates other costs until it does
REFUSED = b'"code":"COST_LIMIT"'
HEADERS = {"accept": "application/graphql-response+json"}
SETTINGS: dict[str, Any] = {
    # all are asked in turn: with less room, each document had gone before it was asked again, and
    # what the reference path answers is not kept
    "document_cache": 20_000,
    "comments_per_minute": 10**6,
    "comments_per_minute_on_post": 10**6,
    "hold_comments": "none",
    "log_level": "error",
}


@dataclass
class CacheProof:
    """The services: that which writes, the other with a cache, and the one without."""

    writer: Site
    other: Site
    uncached: Site
    requests: Sequence[GraphQLRequest]
    failures: list[str] = field(default_factory=list)
    statuses: Counter[str] = field(default_factory=Counter)

    async def fill(self) -> None:
        """Ask so often that all that may be kept is."""
        for _ in range(3):
            for request in self.requests:
                for site in (self.writer, self.other):
                    await _ask(site, request)

    async def check(self, written: str, acknowledged: float) -> None:
        """Compare the answers of all, of the other service a little later."""
        # an import is another process: nobody tells this one before it answers
        tries = OTHER_TRIES if IMPORT in written else WRITER_TRIES
        expected = [
            await self._compare(self.writer, request, f"the writer after {written}", tries)
            for request in self.requests
        ]
        await asyncio.sleep(max(0.0, acknowledged + HEARD_WITHIN - time.monotonic()))
        for request, body in zip(self.requests, expected, strict=True):
            await self._compare(
                self.other, request, f"the other after {written}", OTHER_TRIES, body
            )

    async def _compare(
        self, site: Site, request: GraphQLRequest, what: str, tries: int, known: bytes = b""
    ) -> bytes:
        """The uncached answer, which a service has to give; `known`: what it was a moment ago."""
        for number in range(tries):
            body, status = await _ask(site, request)
            # nothing but the clock may have changed it since
            expected = known if body == known else (await _ask(self.uncached, request))[0]
            if body == expected or _fail_alike(body, expected):
                self.statuses[status] += 1
                self.statuses["late"] += number > 0
                return expected
            await asyncio.sleep(0.01 * (number > 0))
        self.failures.append(
            f"{what}: {status}\n{request.query}\n{request.variables}\n"
            f"{body.decode()[:1500]}\n{expected.decode()[:1500]}"
        )
        return expected


def _fail_alike(body: bytes, expected: bytes) -> bool:
    """Whether both are no answer for a cache, for the same reasons.

    Fields fail in the order in which their statements are answered.
    """
    if REFUSED in body and REFUSED in expected:
        return True
    both = [orjson.loads(one) for one in (body, expected)]
    errors = [sorted(map(repr, one.pop("errors", ()))) for one in both]
    return bool(errors[0]) and errors[0] == errors[1] and both[0] == both[1]


async def _ask(site: Site, request: GraphQLRequest) -> tuple[bytes, str]:
    body = {
        "query": request.query,
        "variables": request.variables,
        "operationName": request.operation_name,
    }
    response = await site.client.post("/graphql", json=body, headers=HEADERS)
    # of several words, the first says whether it was a hit
    status = response.headers.get("cache-status", "").partition(";")[2].split("=")[0].strip()
    return response.content, status


async def prove_cache(
    url: str, seed: int, writes: int, generated: int, *, share: float = 1.0, quiet: bool = True
) -> CacheProof:
    """Run the proof on a demo database; ends with the first failure."""
    async with open_client(url) as reader:
        samples = await sample_values_of(url, reader)
    async with (
        owner_connection(url) as owner,
        start_site(url, cache_bytes=CACHE_BYTES, **SETTINGS) as writer,
        start_site(url, cache_bytes=CACHE_BYTES, **SETTINGS) as other,
        start_site(url, **SETTINGS) as uncached,
    ):
        for statement in STEADY:
            await owner.execute(statement)
        made = Writes(writer, owner, random.Random(seed))
        await made.sign_in()
        requests = list(standing_operations(seed, samples, generated, share))
        proof = CacheProof(writer, other, uncached, requests)
        await proof.fill()
        for number in range(writes):
            written = await made.write()
            await proof.check(f"{number} of seed {seed}: {written}", time.monotonic())
            if not quiet and number % 20 == 19:
                print(number + 1, dict(proof.statuses), flush=True)
            if proof.failures:
                break
        return proof


async def _run(server: str, chosen: argparse.Namespace) -> int:
    async with demo_database(server) as url:
        proof = await prove_cache(
            url,
            chosen.seed,
            chosen.writes,
            chosen.operations,
            share=chosen.share,
            quiet=False,
        )
    print(dict(proof.statuses), *proof.failures, sep="\n\n")
    return bool(proof.failures)


def main() -> None:
    """Run, print the answers that differ, and exit with 1 if there is one."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.cache.full_proof",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--writes", type=int, default=2_000)
    parser.add_argument("--operations", type=int, default=300, help="generated ones")
    parser.add_argument("--share", type=float, default=1.0, help="of the other operations")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--database-url", help="a server to use instead of the embedded one")
    chosen = parser.parse_args()
    with open_server(chosen.database_url) as server:
        sys.exit(asyncio.run(_run(server, chosen)))


if __name__ == "__main__":
    main()
