"""What is changed, is changed over HTTP."""

from tests.http_site import site
from tests.mutations.entry_requests import desk

__all__ = ["desk", "site"]
