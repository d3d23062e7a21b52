"""What a run has found: a table for people, and the promises that were broken."""

from __future__ import annotations

from dataclasses import dataclass

from gql.loop_watch import MAX_HELD_SECONDS
from tests.hostile.clients import Attacks, Honest

MAX_P99 = 0.25  # seconds
MAX_MEMORY_GROWTH = 64 * 2**20  # bytes
MAX_FILES_GROWTH = 10


@dataclass(frozen=True, slots=True)
class Footprint:
    """The resident bytes and open files of the service, and of the processes below it."""

    memory: int
    below: int
    files: int


@dataclass(frozen=True, slots=True)
class LoopHeld:
    """How often the loop was late, by the bucket of the metric: its upper bound in seconds."""

    ticks: dict[float, int]

    @property
    def longest(self) -> float:
        """The upper bound of the last bucket that is not empty."""
        return max((bound for bound, number in self.ticks.items() if number), default=0.0)

    @property
    def too_long(self) -> int:
        """How often it was held for longer than is promised."""
        return sum(number for bound, number in self.ticks.items() if bound > MAX_HELD_SECONDS)


@dataclass(frozen=True, slots=True)
class HostileReport:
    """`alone`: the honest client before the attack, with which `honest` can be compared.

    `machine_busy`: the share of all processors that was used meanwhile, 0 to 1. Near 1, the times
    are also those of whatever else the machine did.
    """

    alone: Honest
    honest: Honest
    held_alone: LoopHeld
    held: LoopHeld
    attacks: Attacks
    before: Footprint
    after: Footprint
    log_errors: list[str]
    machine_busy: float

    @property
    def memory_growth(self) -> int:
        """Bytes that the service has more after the attack than before."""
        return self.after.memory - self.before.memory

    @property
    def files_growth(self) -> int:
        """Files that the service has open after the attack beside those before."""
        return self.after.files - self.before.files

    @property
    def faults(self) -> list[str]:
        """What is wrong on however slow a machine: answers of 500, errors in the log, refusals."""
        return [
            *(f"fault: {fault}" for fault in self.attacks.faults),
            *(f"log: {line}" for line in self.log_errors),
            *(f"honest request refused: {refusal}" for refusal in self.honest.refused),
        ]

    @property
    def broken_promises(self) -> list[str]:
        """A line for each."""
        late, held = self.honest.latency(0.99), self.held.too_long
        lines = (
            (late > MAX_P99, f"honest p99 is {late * 1e3:.0f} ms"),
            (held > 0, f"the loop was held for over {MAX_HELD_SECONDS * 1e3:.0f} ms, {held} times"),
            (self.memory_growth > MAX_MEMORY_GROWTH, "memory has grown"),
            (self.files_growth > MAX_FILES_GROWTH, "more files are open than before"),
        )
        return [*self.faults, *(line for is_broken, line in lines if is_broken)]

    def __str__(self) -> str:
        width = max(map(len, self.attacks.outcomes), default=0)
        rows = sorted(self.attacks.outcomes.items())
        return "\n".join(
            [
                *(f"{name:{width}}  {n.total():6}  {_statuses(n)}" for name, n in rows),
                f"{'all attacks':{width}}  {self.attacks.sent:6}",
                "",
                f"honest client alone  {_times(self.alone)}",
                f"  during the attack  {_times(self.honest)}",
                f"loop held alone      {_held(self.held_alone)}",
                f"  during the attack  {_held(self.held)}",
                f"memory of service    {_mib(self.before.memory)} → {_mib(self.after.memory)} MiB",
                f"  of its renderers   {_mib(self.before.below)} → {_mib(self.after.below)} MiB",
                f"open files           {self.before.files} → {self.after.files}",
                f"processors in use    {self.machine_busy:.0%}",
            ]
        )


def _statuses(outcomes: dict[str, int]) -> str:
    return ", ".join(f"{outcome}: {number}" for outcome, number in sorted(outcomes.items()))


def _times(honest: Honest) -> str:
    p50, p99, worst = (honest.latency(share) * 1e3 for share in (0.5, 0.99, 0.99999))
    return (
        f"{len(honest.latencies)} requests, {len(honest.refused)} refused, "
        f"p50 {p50:.0f} ms, p99 {p99:.0f} ms, longest {worst:.0f} ms"
    )


def _held(held: LoopHeld) -> str:
    total = sum(held.ticks.values())
    longest = f"{held.longest * 1e3:.0f}"
    return f"up to {longest} ms; over 50 ms {held.too_long} times of {total}"


def _mib(size: int) -> int:
    return size >> 20
