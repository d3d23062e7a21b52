"""Fixtures of mutation tests: every mutation is sent over HTTP."""

from tests.http_site import site
from tests.mutations.entry_requests import newsroom

__all__ = ["newsroom", "site"]
