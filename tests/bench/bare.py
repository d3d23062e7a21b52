"""A bare ASGI app that sends the bytes of a file from memory: as fast as uvicorn is.

python -m tests.bench.bare FILE --port 8000 --database-url ""     # 304 without a body at /304
"""

from __future__ import annotations

import argparse
import socket
from collections.abc import Awaitable, Callable, MutableMapping
from pathlib import Path
from typing import Any

import uvicorn
import uvloop

Message = MutableMapping[str, Any]


class BareApp:
    """Reads what it is sent, and answers the same each time."""

    def __init__(self, body: bytes) -> None:
        self._body = body
        self._headers = [
            (b"content-type", b"application/json; charset=utf-8"),
            (b"content-length", b"%d" % len(body)),
        ]

    async def __call__(
        self,
        scope: Message,
        receive: Callable[[], Awaitable[Message]],
        send: Callable[[Message], Awaitable[None]],
    ) -> None:
        more = scope["method"] == "POST"
        while more:
            more = (await receive()).get("more_body", False)
        start: Message = {"type": "http.response.start", "status": 200, "headers": self._headers}
        body: Message = {"type": "http.response.body", "body": self._body}
        if scope["path"] == "/304":
            start |= {"status": 304, "headers": [(b"etag", b'"x"')]}
            body["body"] = b""
        await send(start)
        await send(body)


def main() -> None:
    """Serve until a signal, with the options of `quire serve`."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--database-url")
    arguments = parser.parse_args()
    config = uvicorn.Config(
        BareApp(arguments.file.read_bytes()),
        http="httptools",
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
    )
    with socket.create_server(("127.0.0.1", arguments.port), backlog=2048) as listener:
        print("Stop with Ctrl-C.", flush=True)
        uvloop.run(uvicorn.Server(config).serve(sockets=[listener]))


if __name__ == "__main__":
    main()
