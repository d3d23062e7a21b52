"""The render queues: their bounds and order, and what becomes of a job, its caller and its process."""

from __future__ import annotations

import asyncio
import os
import pickle
import signal
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from gql.content.text import render_process, render_queue
from gql.content.text.render_queue import MAX_INLINE_LENGTH, MAX_QUEUED, RenderQueue
from gql.errors import BadInput, LimitExceeded, RenderQueueFull, TooComplex

pytestmark = pytest.mark.slow(10)  # each process takes half a second to start

LONG = MAX_INLINE_LENGTH + 1


@pytest.fixture
def queue() -> Iterator[RenderQueue]:
    queue = RenderQueue("for tests")
    queue.configure(processes=1, seconds=30.0)
    yield queue
    queue.close()


@pytest.fixture
def gate(tmp_path: Path) -> Path:
    """A pipe: a job that reads it waits until somebody has written to it."""
    os.mkfifo(tmp_path / "gate")
    return tmp_path / "gate"


async def opened(gate: Path) -> None:
    """Let the job that reads this pipe end."""
    await asyncio.to_thread(gate.write_text, "go on")


async def test_a_short_text_is_rendered_in_place_and_a_long_one_in_another_process(
    queue: RenderQueue,
) -> None:
    assert await queue.run(os.getpid, length=MAX_INLINE_LENGTH) == os.getpid()
    process = await queue.run(os.getpid, length=LONG)
    assert process != os.getpid()
    assert await queue.run(os.getpid, length=LONG) == process


async def test_a_full_queue_refuses_at_once(queue: RenderQueue, gate: Path) -> None:
    waiting = [asyncio.create_task(queue.run(gate.read_text, length=LONG))]
    waiting += [asyncio.create_task(queue.run(len, "a", length=LONG)) for _ in range(1, MAX_QUEUED)]
    # one turn of the event loop, so that every task has submitted its job
    await asyncio.sleep(0)
    with pytest.raises(RenderQueueFull):
        await queue.run(len, "a", length=LONG)
    await opened(gate)
    await asyncio.gather(*waiting)
    assert await queue.run(len, "a", length=LONG) == 1


async def test_a_cancelled_waiting_job_frees_its_place_and_never_runs(
    queue: RenderQueue, gate: Path, tmp_path: Path
) -> None:
    first = asyncio.create_task(queue.run(gate.read_text, length=LONG))
    made = [tmp_path / str(number) for number in range(MAX_QUEUED - 1)]
    tasks = [asyncio.create_task(queue.run(path.mkdir, length=LONG)) for path in made]
    await asyncio.sleep(0)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    last = asyncio.create_task(queue.run(len, "a", length=LONG))
    await opened(gate)
    await asyncio.gather(first, last)
    assert not any(path.exists() for path in made)


async def test_a_cancelled_running_job_frees_its_place_when_it_ends(
    queue: RenderQueue, gate: Path
) -> None:
    task = asyncio.create_task(queue.run(gate.read_text, length=LONG))
    # opening a pipe for writing waits until the job has opened it for reading
    end = await asyncio.to_thread(os.open, gate, os.O_WRONLY)
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task
    os.close(end)
    assert [await queue.run(len, "a", length=LONG) for _ in range(MAX_QUEUED + 1)] == [1] * (
        MAX_QUEUED + 1
    )


@pytest.mark.parametrize(
    "error",
    [
        BadInput("No.", field=["content"]),
        LimitExceeded("comment", requested=2, allowed=1, what="Too long"),
        ValueError("no"),
    ],
    ids=repr,
)
async def test_an_exception_reaches_the_caller_as_it_was(
    queue: RenderQueue, error: Exception
) -> None:
    with pytest.raises(type(error)) as raised:
        await queue.run(raises, error, length=LONG)
    assert (raised.value.args, vars(raised.value)) == (error.args, vars(error))
    assert await queue.run(len, "a", length=LONG) == 1


