"""A service whose cache is in use, however busy the machine is."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from gql.changes import stream

PATIENCE = 60.0  # seconds


@pytest.fixture(scope="module")
def proven() -> Iterator[None]:
    """Services of this file know of all changes from their start, and for as long as they run.

    Where the machine takes a second to answer them, they would rightly keep nothing, and let
    nobody wait for another: what a file tests that is about neither.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(stream, "READY_SECONDS", PATIENCE)
        patch.setattr(stream, "PROOF_SECONDS", PATIENCE)
        yield
