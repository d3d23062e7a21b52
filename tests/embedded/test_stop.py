"""Stopping the server: however its block ends, on signals, and when it does not obey at once."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
import threading
import time
from pathlib import Path

import pytest

from gql.embedded import embedded_postgres, orphaned_server
from gql.signals import exit_on_signals
from tests.embedded.server_process import FAST, servers_on, start_service

SLEEPING_CLIENT = textwrap.dedent("""
    import asyncio, asyncpg, sys

    async def main():
        connection = await asyncpg.connect(sys.argv[1])
        print("connected", flush=True)
        await connection.execute("select pg_sleep(60)")

    asyncio.run(main())
""")


def test_the_server_stops_when_the_block_raises(folder: Path) -> None:
    with pytest.raises(ZeroDivisionError), embedded_postgres(folder, FAST):
        assert len(servers_on(folder)) / 0
    assert servers_on(folder) == []


def test_the_server_stops_while_a_client_is_connected(folder: Path) -> None:
    # SIGTERM would wait for the client (smart shutdown); SIGINT ends its session
    with embedded_postgres(folder, FAST) as url:
        client = subprocess.Popen(
            [sys.executable, "-c", SLEEPING_CLIENT, url],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        assert client.stdout is not None
        assert client.stdout.readline() == b"connected\n"
        begun = time.monotonic()
    assert time.monotonic() - begun < 4
    assert servers_on(folder) == []
    client.communicate(timeout=10)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_a_signal_to_the_service_stops_the_server(folder: Path, number: signal.Signals) -> None:
    service = start_service(folder)
    service.send_signal(number)
    assert service.wait(10) != 0
    assert servers_on(folder) == []
    with embedded_postgres(folder, FAST):
        pass


def test_a_signal_raises_system_exit_and_the_former_handler_is_restored() -> None:
    before = signal.getsignal(signal.SIGTERM)
    with pytest.raises(SystemExit) as left, exit_on_signals():
        signal.raise_signal(signal.SIGTERM)
    assert left.value.code == 128 + signal.SIGTERM
    assert signal.getsignal(signal.SIGTERM) == before


def test_ctrl_c_in_a_terminal_does_not_reach_the_server(folder: Path) -> None:
    # a terminal signals the foreground process group, which is never of another session
    with embedded_postgres(folder, FAST):
        (process,) = servers_on(folder)
        assert os.getsid(process.pid) != os.getsid(0)


def test_outside_the_main_thread_signal_handlers_are_left_alone(folder: Path) -> None:
    before = signal.getsignal(signal.SIGTERM)
    seen: list[object] = []

    def work() -> None:
        with embedded_postgres(folder, FAST):
            seen.append(signal.getsignal(signal.SIGTERM))

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert seen == [before]


def test_a_process_that_ignores_sigint_is_stopped_by_sigquit(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(orphaned_server, "STOP_TIMEOUT", 0.2)
    stubborn = subprocess.Popen(
        [
            sys.executable,
            "-c",
            "import signal, time; signal.signal(signal.SIGINT, signal.SIG_IGN);"
            "print('ignoring', flush=True); time.sleep(60)",
        ],
        stdout=subprocess.PIPE,
    )
    assert stubborn.stdout is not None
    stubborn.stdout.readline()
    orphaned_server.stop_process(stubborn.pid, stubborn.wait)
    assert stubborn.wait(1) == -signal.SIGQUIT
    stubborn.stdout.close()