async def test_a_job_over_its_time_is_ended_with_its_process_and_the_next_has_another(
    queue: RenderQueue, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(render_process, "MAX_WAIT", 300.0)  # however busy this machine is
    process = await queue.run(os.getpid, length=LONG)
    queue.configure(processes=1, seconds=0.1)
    with pytest.raises(TooComplex):
        await queue.run(sum, range(10**12), length=LONG)
    assert not is_running(process)
    assert await queue.run(os.getpid, length=LONG) != process


async def test_a_job_that_gets_no_cpu_time_is_refused_for_now(
    queue: RenderQueue, gate: Path
) -> None:
    process = await queue.run(os.getpid, length=LONG)
    queue.configure(processes=1, seconds=0.1)
    with pytest.raises(RenderQueueFull):
        await queue.run(gate.read_text, length=LONG)
    assert not is_running(process)


async def test_a_job_that_takes_too_much_memory_ends_and_nothing_else_does(
    queue: RenderQueue,
) -> None:
    process = await queue.run(os.getpid, length=LONG)
    with pytest.raises(TooComplex):
        await queue.run(bytes, 1 << 40, length=LONG)
    assert not is_running(process)
    assert await queue.run(len, "a", length=LONG) == 1


async def test_a_process_that_was_killed_while_idle_costs_no_job(queue: RenderQueue) -> None:
    process = await queue.run(os.getpid, length=LONG)
    os.kill(process, signal.SIGKILL)
    await asyncio.to_thread(os.waitid, os.P_PID, process, os.WEXITED | os.WNOWAIT)
    assert await queue.run(len, "a", length=LONG) == 1


async def test_a_job_whose_process_dies_is_refused(queue: RenderQueue) -> None:
    with pytest.raises(TooComplex):
        await queue.run(signal.raise_signal, signal.SIGKILL, length=LONG)


async def test_a_process_is_replaced_after_some_jobs(
    queue: RenderQueue, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(render_queue, "MAX_JOBS", 2)
    processes = [await queue.run(os.getpid, length=LONG) for _ in range(4)]
    assert processes[0] == processes[1] != processes[2] == processes[3]
    assert not is_running(processes[0])


async def test_as_many_jobs_run_at_once_as_there_are_processes(
    queue: RenderQueue, tmp_path: Path
) -> None:
    queue.configure(processes=2, seconds=30.0)
    gates = [tmp_path / name for name in "ab"]
    for gate in gates:
        os.mkfifo(gate)
    tasks = [asyncio.create_task(queue.run(gate.read_text, length=LONG)) for gate in gates]
    # the second first: it can be opened only because it runs beside the other
    for gate in reversed(gates):
        await opened(gate)
    assert await asyncio.gather(*tasks) == ["go on", "go on"]


async def test_closing_ends_idle_and_busy_processes(queue: RenderQueue, gate: Path) -> None:
    queue.configure(processes=2, seconds=30.0)
    idle = await queue.run(os.getpid, length=LONG)
    busy = asyncio.create_task(queue.run(gate.read_text, length=LONG))
    end = await asyncio.to_thread(os.open, gate, os.O_WRONLY)
    queue.close()
    os.close(end)
    with pytest.raises(TooComplex):
        await busy
    assert not is_running(idle)


async def test_processes_that_cannot_be_started_refuse_for_now(
    queue: RenderQueue, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.executable", "/nowhere/python")
    with pytest.raises(RenderQueueFull):
        await queue.run(len, "a", length=LONG)
    monkeypatch.setattr("sys.executable", "/bin/false")
    with pytest.raises(RenderQueueFull):
        await queue.run(len, "a", length=LONG)


def test_every_refusal_can_be_pickled() -> None:
    error = pickle.loads(pickle.dumps(RenderQueueFull("Later.", retryAfter=2)))  # noqa: S301
    assert (error.message, error.extensions) == ("Later.", {"retryAfter": 2})


def raises(error: Exception) -> None:
    raise error


def is_running(process: int) -> bool:
    """Whether a process is there, and not one that has ended and waits for its parent."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True
