"""nginx with deploy/nginx.conf: it keeps what may be shared for s-maxage, and then asks by ETag."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.deploy.conftest import (
    Front,
    free_port,
    running,
    service_port,
    started,
    text_of,
    wait_until,
)
from tests.deploy.live import require_socket, require_stream

pytestmark = pytest.mark.slow(6)

LIST = "{ posts(first: 20) { nodes { title author { name } excerpt(words: 50) } } }"
OUTER = """
daemon off; worker_processes 1; pid {folder}/pid; error_log {folder}/errors;
events {{}}
http {{ access_log off; {temporary} include {folder}/quire.conf; }}
"""


@pytest.fixture(scope="module")
def front(publication: str, folder: Path) -> Iterator[Front]:
    port = free_port()
    service = started("--database-url", publication, CACHE_SHARED_SECONDS="1")
    try:
        changed = {
            "127.0.0.1:8000": f"127.0.0.1:{service_port(service)}",
            "listen 80": f"listen 127.0.0.1:{port}",
            "/var/cache/nginx/quire": f"{folder}/cache",
        }
        (folder / "quire.conf").write_text(text_of("nginx.conf", changed))
        paths = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        temporary = " ".join(f"{name}_temp_path {folder}/{name};" for name in paths)
        (folder / "nginx.conf").write_text(OUTER.format(folder=folder, temporary=temporary))
        command = ["nginx", "-c", str(folder / "nginx.conf"), "-e", str(folder / "errors")]
        with (
            running(command, port),
            httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=30) as client,
        ):
            yield Front(client, service)
    finally:
        service.stop()


def test_an_answer_is_kept_for_its_time_and_then_validated(front: Front) -> None:
    for _ in range(2):
        front.get(LIST)
    seen: list[str] = []

    def is_revalidated() -> bool:
        seen.append(front.x_cache(LIST))
        return seen[-1] == "revalidated"

    wait_until(is_revalidated)
    assert "hit" in seen
    kept = front.get(LIST)
    again = front.get(LIST, **{"if-none-match": kept.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_what_is_private_goes_past_it(front: Front) -> None:
    for _ in range(3):
        front.get(LIST)
    for private in (
        {"authorization": "Bearer x"},
        {"quire-receipt": "x"},
        {"quire-guest-key": "x"},
    ):
        response = front.get(LIST, **private)
        assert response.headers["x-cache"] == "BYPASS"
        assert "no-store" in response.headers["cache-control"]


def test_sockets_and_event_streams_are_let_through(front: Front) -> None:
    require_socket(front.client.base_url.port or 0)
    require_stream(front.client)
