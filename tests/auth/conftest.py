"""Signing in needs a service with accounts."""

from tests.site import site

__all__ = ["site"]
