"""Subscriptions outlive a restart of Postgres, and miss nothing that was acknowledged."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.live.crowd import tell_across_restart

pytestmark = pytest.mark.slow(10)


async def test_subscribers_miss_nothing_when_postgres_is_killed_and_starts_again() -> None:
    # a path short enough for a socket, and open to the server's user
    with TemporaryDirectory(prefix="quire-") as place:
        Path(place).chmod(0o755)
        assert await tell_across_restart(Path(place), subscribers=6, comments=30)
