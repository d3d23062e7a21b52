"""Some hostile seconds, without judging the machine's pace, and what the program makes of them."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest

from gql.viewer import Role
from tests.bench.datasets import generated_publication
from tests.bench.generate import Size
from tests.hostile.attack import operation
from tests.hostile.clients import Attacks, Honest
from tests.hostile.drawing import KINDS, draw
from tests.hostile.report import (
    MAX_FILES_GROWTH,
    MAX_MEMORY_GROWTH,
    Footprint,
    HostileReport,
    LoopHeld,
)
from tests.hostile.run import Plan, attack_publication
from tests.hostile.target import Target

TARGET = Target("127.0.0.1", 1, dict.fromkeys(Role, "t"), ["p1", "p2"], ["c1", "c2", "c3"])
SMALL = Size(authors=20, posts=100, pages=5, media=10, comments=1_500, deep_post=500, likes=100)
# on a machine however slow, nothing of an honest client times out
SETTINGS = {"REQUEST_TIMEOUT": "120", "STATEMENT_TIMEOUT": "20", "ACQUIRE_TIMEOUT": "60"}
MAX_CONNECTIONS = 40  # to the database, of which a short warm-up may not have opened all
MAX_TIMES_SLOWER = 50  # the median of the honest client: it is a few times as long


@pytest.mark.slow(40)
@pytest.mark.untraced
async def test_attacks_of_every_kind_leave_the_service_to_others(
    server_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in SETTINGS.items():
        monkeypatch.setenv(f"QUIRE_{name}", value)
    plan = Plan(seconds=6, warm_up=3, alone=2, seed=Random().randrange(10**6))
    async with generated_publication(server_url, SMALL) as url:
        report = await attack_publication(url, plan)
    print(f"seed {plan.seed}\n{report}")

    assert report.faults == []
    assert len(report.attacks.outcomes) == len(KINDS)
    assert report.files_growth <= MAX_FILES_GROWTH + MAX_CONNECTIONS
    assert report.memory_growth <= 2 * MAX_MEMORY_GROWTH
    assert report.honest.latency(0.5) < MAX_TIMES_SLOWER * report.alone.latency(0.5)


def test_a_seed_draws_the_same_attack_again_and_another_draws_another() -> None:
    first, second = ([draw(seed, TARGET) for seed in range(1_000)] for _ in range(2))
    assert first == second
    assert len({one.request for one in first}) > 700


def test_an_attack_that_is_not_mutated_is_a_whole_request() -> None:
    head, _, body = operation("{ a }", "token", n=1).request().partition(b"\r\n\r\n")
    assert b"Content-Length: %d" % len(body) in head
    assert b"Authorization: Bearer token" in head
    assert body == b'{"query": "{ a }", "variables": {"n": 1}}'


GOOD = HostileReport(
    alone=Honest([0.01] * 200),
    honest=Honest([0.02] * 199 + [0.3]),
    held_alone=LoopHeld({0.01: 100}),
    held=LoopHeld({0.01: 90, 0.05: 10, 0.1: 0}),
    attacks=Attacks(),
    before=Footprint(100 << 20, 0, 30),
    after=Footprint(160 << 20, 0, 40),
    log_errors=[],
    machine_busy=0.5,
)
BROKEN = {
    "honest p99": replace(GOOD, honest=Honest([0.02] * 190 + [0.3] * 10)),
    "the loop was held": replace(GOOD, held=LoopHeld({0.01: 99, 0.1: 1})),
    "memory": replace(GOOD, after=replace(GOOD.after, memory=165 << 20)),
    "more files": replace(GOOD, after=replace(GOOD.after, files=41)),
    "fault": replace(GOOD, attacks=Attacks(faults=["seed 1"])),
    "log": replace(GOOD, log_errors=["Traceback"]),
    "honest request refused": replace(GOOD, honest=Honest([0.02], ["503"])),
}


def test_a_run_within_all_bounds_breaks_no_promise() -> None:
    assert GOOD.broken_promises == []
    assert "p99 20 ms" in str(GOOD)


@pytest.mark.parametrize("what", BROKEN)
def test_each_promise_that_is_broken_is_named(what: str) -> None:
    [line] = BROKEN[what].broken_promises
    assert line.startswith(what)
