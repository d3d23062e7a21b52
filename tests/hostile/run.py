"""Attacks a service while an honest client asks it: before, during, after."""

from __future__ import annotations

import asyncio
import math
import multiprocessing
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

import psutil

from tests.bench.story import STORIES
from tests.hostile.bodies import story_bodies
from tests.hostile.clients import Attacks, Honest, ask_honestly, attack
from tests.hostile.report import Footprint, HostileReport, LoopHeld
from tests.hostile.target import Target, find_target
from tests.metrics_page import samples_by_series
from tests.service_process import Service

RATE = 20.0  # honest requests a second
REST = 5.0  # seconds after the attack until files and memory are counted
WARM_UP_SEED = 10**6
ERROR = '"level":"error"'  # in a line of the log
BUCKET = "quire_loop_held_seconds_bucket le="


@dataclass(frozen=True, slots=True)
class Plan:
    """How a service is attacked, for so many seconds.

    `warm_up`: under attack, too, as what a first use takes for good is no growth: processes that
    render, connections to the database. `alone`: the honest client without attackers.
    """

    connections: int = 20
    seconds: float = 600.0
    warm_up: float = 10.0
    alone: float = 20.0
    seed: int = 0


async def attack_publication(database_url: str, plan: Plan) -> HostileReport:
    """Start a service on a database, which is changed, and attack it."""
    bodies = await story_bodies(database_url, STORIES)
    service = Service("--database-url", database_url, with_coverage=False, log_format="json")
    try:
        parts = urlsplit(service.url)
        target = await find_target(database_url, "127.0.0.1", parts.port or 80)
        url = f"http://127.0.0.1:{parts.port}/graphql"
        warming = replace(plan, seconds=plan.warm_up, seed=plan.seed + WARM_UP_SEED)
        await _attack(url, target, bodies, warming)
        await asyncio.sleep(REST)
        before = footprint(service)
        start = ticks(service)
        alone = await ask_honestly(url, bodies, RATE, plan.alone)
        middle = ticks(service)
        psutil.cpu_percent()  # the next call answers for the time since this one
        honest, attacks = await _attack(url, target, bodies, plan)
        machine_busy = psutil.cpu_percent() / 100
        end = ticks(service)
        await asyncio.sleep(REST)
        after = footprint(service)
    finally:
        _, said = await asyncio.to_thread(service.stop)
    return HostileReport(
        alone=alone,
        honest=honest,
        held_alone=_between(start, middle),
        held=_between(middle, end),
        attacks=attacks,
        before=before,
        after=after,
        log_errors=[line[:2_000] for line in said.splitlines() if ERROR in line],
        machine_busy=machine_busy,
    )


async def _attack(
    url: str, target: Target, bodies: Sequence[bytes], plan: Plan
) -> tuple[Honest, Attacks]:
    loop, context = asyncio.get_running_loop(), multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, context) as pool:
        attackers = loop.run_in_executor(
            pool, attack, target, plan.connections, plan.seconds, plan.seed
        )
        honest = await ask_honestly(url, bodies, RATE, plan.seconds)
        return honest, await attackers


def footprint(service: Service) -> Footprint:
    """What the processes of a service hold now."""
    main = psutil.Process(service.process.pid)
    below = main.children(recursive=True)
    return Footprint(
        memory=main.memory_info().rss,
        below=sum(one.memory_info().rss for one in below),
        files=sum(one.num_fds() for one in (main, *below)),
    )


def ticks(service: Service) -> dict[float, int]:
    """How often the loop was held at most so many seconds, as the service counts it."""
    samples = samples_by_series(service.fetch("/metrics"))
    return {
        float(name.removeprefix(BUCKET)): int(value)
        for name, value in samples.items()
        if name.startswith(BUCKET)
    }


def _between(first: dict[float, int], second: dict[float, int]) -> LoopHeld:
    """The ticks of each bucket alone: those of the metric hold the smaller ones too."""
    counted, total = {}, 0
    for bound in sorted(second):
        number = second[bound] - first.get(bound, 0)
        counted[math.inf if math.isinf(bound) else bound] = number - total
        total = number
    return LoopHeld(counted)
