"""No test of this room may hold the event loop."""

from __future__ import annotations

import pytest

from tests.loop_watchdog import log_as_the_service, watched_loop

watchdog = pytest.fixture(watched_loop, autouse=True)
log_of_the_service = pytest.fixture(log_as_the_service, autouse=True)
