"""Whether notifications arrive on a connection, for `quire check`."""

from __future__ import annotations

import asyncio
import time

from gql.db import CHANGE_CHANNEL, connect, open_listener

WAIT_SECONDS = 2.0


async def notification_delay(url: str) -> float | None:
    """Seconds until a notification by one connection is heard on another; None: it is not.

    Raises DatabaseDown where none can be listened to, as on a standby, and StartError.
    """
    heard = asyncio.Event()
    async with open_listener(url, CHANGE_CHANNEL) as listener:
        await listener.listen(heard.set)
        sender = await connect(url)
        try:
            begun = time.monotonic()
            await sender.execute("select pg_notify($1, '')", CHANGE_CHANNEL)
            async with asyncio.timeout(WAIT_SECONDS):
                await heard.wait()
            return time.monotonic() - begun
        except TimeoutError:
            return None
        finally:
            await sender.close()
