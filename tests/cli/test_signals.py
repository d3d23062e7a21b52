"""Every signal that stops `quire serve` lets it answer the requests that it has, however many workers."""

from __future__ import annotations

import os
import signal
import socket
from urllib.parse import urlsplit

import psutil
import pytest

from tests.service_process import Service

pytestmark = pytest.mark.slow(3)

BODY = b'{"query": "{ __typename }"}'


class RequestUnderWay:
    """A request of which the last byte is still to come, so that it cannot have been answered."""

    def __init__(self, service: Service) -> None:
        address = urlsplit(service.url)
        assert address.port
        self.socket = socket.create_connection(("127.0.0.1", address.port), timeout=60)
        head = b"POST /graphql HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n"
        self.socket.sendall(head + b"content-length: %d\r\n\r\n" % len(BODY) + BODY[:-1])

    def response(self) -> bytes:
        """What the service answers, once it has the last byte, until it closes the connection."""
        self.socket.sendall(BODY[-1:])
        return self.rest()

    def rest(self) -> bytes:
        """What arrives until the service closes the connection."""
        with self.socket:
            return b"".join(iter(lambda: self.socket.recv(65_536), b""))


def wait_until_stopping(service: Service) -> None:
    """Return once the service accepts no new connection."""
    address = urlsplit(service.url)
    while True:
        try:
            socket.create_connection(("127.0.0.1", address.port or 0), timeout=5).close()
        except OSError:
            return


@pytest.mark.parametrize("number", [signal.SIGHUP, signal.SIGQUIT, signal.SIGTERM])
def test_one_process_answers_what_is_under_way_and_stops_in_order(
    start: type[Service], empty_database: str, number: signal.Signals
) -> None:
    service = start("--database-url", empty_database)
    request = RequestUnderWay(service)
    service.post_query("{ __typename }")  # after which the service has seen the other, too
    service.process.send_signal(number)
    wait_until_stopping(service)
    response = request.response()
    assert response.startswith(b"HTTP/1.1 200 OK\r\n")
    assert response.endswith(b'{"data":{"__typename":"Query"}}')
    assert_stopped_in_order(service)


@pytest.mark.parametrize(
    ("number", "is_whole_group"),
    [(signal.SIGHUP, True), (signal.SIGHUP, False), (signal.SIGQUIT, False), (signal.SIGINT, True)],
)
def test_workers_answer_what_is_under_way_and_stop_in_order(
    start: type[Service], empty_database: str, number: signal.Signals, is_whole_group: bool
) -> None:
    service = start("--workers", "2", "--database-url", empty_database)
    processes = psutil.Process(service.process.pid).children(recursive=True)
    request = RequestUnderWay(service)
    for _ in range(5):
        service.post_query("{ __typename }")
    # a terminal sends Ctrl-C, and its own end, to all processes that it has started
    (os.killpg if is_whole_group else os.kill)(service.process.pid, number)
    wait_until_stopping(service)
    response = request.response()
    assert response.startswith(b"HTTP/1.1 200 OK\r\n")
    assert_stopped_in_order(service)
    assert psutil.wait_procs(processes, timeout=5)[1] == []


def test_a_second_ctrl_c_answers_503_to_what_is_under_way(
    start: type[Service], empty_database: str
) -> None:
    service = start("--database-url", empty_database)
    request = RequestUnderWay(service)
    service.post_query("{ __typename }")
    service.process.send_signal(signal.SIGINT)
    wait_until_stopping(service)
    service.process.send_signal(signal.SIGINT)
    response = request.rest()
    assert response.startswith(b"HTTP/1.1 503 Service Unavailable\r\n")
    assert b'"code":"STOPPING"' in response
    assert b"\r\nretry-after: " in response
    assert_stopped_in_order(service)


def test_reload_stops_at_sighup_with_its_child(start: type[Service], empty_database: str) -> None:
    service = start("--reload", "--database-url", empty_database)
    processes = psutil.Process(service.process.pid).children(recursive=True)
    assert service.stop(signal.SIGHUP)[0] == 0
    assert psutil.wait_procs(processes, timeout=5)[1] == []


def assert_stopped_in_order(service: Service) -> None:
    code, said = service.wait_for_end()
    assert code == 0
    assert "Traceback" not in said
