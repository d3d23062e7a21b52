"""Both ways to an answer, for tests of what must hold on either."""

from __future__ import annotations

import pytest

from tests.operation_client import OperationClient


@pytest.fixture(params=["reader", "planned"])
def either_client(
    request: pytest.FixtureRequest, reader: OperationClient, planned: OperationClient
) -> OperationClient:
    """A client of the reference path, and one of the plans."""
    return reader if request.param == "reader" else planned
