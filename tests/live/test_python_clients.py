"""Clients of Python: gql over WebSockets; and messages as Strawberry's types describe them."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest
from strawberry.subscriptions.protocols.graphql_transport_ws import types

from tests.http.websocket.client import acknowledged
from tests.live.client_programs import REFUSED, SOURCES, Services, run

WORDS = ("one", "two", "three")

pytestmark = [pytest.mark.slow(8), pytest.mark.untraced]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The program, with its package."""
    folder = tmp_path_factory.mktemp("python_client")
    for name in ("python_client.py", "requirements.txt"):
        shutil.copy(SOURCES / name, folder)
    # not into this environment: the package has the same name as ours
    install = (sys.executable, "-m", "pip", "install", "--quiet", "--target", "packages")
    run(folder, *install, "--requirement", "requirements.txt")
    return folder


def test_the_client_gql_of_python_is_told_what_happens(
    folder: Path, services: Services, post: str
) -> None:
    service = services.start()
    found = run(folder, sys.executable, "-P", "python_client.py", f"{service.url}/graphql", post)
    assert found == {
        "told": list(WORDS),
        "totals": [before + 1 for before in range(found["totals"][0] - 1, found["totals"][-1])],
        "query": found["totals"][-1],
        "refused": REFUSED,
        "token": 4403,
    }


async def test_every_message_is_one_of_strawberrys_types(services: Services, post: str) -> None:
    described = {
        "pong": types.PongMessage,
        "next": types.NextMessage,
        "complete": types.CompleteMessage,
        "error": types.ErrorMessage,
    }
    service = services.start()
    port = int(service.url.rpartition(":")[2])
    async with acknowledged(port) as client:
        await client.send(type="ping", payload={"a": 1})
        await client.subscribe("{ site { title } }", "q")
        await client.subscribe("{ nothing }", "wrong")
        await client.subscribe("query @live { site { title } }", "live")
        kinds = set()
        while kinds != described.keys():
            got = await client.next()
            kind = described[got["type"]]
            assert kind.__required_keys__ <= got.keys()
            assert got.keys() <= kind.__required_keys__ | kind.__optional_keys__
            kinds.add(got["type"])
