"""The processes in which `quire serve` renders long texts: they end with it, however it ends."""

from __future__ import annotations

import signal

import psutil
import pytest

from gql.content.text.render_queue import MAX_INLINE_LENGTH
from gql.engine import encode_id
from tests.schema import row_factories
from tests.service_process import Service

pytestmark = pytest.mark.slow(12)

LONG = "Some *words* and others. " * (MAX_INLINE_LENGTH // 10)


@pytest.mark.parametrize(
    ("workers", "number"),
    [("1", signal.SIGTERM), ("1", signal.SIGINT), ("1", signal.SIGKILL), ("2", signal.SIGTERM)],
)
async def test_rendering_processes_end_with_the_service(
    empty_database: str,
    start: type[Service],
    monkeypatch: pytest.MonkeyPatch,
    workers: str,
    number: signal.Signals,
) -> None:
    monkeypatch.setenv("PYTHONWARNINGS", "default::ResourceWarning")
    async with row_factories.owner_connection(empty_database) as owner:
        post = await row_factories.entry(owner, await row_factories.author(owner, is_public=True))
    service = start("--workers", workers, "--database-url", empty_database)
    assert rendering(service) == []  # none before it is needed
    comment_at_length(service, encode_id("Post", post))
    processes = rendering(service)
    assert len(processes) == 1
    _, said = service.stop(number)
    assert psutil.wait_procs(processes, timeout=10)[1] == []
    assert "Traceback" not in said
    assert "Warning" not in said


async def test_a_service_goes_on_when_its_rendering_process_is_killed(
    empty_database: str, start: type[Service]
) -> None:
    async with row_factories.owner_connection(empty_database) as owner:
        post = await row_factories.entry(owner, await row_factories.author(owner, is_public=True))
    service = start("--database-url", empty_database)
    comment_at_length(service, encode_id("Post", post))
    [process] = rendering(service)
    process.kill()
    comment_at_length(service, encode_id("Post", post), "Another. ")
    [other] = rendering(service)
    assert other.pid != process.pid


def comment_at_length(service: Service, post: str, begin: str = "") -> None:
    """Comment with a text that is too long to be rendered in place."""
    answer = service.post_query(
        f'mutation {{ createComment(input: {{ on: "{post}", content: "{begin}{LONG}" }}) '
        "{ comment { moderationStatus } userErrors { code } } }"
    )
    assert answer == {
        "data": {"createComment": {"comment": {"moderationStatus": "HELD"}, "userErrors": []}}
    }


def rendering(service: Service) -> list[psutil.Process]:
    """The rendering processes of a service and of its workers that are running."""
    return [
        process
        for process in psutil.Process(service.process.pid).children(recursive=True)
        if process.status() != psutil.STATUS_ZOMBIE
        and "gql.content.text.render_worker" in process.cmdline()
    ]
