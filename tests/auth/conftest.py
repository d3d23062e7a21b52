"""Signing in needs a service with accounts."""

from tests.http_site import site

__all__ = ["site"]
