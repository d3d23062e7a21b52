"""Both ways to an answer, for tests of what must hold on either."""

from __future__ import annotations

import pytest

from tests.operation_client import OperationClient


@pytest.fixture(params=["reader", "planned"])
def either_client(request: pytest.FixtureRequest) -> OperationClient:
    """A client of the reference path, and one of the plans."""
    operation_client: OperationClient = request.getfixturevalue(request.param)
    return operation_client
